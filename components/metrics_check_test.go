package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
)

func extraJob(fields map[string]any) *AdditionalScrapeConfigs {
	return &AdditionalScrapeConfigs{ExtraJobs: []*freeform.Map{tree(fields)}}
}

func endlessLabel(expression string) Metrics {
	return Metrics{Overrides: []MetricOverride{{Tags: map[string]string{"x": expression}}}}
}

func extraRule(fields map[string]any) *MetricRules {
	return &MetricRules{ExtraGroups: []*freeform.Map{tree(map[string]any{"name": "g", "rules": []any{fields}})}}
}

var wrongMetrics = []struct {
	reason       string
	metrics      Metrics
	path, remedy string
}{
	{"an unknown mechanism", Metrics{Scrape: ref(ScrapeMechanism("serviceMonitors"))}, "metrics.scrape", "monitors"},
	{
		"two mechanisms", Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{}, Monitors: &Monitors{Labels: map[string]string{"a": "b"}}},
		"metrics", "write one of the two",
	},
	{
		"settings of another mechanism", Metrics{Scrape: ref(scrapeAnnotations), Monitors: &Monitors{Labels: map[string]string{"a": "b"}}},
		"metrics.monitors", "scrape: monitors",
	},
	{"settings of none", Metrics{Scrape: ref(scrapeNone), AdditionalScrapeConfigs: &AdditionalScrapeConfigs{}}, "metrics.additionalScrapeConfigs", "leave it out"},
	{"an interval of nothing", Metrics{Interval: ref("15s")}, "metrics.interval", "additionalScrapeConfigs or monitors"},
	{"a limit of nothing", Metrics{Scrape: ref(scrapeNone), SampleLimit: ref(5)}, "metrics.sampleLimit", "leave it out"},
	{"a drop of nothing", Metrics{DropMetrics: []string{"a"}}, "metrics.dropMetrics", "leave it out"},
	{"a duration without unit", Metrics{Scrape: ref(scrapeConfigs), Interval: ref("15")}, "metrics.interval", "30s"},
	{"no time at all", Metrics{Scrape: ref(scrapeConfigs), Interval: ref("0s")}, "metrics.interval", "30s"},
	{"no sample at all", Metrics{Scrape: ref(scrapeConfigs), SampleLimit: ref(0)}, "metrics.sampleLimit", "50000"},
	{"a lookahead", Metrics{Scrape: ref(scrapeConfigs), DropMetrics: []string{"envoy_cluster_(?!upstream).*"}}, "metrics.dropMetrics[0]", "lookahead"},
	{"an empty expression", Metrics{Scrape: ref(scrapeConfigs), DropMetrics: []string{"a", ""}}, "metrics.dropMetrics[1]", "envoy_cluster_"},
	{"not a name", Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{Name: ref("A_b")}}, "metrics.additionalScrapeConfigs.name", "lower-case"},
	{"not a namespace", Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{Namespace: ref("a.b")}}, "metrics.additionalScrapeConfigs.namespace", "lower-case"},
	{"not a key", Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{Key: ref("a/b")}}, "metrics.additionalScrapeConfigs.key", "prometheus-additional.yaml"},
	{
		"a job of the name of ours", Metrics{AdditionalScrapeConfigs: extraJob(map[string]any{"job_name": "envoy-stats"})},
		"metrics.additionalScrapeConfigs.extraJobs[0].job_name", "write another",
	},
	{
		"ours even where this mesh has no such part", Metrics{AdditionalScrapeConfigs: extraJob(map[string]any{"job_name": "ztunnel"})},
		"metrics.additionalScrapeConfigs.extraJobs[0].job_name", "write another",
	},
	{
		"Go's spelling of a key", Metrics{AdditionalScrapeConfigs: extraJob(map[string]any{"jobName": "a"})},
		"metrics.additionalScrapeConfigs.extraJobs[0].job_name", "write job_name",
	},
	{
		"a bad regular expression deep inside", Metrics{AdditionalScrapeConfigs: extraJob(map[string]any{
			"job_name": "a", "metric_relabel_configs": []any{map[string]any{"action": "keep", "regex": "a(?=b)"}},
		})},
		"metrics.additionalScrapeConfigs.extraJobs[0].metric_relabel_configs[0]", "lookahead",
	},
	{
		"a whole file as a text", Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{ExtraJobsYAML: pulumi.String("scrape_configs:\n- job_name: a\n")}},
		"metrics.additionalScrapeConfigs.extraJobsYaml", "below that key",
	},
	{
		"no list", Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{ExtraJobsYAML: pulumi.String("job_name: a")}},
		"metrics.additionalScrapeConfigs.extraJobsYaml", "begin with -",
	},
	{
		"a job that is in both", Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{
			ExtraJobs: []*freeform.Map{tree(map[string]any{"job_name": "a"})}, ExtraJobsYAML: pulumi.String("- job_name: a"),
		}},
		"metrics.additionalScrapeConfigs.extraJobsYaml[0].job_name", "extraJobs[0]",
	},
	{
		"a duration in a text", Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{ExtraJobsYAML: pulumi.String("- job_name: a\n  scrape_interval: 1 minute")}},
		"metrics.additionalScrapeConfigs.extraJobsYaml[0].scrape_interval", "30s",
	},
	{"a namespace of monitors", Metrics{Monitors: &Monitors{Namespace: ref("-"), Labels: map[string]string{"a": "b"}}}, "metrics.monitors.namespace", "lower-case"},
	{"a label of monitors", Metrics{Monitors: &Monitors{Labels: map[string]string{"a b": "c"}}}, "metrics.monitors.labels", "prefix/name"},
	{"no rule left", Metrics{Rules: &MetricRules{Alerts: ref(false)}}, "metrics.rules", "recording: true"},
	{"an unknown kind", Metrics{Rules: &MetricRules{As: ref(RuleDelivery("file"))}}, "metrics.rules.as", "configMap"},
	{"a key of a PrometheusRule", Metrics{Rules: &MetricRules{Key: ref("a.yaml")}}, "metrics.rules.key", "as: configMap"},
	{"not a key of rules", Metrics{Rules: &MetricRules{As: ref(asConfigMap), Key: ref("a b")}}, "metrics.rules.key", "istio-rules.yaml"},
	{"not a name of rules", Metrics{Rules: &MetricRules{Name: ref("")}}, "metrics.rules.name", "lower-case"},
	{"not a namespace of rules", Metrics{Rules: &MetricRules{Namespace: ref("")}}, "metrics.rules.namespace", "write one"},
	{"an alert that isn't", Metrics{Rules: &MetricRules{LeaveOut: []string{"IstioLatency"}}}, "metrics.rules.leaveOut[0]", "IstioHighLatency"},
	{"bounds of no alert", Metrics{Rules: &MetricRules{Alerts: ref(false), Recording: ref(true), Thresholds: &AlertThresholds{}}}, "metrics.rules.thresholds", "alerts: true"},
	{"a share for a percentage of everything", Metrics{Rules: &MetricRules{Thresholds: &AlertThresholds{ErrorPercent: ref(100.0)}}}, "metrics.rules.thresholds.errorPercent", "below 100"},
	{"a bound of nothing", Metrics{Rules: &MetricRules{Thresholds: &AlertThresholds{CertificateDays: ref(0)}}}, "metrics.rules.thresholds.certificateDays", "leaveOut"},
	{"a bad expression", Metrics{Rules: extraRule(map[string]any{"record": "a", "expr": "rate(x)"})}, "metrics.rules.extraGroups[0].rules[0]", "mend it"},
	{
		"a group of the name of ours", Metrics{Rules: &MetricRules{ExtraGroupsYAML: pulumi.String("- name: istio.alerts\n  rules: []")}},
		"metrics.rules.extraGroupsYaml[0].name", "another",
	},
	{
		"a secret deep in a rule, which a custom resource shows", Metrics{Rules: extraRule(map[string]any{"record": "a", "expr": "up", "labels": map[string]any{"x": pulumi.ToSecret(pulumi.String("y"))}})},
		"metrics.rules.extraGroups[0].rules[0].labels.x", "a PrometheusRule in clear; write",
	},
	{
		"a secret rule in a ConfigMap", Metrics{Rules: &MetricRules{As: ref(asConfigMap), ExtraGroups: []*freeform.Map{tree(map[string]any{
			"name": "b", "rules": []any{pulumi.ToSecret(pulumi.Map{"record": pulumi.String("a"), "expr": pulumi.String("up")})},
		})}}},
		"metrics.rules.extraGroups[0].rules[0]", "a ConfigMap in clear; write",
	},
	{
		"a secret group that isn't known", Metrics{Rules: &MetricRules{ExtraGroups: []*freeform.Map{{Leaves: map[string]pulumi.Input{"": pulumi.ToSecret(pulumi.UnsafeUnknownOutput(nil))}}}}},
		"metrics.rules.extraGroups[0]", "pulumi.unsecret",
	},
	{
		"secret rules as a text", Metrics{Rules: &MetricRules{As: ref(asConfigMap), ExtraGroupsYAML: pulumi.ToSecret(pulumi.String("- {name: b, rules: []}")).(pulumi.StringOutput)}},
		"metrics.rules.extraGroupsYaml", "a ConfigMap in clear; write",
	},
	{"a whole rule file", Metrics{Rules: &MetricRules{ExtraGroupsYAML: pulumi.String("groups: []")}}, "metrics.rules.extraGroupsYaml", "below that key"},
	{"no account", Metrics{RBAC: &PrometheusRBAC{}}, "metrics.rbac.serviceAccount", "prometheus-k8s"},
	{"a user for an account", Metrics{RBAC: &PrometheusRBAC{ServiceAccount: "system:serviceaccount:a:b"}}, "metrics.rbac.serviceAccount", "lower-case"},
	{"not a namespace of an account", Metrics{RBAC: &PrometheusRBAC{ServiceAccount: "a", Namespace: ref("A")}}, "metrics.rbac.namespace", "lower-case"},
	{"an address without scheme", Metrics{PrometheusURL: pulumi.String("prometheus.monitoring:9090")}, "metrics.prometheusUrl", "http://"},
	{"the address of the API", Metrics{PrometheusURL: pulumi.String("http://p:9090/api/v1/query")}, "metrics.prometheusUrl", "base"},
	{"a change of nothing", Metrics{Overrides: []MetricOverride{{}}}, "metrics.overrides[0]", "disabled: true"},
	{"an unknown metric", Metrics{Overrides: []MetricOverride{{Metric: ref(ProxyMetric("istio_requests_total")), Disabled: ref(true)}}}, "metrics.overrides[0].metric", "REQUEST_COUNT"},
	{"an unknown side", Metrics{Overrides: []MetricOverride{{Side: ref(ProxySide("CLIENT")), RemoveTags: []string{"a"}}}}, "metrics.overrides[0].side", "client"},
	{
		"labels of what isn't written", Metrics{Overrides: []MetricOverride{{Metric: ref(ProxyMetric("REQUEST_SIZE")), Disabled: ref(true), RemoveTags: []string{"a"}}}},
		"metrics.overrides[0].disabled", "disabled alone",
	},
	{"a label both ways", Metrics{Overrides: []MetricOverride{{RemoveTags: []string{"a"}, Tags: map[string]string{"a": "b"}}}}, "metrics.overrides[0].removeTags[0]", "one of the two"},
	{"an empty label", Metrics{Overrides: []MetricOverride{{RemoveTags: []string{""}}}}, "metrics.overrides[0].removeTags[0]", "request_protocol"},
	{"an empty expression of a label", Metrics{Overrides: []MetricOverride{{Tags: map[string]string{"a": " "}}}}, `metrics.overrides[0].tags["a"]`, "request.host"},
}

