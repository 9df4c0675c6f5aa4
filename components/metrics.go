package components

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

// Metrics says how the mesh's metrics get to Prometheus, and what is made of them there.
type Metrics struct {
	Merge                   *bool                    `pulumi:"merge,optional"`
	Scrape                  *ScrapeMechanism         `pulumi:"scrape,optional"`
	AdditionalScrapeConfigs *AdditionalScrapeConfigs `pulumi:"additionalScrapeConfigs,optional"`
	Monitors                *Monitors                `pulumi:"monitors,optional"`
	Interval                *string                  `pulumi:"interval,optional"`
	SampleLimit             *int                     `pulumi:"sampleLimit,optional"`
	DropMetrics             []string                 `pulumi:"dropMetrics,optional"`
	Overrides               []MetricOverride         `pulumi:"overrides,optional"`
	Rules                   *MetricRules             `pulumi:"rules,optional"`
	PrometheusURL           pulumi.StringPtrInput    `pulumi:"prometheusUrl,optional"`
	RBAC                    *PrometheusRBAC          `pulumi:"rbac,optional"`
}

// Annotate describes the properties for the schema.
func (x *Metrics) Annotate(a infer.Annotator) {
	a.Describe(&x, "How the mesh's metrics get to a Prometheus that runs already, and what is made of them there.")
	a.Describe(&x.Merge, "Whether a sidecar offers the metrics of its application together with its own, on port 15020 in plain text, and marks the pod with "+
		"`prometheus.io` annotations (mesh config `enablePrometheusMerge`). Pods get a change at their next restart. Default: true.")
	a.Describe(&x.Scrape, "The one way by which Prometheus finds the mesh: two ways would count everything twice. `annotations`: Istio's pods carry "+
		"`prometheus.io` annotations, and nothing is created. `additionalScrapeConfigs`: scrape jobs in a Secret. `monitors`: PodMonitors. `none`: somebody else sees to it. "+
		"Default: `additionalScrapeConfigs` or `monitors` where that argument is given, else `annotations`.")
	a.Describe(&x.AdditionalScrapeConfigs, "The Secret with scrape jobs, for a Prometheus of the Prometheus operator. Default: none; `{}` creates it.")
	a.Describe(&x.Monitors, "The PodMonitors, for a Prometheus of the Prometheus operator. Default: none; `{}` creates them.")
	a.Describe(&x.Interval, "Time between two scrapes of a pod of the mesh, as a whole number and a unit, for example `15s`. Default: Prometheus' own.")
	a.Describe(&x.SampleLimit, "Samples that one pod may give in a scrape, for example 50000; Prometheus drops the scrape of a pod with more. Default: no limit.")
	a.Describe(&x.DropMetrics, "Regular expressions (RE2, for whole names) of metrics that Prometheus doesn't keep, for example `envoy_cluster_.*`. Default: none.")
	a.Describe(&x.Overrides, "Changes of the metrics that proxies write about requests and connections, in a Telemetry, so that they cost nothing anywhere. Default: none.")
	a.Describe(&x.Rules, "Recording rules and alerts. Default: none; `{}` creates the alerts.")
	a.Describe(&x.PrometheusURL, "Base URL of Prometheus inside the cluster, for Kiali and Grafana, for example `http://prometheus.monitoring:9090`. May be an output. "+
		"Default: `http://prometheus-operated.<namespace>:9090`, the operator's Service in the namespace of the Secret or of `rbac`; else none.")
	a.Describe(&x.RBAC, "Lets Prometheus list the pods of the mesh, where it may not yet. Default: nothing is created.")
}

// ScrapeMechanism is how Prometheus finds the mesh.
type ScrapeMechanism string

const (
	scrapeAnnotations ScrapeMechanism = "annotations"
	scrapeConfigs     ScrapeMechanism = "additionalScrapeConfigs"
	scrapeMonitors    ScrapeMechanism = "monitors"
	scrapeNone        ScrapeMechanism = "none"
)

// Values lists the mechanisms.
func (ScrapeMechanism) Values() []infer.EnumValue[ScrapeMechanism] {
	return []infer.EnumValue[ScrapeMechanism]{
		{Name: "Annotations", Value: scrapeAnnotations, Description: "By the pods' prometheus.io annotations."},
		{Name: "AdditionalScrapeConfigs", Value: scrapeConfigs, Description: "By scrape jobs in a Secret."},
		{Name: "Monitors", Value: scrapeMonitors, Description: "By PodMonitors."},
		{Name: "None", Value: scrapeNone, Description: "Not by this package."},
	}
}

// defaultMonitoringNamespace is where the Prometheus operator's own manifests put Prometheus.
const defaultMonitoringNamespace = "monitoring"

