package components

import (
	"context"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

// MetricRules are recording rules and alerts.
type MetricRules struct {
	As              *RuleDelivery         `pulumi:"as,optional"`
	Name            *string               `pulumi:"name,optional"`
	Namespace       *string               `pulumi:"namespace,optional"`
	Key             *string               `pulumi:"key,optional"`
	Labels          map[string]string     `pulumi:"labels,optional"`
	Recording       *bool                 `pulumi:"recording,optional"`
	Alerts          *bool                 `pulumi:"alerts,optional"`
	LeaveOut        []string              `pulumi:"leaveOut,optional"`
	Thresholds      *AlertThresholds      `pulumi:"thresholds,optional"`
	ExtraGroups     []*freeform.Map       `pulumi:"extraGroups,optional"`
	ExtraGroupsYAML pulumi.StringPtrInput `pulumi:"extraGroupsYaml,optional"`
}

// Annotate describes the properties for the schema.
func (r *MetricRules) Annotate(a infer.Annotator) {
	a.Describe(&r, "Recording rules and alerts over the mesh's metrics.")
	a.Describe(&r.As, "What holds the rules: `prometheusRule`, for the Prometheus operator, or `configMap`, a rule file for any Prometheus that mounts it. Default: `prometheusRule`.")
	a.Describe(&r.Name, "Name of the object. Default: `istio-rules`.")
	a.Describe(&r.Namespace, "Namespace of the object. Default: that of the Secret or the PodMonitors, else `monitoring`.")
	a.Describe(&r.Key, "Key of the ConfigMap that holds the rule file. Default: `istio-rules.yaml`.")
	a.Describe(&r.Labels, "Labels of the object, by which `ruleSelector` of the Prometheus resource selects it, for example `release: kube-prometheus-stack`. Default: none.")
	a.Describe(&r.Recording, "Whether rules sum the metrics of requests and connections over the pods of a workload, as `workload:istio_requests_total` and so on, for "+
		"federation and long storage. They add series, so switch them on where something reads them. Default: false.")
	a.Describe(&r.Alerts, "Whether there are alerts on traffic, on istiod and its certificates, on gateways, and, where the mesh has them, on ztunnel and the CNI plugin. Default: true.")
	a.Describe(&r.LeaveOut, "Names of alerts to leave out, for example `IstioHighLatency` (docs/metrics.md lists them). Default: none.")
	a.Describe(&r.Thresholds, "When alerts fire.")
	a.Describe(&r.ExtraGroups, "Further rule groups, each as in a rule file of Prometheus, for example `{name: \"shop\", rules: [{record: \"a\", expr: \"b\"}]}`. Leaves may be outputs "+
		"at any depth, and no secrets: the rules stand in clear. What is known is checked the way Prometheus does. Default: none.")
	a.Describe(&r.ExtraGroupsYAML, "Further rule groups as a text, a YAML list without `groups:` around it. May be an output, and no secret: the rules stand in clear. Default: none.")
}

// AlertThresholds say when alerts fire.
type AlertThresholds struct {
	ErrorPercent        *float64 `pulumi:"errorPercent,optional"`
	LatencyMilliseconds *int     `pulumi:"latencyMilliseconds,optional"`
	ConvergenceSeconds  *int     `pulumi:"convergenceSeconds,optional"`
	CertificateDays     *int     `pulumi:"certificateDays,optional"`
}

// Annotate describes the properties for the schema.
func (t *AlertThresholds) Annotate(a infer.Annotator) {
	a.Describe(&t, "When alerts fire.")
	a.Describe(&t.ErrorPercent, "Requests of a service, in percent, that may fail with a status of 500 or above, more than 0 and below 100, for example 1. Default: 5.")
	a.Describe(&t.LatencyMilliseconds, "Milliseconds that 99 % of a service's requests must not exceed, for example 250. Default: 1000.")
	a.Describe(&t.ConvergenceSeconds, "Seconds in which 99 % of changes must reach the proxies, for example 5. Default: 10.")
	a.Describe(&t.CertificateDays, "Days before its end at which a certificate of istiod's authority must be renewed, for example 60. Default: 30.")
}

// RuleDelivery is what holds rules.
type RuleDelivery string

const (
	asPrometheusRule RuleDelivery = "prometheusRule"
	asConfigMap      RuleDelivery = "configMap"
)

// Values lists the kinds.
func (RuleDelivery) Values() []infer.EnumValue[RuleDelivery] {
	return []infer.EnumValue[RuleDelivery]{
		{Name: "PrometheusRule", Value: asPrometheusRule, Description: "A PrometheusRule (monitoring.coreos.com/v1)."},
		{Name: "ConfigMap", Value: asConfigMap, Description: "A ConfigMap with a rule file."},
	}
}

func (r *MetricRules) configMap() bool { return r.As != nil && *r.As == asConfigMap }
func (r *MetricRules) recording() bool { return withDefault(r.Recording, false) }
func (r *MetricRules) alerts() bool    { return withDefault(r.Alerts, true) }
func (r *MetricRules) key() string     { return withDefault(r.Key, "istio-rules.yaml") }

func (r *MetricRules) check(ctx context.Context, f *check.Findings, path string) {
	if r == nil {
		return
	}
	check.Enum(f, path+".as", r.As)
	if r.Name != nil {
		check.Subdomain(f, path+".name", *r.Name)
	}
	if r.Namespace != nil {
		check.Namespace(f, path+".namespace", *r.Namespace)
	}
	check.Labels(f, path+".labels", r.Labels)
	r.checkKey(f, path+".key")
	if !r.recording() && !r.alerts() && len(r.ExtraGroups) == 0 && r.ExtraGroupsYAML == nil {
		f.Errorf(path, "there is no rule left; leave rules out, or write recording: true or alerts: true")
	}
	r.checkAlerts(f, path)
	r.checkSecrets(ctx, f, path)
	r.checkGroups(ctx, f, path)
}

// checkSecrets reports what would stand in clear: neither of the two kinds is a Secret.
func (r *MetricRules) checkSecrets(ctx context.Context, f *check.Findings, path string) {
	var found []string
	for i, group := range r.ExtraGroups {
		found = append(found, plan.SecretPaths(ctx, mapValue(group), fmt.Sprintf("%s.extraGroups[%d]", path, i))...)
	}
	if r.ExtraGroupsYAML != nil && plan.IsSecret(ctx, r.ExtraGroupsYAML) {
		found = append(found, path+".extraGroupsYaml")
	}
	kind := "PrometheusRule"
	if r.configMap() {
		kind = "ConfigMap"
	}
	for _, at := range found {
		f.Errorf(at, "it is a secret, and would stand in a %s in clear; write rules without it, or unsecret it (pulumi.unsecret) where everybody may read it", kind)
	}
}

func (r *MetricRules) checkKey(f *check.Findings, path string) {
	switch {
	case r.Key == nil:
	case !r.configMap():
		f.Errorf(path, "a PrometheusRule has no key; leave it out, or write as: configMap")
	case len(validation.IsConfigMapKey(*r.Key)) > 0:
		f.Errorf(path, "%q can't be a key of a ConfigMap; write letters, digits, -, _ and ., for example istio-rules.yaml", *r.Key)
	}
}

func (r *MetricRules) checkAlerts(f *check.Findings, path string) {
	names := prometheus.AlertNames()
	for i, name := range r.LeaveOut {
		if at := fmt.Sprintf("%s.leaveOut[%d]", path, i); !slices.Contains(names, name) {
			check.OneOf(f, at, &name, names...)
		}
	}
	for name, given := range map[string]bool{"leaveOut": len(r.LeaveOut) > 0, "thresholds": r.Thresholds != nil} {
		if given && !r.alerts() {
			f.Errorf(path+"."+name, "alerts are off, so this reaches nothing; leave it out or write alerts: true")
		}
	}
	t := r.Thresholds
	if t == nil {
		return
	}
	if t.ErrorPercent != nil && (*t.ErrorPercent <= 0 || *t.ErrorPercent >= 100) {
		f.Errorf(path+".thresholds.errorPercent", "%v is not a share of requests; write a percentage above 0 and below 100, for example 5", *t.ErrorPercent)
	}
	for name, value := range map[string]*int{
		"latencyMilliseconds": t.LatencyMilliseconds, "convergenceSeconds": t.ConvergenceSeconds, "certificateDays": t.CertificateDays,
	} {
		if value != nil && *value <= 0 {
			f.Errorf(path+".thresholds."+name, "%d would fire always; write a whole number above 0, or list the alert in leaveOut", *value)
		}
	}
}

func (r *MetricRules) checkGroups(ctx context.Context, f *check.Findings, path string) {
	taken := map[string]string{prometheus.RecordingGroup: "a group of the mesh", prometheus.AlertGroup: "a group of the mesh"}
	checkGroups(f, path+".extraGroups", openList(ctx, r.ExtraGroups), taken)
	if groups, ok := openText(ctx, f, check.RuleRefused, path+".extraGroupsYaml", r.ExtraGroupsYAML); ok {
		checkGroups(f, path+".extraGroupsYaml", groups, taken)
	}
}

func checkGroups(f *check.Findings, path string, groups []any, taken map[string]string) {
	for _, problem := range prometheus.CheckGroups(groups, path, taken) {
		f.Report(check.RuleRefused, problem.Path, "%s", problem.Reason)
	}
	for i, entry := range groups {
		group, _ := entry.(map[string]any)
		rules, _ := group["rules"].([]any)
		for j, entry := range rules {
			rule, _ := entry.(map[string]any)
			for _, name := range prometheus.Gone(rule) {
				f.Report(check.MetricGone, fmt.Sprintf("%s[%d].rules[%d].expr", path, i, j), "Istio exports no %s, so the rule never has a value; docs/metrics.md tells what to read instead", name)
			}
		}
	}
}

// contributeRules plans the object that holds the rules.
func (x *Metrics) contributeRules(p *plan.Plan, m *mesh) {
	r := x.Rules
	if r == nil {
		return
	}
	groups := x.groups(m)
	o := &plan.Object{
		ID: "metric-rules", APIVersion: "monitoring.coreos.com/v1", Kind: "PrometheusRule",
		Name: withDefault(r.Name, "istio-rules"), Namespace: withDefault(r.Namespace, x.namespace()), Labels: r.Labels,
	}
	o.After = p.Present("namespace-" + o.Namespace)
	if r.configMap() {
		o.APIVersion, o.Kind = "v1", "ConfigMap"
		o.Body = plan.Tree{"data": plan.Tree{r.key(): r.file(groups)}}
	} else {
		o.Body = plan.Tree{"spec": plan.Tree{"groups": r.list(groups)}}
	}
	p.AddObject(o)
}

// groups are the generated ones.
func (x *Metrics) groups(m *mesh) []any {
	var out []any
	if x.Rules.recording() {
		out = append(out, prometheus.Recording().Data())
	}
	if x.Rules.alerts() {
		var gateways []prometheus.Gateway
		if x.generates() { // the alert asks by the labels of our own jobs
			gateways = m.alertedGateways()
		}
		alerts := prometheus.Alerts(m.metricParts(), x.Rules.Thresholds.values(), gateways, x.Rules.LeaveOut)
		if len(alerts.Rules) > 0 {
			out = append(out, alerts.Data())
		}
	}
	return out
}

func (m *mesh) alertedGateways() []prometheus.Gateway {
	var out []prometheus.Gateway
	for i := range m.gateways {
		g := &m.gateways[i]
		app := g.Name
		if label := g.Labels["app"]; label != "" {
			app = label
		}
		out = append(out, prometheus.Gateway{Name: g.Name, Namespace: g.namespace(), App: app})
	}
	return out
}

func (t *AlertThresholds) values() prometheus.Thresholds {
	v := prometheus.DefaultThresholds()
	if t == nil {
		return v
	}
	v.ErrorPercent = withDefault(t.ErrorPercent, v.ErrorPercent)
	v.LatencyMilliseconds = withDefault(t.LatencyMilliseconds, v.LatencyMilliseconds)
	v.ConvergenceSeconds = withDefault(t.ConvergenceSeconds, v.ConvergenceSeconds)
	v.CertificateDays = withDefault(t.CertificateDays, v.CertificateDays)
	return v
}

// file is the rule file: data where everything is known, else an output.
func (r *MetricRules) file(groups []any) any {
	if !r.hasExtra() {
		text, _ := prometheus.RenderRules(groups...) // plain data always becomes YAML
		return text
	}
	return pulumi.All(extraInput(r.ExtraGroups), textInput(r.ExtraGroupsYAML)).ApplyT(func(extra []any) (string, error) {
		all, err := r.resolved(groups, extra)
		if err != nil {
			return "", err
		}
		return prometheus.RenderRules(all...)
	})
}

// list holds the groups of a PrometheusRule. Those of a text come as an output of the whole list.
func (r *MetricRules) list(groups []any) any {
	if r.ExtraGroupsYAML == nil {
		for _, group := range r.ExtraGroups {
			groups = append(groups, plan.Plain(mapValue(group)))
		}
		return groups
	}
	return pulumi.All(extraInput(r.ExtraGroups), textInput(r.ExtraGroupsYAML)).ApplyT(func(extra []any) (any, error) {
		return r.resolved(groups, extra)
	})
}

func (r *MetricRules) hasExtra() bool { return len(r.ExtraGroups) > 0 || r.ExtraGroupsYAML != nil }

func (r *MetricRules) resolved(groups, extra []any) ([]any, error) {
	out := slices.Clone(groups)
	maps, _ := plan.ToGo(plan.Plain(extra[0])).([]any)
	out = append(out, maps...)
	text, _ := plan.Plain(extra[1]).(string)
	written, _, err := prometheus.ParseList(text)
	if err != nil {
		return nil, fmt.Errorf("metrics.rules.extraGroupsYaml: %w", err)
	}
	return append(out, written...), nil
}