func TestMetricsWrongInputs(t *testing.T) {
	t.Parallel()
	for _, tc := range wrongMetrics {
		t.Run(tc.reason, func(t *testing.T) {
			t.Parallel()
			f := &check.Findings{}
			tc.metrics.check(t.Context(), f, newMesh(MeshStackArgs{}))
			if tc.reason == "Go's spelling of a key" {
				assert.Len(t, f.Errors(), 2, "the key, and the name that is missing")
			} else {
				assert.Len(t, f.Errors(), 1, "%v", f.Errors())
			}
			if assert.NotEmpty(t, f.Errors()) {
				last := f.Errors()[len(f.Errors())-1]
				assert.Equal(t, tc.path, last.Path)
				assert.Contains(t, last.Message, tc.remedy)
			}
		})
	}
}

func TestMetricsFindings(t *testing.T) {
	t.Parallel()
	twice := map[string]any{
		"job_name": "pods", "kubernetes_sd_configs": []any{map[string]any{"role": "pod"}},
		"relabel_configs": []any{map[string]any{
			"source_labels": []any{"__meta_kubernetes_pod_container_port_name"}, "action": "keep", "regex": ".*-envoy-prom",
		}},
	}
	silent := map[string]any{
		"job_name": "x", "kubernetes_sd_configs": []any{map[string]any{"role": "endpointslice"}},
		"relabel_configs": []any{map[string]any{"source_labels": []any{"__meta_kubernetes_endpoint_port_name"}, "action": "keep", "regex": "http"}},
	}
	for _, tc := range []struct {
		reason  string
		metrics Metrics
		args    MeshStackArgs
		id      check.ID
		path    string
	}{
		{"kube-prometheus-stack wants the label of its release", Metrics{Scrape: ref(scrapeMonitors), Monitors: &Monitors{}}, MeshStackArgs{}, check.MonitorsUnlabelled, "metrics.monitors.labels"},
		{"no annotations without merging", Metrics{Merge: ref(false)}, MeshStackArgs{}, check.AnnotationsMissing, "metrics.merge"},
		{"the default merges", Metrics{}, MeshStackArgs{}, "", ""},
		{"our jobs need no annotations", Metrics{Merge: ref(false), Scrape: ref(scrapeConfigs)}, MeshStackArgs{}, "", ""},
		{"a job that finds the sidecars, too", Metrics{AdditionalScrapeConfigs: extraJob(twice)}, MeshStackArgs{}, check.ScrapedTwice, "metrics.additionalScrapeConfigs.extraJobs[0]"},
		{"a job that finds nothing", Metrics{AdditionalScrapeConfigs: extraJob(silent)}, MeshStackArgs{}, check.JobKeepsNothing, "metrics.additionalScrapeConfigs.extraJobs[0].relabel_configs"},
		{
			"a metric that left the code", Metrics{Rules: extraRule(map[string]any{"record": "a", "expr": "pilot_xds_push_errors"})}, MeshStackArgs{},
			check.MetricGone, "metrics.rules.extraGroups[0].rules[0].expr",
		},
		{"the graph's metrics", Metrics{Scrape: ref(scrapeConfigs), DropMetrics: []string{"istio_.*"}}, MeshStackArgs{}, check.NeededDropped, "metrics.dropMetrics[0]"},
		{"Envoy's own statistics can go", Metrics{Scrape: ref(scrapeConfigs), DropMetrics: []string{"envoy_.*"}}, MeshStackArgs{}, "", ""},
		{"a name is matched as a whole", Metrics{Scrape: ref(scrapeConfigs), DropMetrics: []string{"istio"}}, MeshStackArgs{}, "", ""},
		{"everything off", Metrics{Overrides: []MetricOverride{{Disabled: ref(true)}}}, MeshStackArgs{}, check.NeededDropped, "metrics.overrides[0].disabled"},
		{"a label of the graph", Metrics{Overrides: []MetricOverride{{RemoveTags: []string{"response_flags"}}}}, MeshStackArgs{}, check.NeededDropped, "metrics.overrides[0].removeTags[0]"},
		{"a path for a label", endlessLabel("request.url_path"), MeshStackArgs{}, check.LabelEndless, `metrics.overrides[0].tags["x"]`},
		{"one of two", endlessLabel("string(source.port) + request.host"), MeshStackArgs{}, check.LabelEndless, `metrics.overrides[0].tags["x"]`},
		{"a header", endlessLabel("request.headers['x-user']"), MeshStackArgs{}, check.LabelEndless, `metrics.overrides[0].tags["x"]`},
		{"whoever calls", endlessLabel("source.address"), MeshStackArgs{}, check.LabelEndless, `metrics.overrides[0].tags["x"]`},
		{"a host", endlessLabel("request.host"), MeshStackArgs{}, "", ""},
		{"Istio's own example", endlessLabel("string(destination.port)"), MeshStackArgs{}, "", ""},
		{"a choice by path", endlessLabel("request.path.startsWith('/a') ? 'a' : 'b'"), MeshStackArgs{}, "", ""},
		{"yes or no", endlessLabel("request.headers['x-user'] == ''"), MeshStackArgs{}, "", ""},
		{"a text", endlessLabel("'request.path'"), MeshStackArgs{}, "", ""},
		{"another attribute", endlessLabel("xrequest.path"), MeshStackArgs{}, "", ""},
	} {
		f := &check.Findings{Mode: check.Warn}
		tc.metrics.check(t.Context(), f, newMesh(tc.args))
		assert.Empty(t, f.Errors(), tc.reason)
		if tc.id == "" {
			assert.Empty(t, f.Warnings(), tc.reason)
			continue
		}
		if assert.Len(t, f.Warnings(), 1, tc.reason) {
			assert.Equal(t, tc.id, f.Warnings()[0].ID, tc.reason)
			assert.Equal(t, tc.path, f.Warnings()[0].Path, tc.reason)
		}
	}
	enforced := &check.Findings{}
	(&Metrics{AdditionalScrapeConfigs: extraJob(twice)}).check(t.Context(), enforced, newMesh(MeshStackArgs{}))
	assert.Len(t, enforced.Errors(), 1, "what doubles every rate stops the update")
	var none *Metrics
	none.check(t.Context(), enforced, newMesh(MeshStackArgs{}))
	assert.Len(t, enforced.Errors(), 1, "without the argument nothing is judged")
}