// mechanism is the one that is asked for by name, or by its settings.
func (x *Metrics) mechanism() ScrapeMechanism {
	switch {
	case x.Scrape != nil:
		return *x.Scrape
	case x.AdditionalScrapeConfigs != nil:
		return scrapeConfigs
	case x.Monitors != nil:
		return scrapeMonitors
	}
	return scrapeAnnotations
}

// generates reports whether the mechanism is one of ours, with settings of scrapes.
func (x *Metrics) generates() bool {
	return x.mechanism() == scrapeConfigs || x.mechanism() == scrapeMonitors
}

// namespace is where the objects go that don't say otherwise: beside the Secret or the PodMonitors.
func (x *Metrics) namespace() string {
	switch {
	case x.mechanism() == scrapeConfigs && x.AdditionalScrapeConfigs != nil && x.AdditionalScrapeConfigs.Namespace != nil:
		return *x.AdditionalScrapeConfigs.Namespace
	case x.mechanism() == scrapeMonitors && x.Monitors != nil && x.Monitors.Namespace != nil:
		return *x.Monitors.Namespace
	}
	return defaultMonitoringNamespace
}

// metricParts are the parts of the mesh that export metrics. A remote control plane runs in another cluster.
func (m *mesh) metricParts() prometheus.Parts {
	var p prometheus.Parts
	if m.parts.istiod && m.profile() != profileRemote {
		p.Istiod = m.namespace
		for _, control := range m.planes {
			p.Services = append(p.Services, istio.ControlPlaneService(control.revision))
			for _, tag := range control.tags {
				p.Services = append(p.Services, istio.TagService(tag))
			}
		}
	}
	if m.ambient() {
		p.Ztunnel = m.ztunnelNamespace()
	}
	if _, cni := m.cni(); cni {
		p.CNI = m.cniNamespace()
	}
	return p
}

func (x *Metrics) check(ctx context.Context, f *check.Findings, m *mesh) {
	const path = "metrics"
	if x == nil {
		return
	}
	check.Enum(f, path+".scrape", x.Scrape)
	x.checkMechanism(f, path)
	x.checkScrapes(f, path)
	x.AdditionalScrapeConfigs.check(ctx, f, path+".additionalScrapeConfigs", m)
	x.Monitors.check(f, path+".monitors")
	checkOverrides(f, path+".overrides", x.Overrides)
	x.Rules.check(ctx, f, path+".rules")
	x.RBAC.check(f, path+".rbac")
	checkBaseURL(ctx, f, path+".prometheusUrl", x.PrometheusURL)
}

// checkMechanism holds users to one way.
func (x *Metrics) checkMechanism(f *check.Findings, path string) {
	mechanism := x.mechanism()
	if x.AdditionalScrapeConfigs != nil && x.Monitors != nil {
		f.Report(check.ScrapeMechanisms, path, "additionalScrapeConfigs and monitors are two ways to scrape the same pods, and everything would be counted twice; write one of the two")
	}
	for name, given := range map[ScrapeMechanism]bool{scrapeConfigs: x.AdditionalScrapeConfigs != nil, scrapeMonitors: x.Monitors != nil} {
		if given && x.Scrape != nil && mechanism != name {
			f.Errorf(path+"."+string(name), "with scrape: %s this reaches nothing; leave it out, or write scrape: %s", mechanism, name)
		}
	}
	if x.Merge != nil && !*x.Merge && mechanism == scrapeAnnotations {
		f.Report(check.AnnotationsMissing, path+".merge", "without merging, sidecars carry no prometheus.io annotations, so nothing leads Prometheus to them; "+
			"write additionalScrapeConfigs: {} or monitors: {}, or scrape: none if jobs of your own find port 15090")
	}
}

func (x *Metrics) contribute(p *plan.Plan, m *mesh) {
	if x == nil {
		return
	}
	p.MeshConfig.Set(x.Merge, "enablePrometheusMerge")
	contributeOverrides(p, x.Overrides)
	p.Prometheus = &plan.Prometheus{URL: x.url(), Scrape: string(x.mechanism())}
	switch x.mechanism() {
	case scrapeConfigs:
		x.contributeSecret(p, m)
	case scrapeMonitors:
		x.contributeMonitors(p, m)
	}
	x.contributeRules(p, m)
	x.RBAC.contribute(p, m, x.namespace())
}

// url is where Prometheus is asked: the operator puts the Service prometheus-operated beside each Prometheus. The Secret
// must be in its namespace, and so is its ServiceAccount.
func (x *Metrics) url() any {
	switch {
	case x.PrometheusURL != nil:
		return plan.Plain(x.PrometheusURL)
	case x.mechanism() == scrapeConfigs:
		return operatedURL(x.namespace())
	case x.mechanism() == scrapeMonitors && x.RBAC != nil:
		return operatedURL(x.RBAC.namespace(x.namespace()))
	}
	return nil
}

func operatedURL(namespace string) string { return "http://prometheus-operated." + namespace + ":9090" }
