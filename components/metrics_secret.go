package components

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

// AdditionalScrapeConfigs is a Secret with scrape jobs.
type AdditionalScrapeConfigs struct {
	Name            *string               `pulumi:"name,optional"`
	Namespace       *string               `pulumi:"namespace,optional"`
	CreateNamespace *bool                 `pulumi:"createNamespace,optional"`
	Key             *string               `pulumi:"key,optional"`
	ExtraJobs       []*freeform.Map       `pulumi:"extraJobs,optional"`
	ExtraJobsYAML   pulumi.StringPtrInput `pulumi:"extraJobsYaml,optional"`
}

// Annotate describes the properties for the schema.
func (s *AdditionalScrapeConfigs) Annotate(a infer.Annotator) {
	a.Describe(&s, "A Secret with scrape jobs for istiod, for sidecars, gateways and waypoints, and, where the mesh has them, for ztunnel and the CNI node agent. "+
		"Name it in `spec.additionalScrapeConfigs` of the Prometheus resource, which takes one such Secret: jobs that it had before go to `extraJobs`.")
	a.Describe(&s.Name, "Name of the Secret. Default: `additional-scrape-configs`.")
	a.Describe(&s.Namespace, "Namespace of the Secret, which must be that of the Prometheus resource. Default: `monitoring`.")
	a.Describe(&s.CreateNamespace, "Whether the namespace is created and deleted with the mesh. Default: false: it exists.")
	a.Describe(&s.Key, "Key of the Secret that holds the jobs, as a YAML list. Default: `prometheus-additional.yaml`.")
	a.Describe(&s.ExtraJobs, "Further scrape jobs, each a `scrape_config` of Prometheus, for example `{job_name: \"node\", static_configs: [{targets: [\"10.0.0.9:9100\"]}]}`. "+
		"Leaves may be outputs and secrets at any depth. What is known is checked the way Prometheus does, as a wrong job makes it refuse all of them. Default: none.")
	a.Describe(&s.ExtraJobsYAML, "Further scrape jobs as a text, a YAML list without `scrape_configs:` around it, for example the content of a file. May be an output or a secret. Default: none.")
}

func (s *AdditionalScrapeConfigs) orEmpty() *AdditionalScrapeConfigs {
	if s == nil {
		return &AdditionalScrapeConfigs{}
	}
	return s
}

func (s *AdditionalScrapeConfigs) name() string {
	return withDefault(s.Name, "additional-scrape-configs")
}
func (s *AdditionalScrapeConfigs) key() string {
	return withDefault(s.Key, "prometheus-additional.yaml")
}

// withDefault returns what a pointer points to, or the default of nil.
func withDefault[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}

func (s *AdditionalScrapeConfigs) check(ctx context.Context, f *check.Findings, path string, m *mesh) {
	if s == nil {
		return
	}
	check.Subdomain(f, path+".name", s.name())
	if s.Namespace != nil {
		check.Namespace(f, path+".namespace", *s.Namespace)
	}
	if len(validation.IsConfigMapKey(s.key())) > 0 {
		f.Errorf(path+".key", "%q can't be a key of a Secret; write letters, digits, -, _ and ., for example prometheus-additional.yaml", s.key())
	}
	taken := map[string]string{}
	for _, name := range prometheus.Jobs() {
		taken[name] = "a job of the mesh"
	}
	s.checkJobs(f, path+".extraJobs", openList(ctx, s.ExtraJobs), taken, m)
	if jobs, ok := openText(ctx, f, check.JobRefused, path+".extraJobsYaml", s.ExtraJobsYAML); ok {
		s.checkJobs(f, path+".extraJobsYaml", jobs, taken, m)
	}
}

func (s *AdditionalScrapeConfigs) checkJobs(f *check.Findings, path string, jobs []any, taken map[string]string, m *mesh) {
	for _, problem := range prometheus.CheckJobs(jobs, path, taken) {
		f.Report(check.JobRefused, problem.Path, "%s", problem.Reason)
	}
	targets := prometheus.Targets(m.metricParts())
	for i, entry := range jobs {
		job, ok := entry.(map[string]any)
		if !ok {
			continue
		}
		at := fmt.Sprintf("%s[%d]", path, i)
		for _, twice := range prometheus.Scrapes(job, targets) {
			f.Report(check.ScrapedTwice, at, "the job finds the pods of the mesh's own job %s too, and each of their series would be there twice, which doubles every rate; "+
				"leave it out, or drop those pods in its relabel_configs", twice)
		}
		if reason := prometheus.Silent(job, targets); reason != "" {
			f.Report(check.JobKeepsNothing, at+".relabel_configs", "the job keeps no target: %s", reason)
		}
	}
}

// contributeSecret plans the Secret. Its value is known at preview as far as the jobs are.
func (x *Metrics) contributeSecret(p *plan.Plan, m *mesh) {
	s := x.AdditionalScrapeConfigs.orEmpty()
	var jobs []any
	for _, target := range prometheus.Targets(m.metricParts()) {
		jobs = append(jobs, target.Job(x.settings()))
	}
	// Our own jobs are plain data, which always becomes YAML.
	p.Prometheus.Jobs, _ = prometheus.Render(jobs...)
	p.Prometheus.Secret = &plan.SecretKey{Namespace: x.namespace(), Name: s.name(), Key: s.key()}
	p.AddObject(&plan.Object{
		ID:         "scrape-configs",
		APIVersion: "v1", Kind: "Secret", Name: s.name(), Namespace: x.namespace(),
		Body:  plan.Tree{"type": "Opaque", "data": plan.Tree{s.key(): s.value(jobs)}},
		After: m.monitoringNamespace(p, x.namespace(), s.CreateNamespace),
	})
}

// value is the list of every job, encoded, and a secret: jobs hold passwords.
func (s *AdditionalScrapeConfigs) value(jobs []any) pulumi.Input {
	return pulumi.ToSecret(pulumi.All(extraInput(s.ExtraJobs), textInput(s.ExtraJobsYAML)).ApplyT(func(extra []any) (string, error) {
		all, err := withExtra(jobs, extra[0], extra[1])
		if err != nil {
			return "", fmt.Errorf("metrics.additionalScrapeConfigs.extraJobsYaml: %w", err)
		}
		text, err := prometheus.Render(all...)
		return base64.StdEncoding.EncodeToString([]byte(text)), err
	}))
}

// monitoringNamespace returns what an object in a namespace of Prometheus waits for.
func (m *mesh) monitoringNamespace(p *plan.Plan, name string, create *bool) []string {
	if create != nil && *create {
		return needNamespace(p, name, true, nil)
	}
	return p.Present("namespace-" + name)
}

// settings are those of every scrape.
func (x *Metrics) settings() prometheus.Settings {
	s := prometheus.Settings{Drop: x.DropMetrics}
	if x.Interval != nil {
		s.Interval = *x.Interval
	}
	if x.SampleLimit != nil {
		s.SampleLimit = *x.SampleLimit
	}
	return s
}
