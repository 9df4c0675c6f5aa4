package prometheus_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

// job reads one scrape_config.
func job(t *testing.T, text string) map[string]any {
	t.Helper()
	list, _, err := prometheus.ParseList("- " + strings.ReplaceAll(text, "\n", "\n  "))
	require.NoError(t, err)
	return list[0].(map[string]any)
}

func TestJobsThatPrometheusRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ reason, job, path, remedy string }{
		{"a job needs a name", "metrics_path: /m", "jobs[0].job_name", "write job_name"},
		{"and not an empty one", "job_name: ''", "jobs[0].job_name", "write one"},
		{"a number is no name", "job_name: [a]", "jobs[0].job_name", "put it in quotes"},
		{"one of ours", "job_name: istiod", "jobs[0].job_name", "write another"},
		{"a typing error", "job_name: a\nstatic_config: []", "jobs[0].static_config", "write static_configs"},
		{"another one", "job_name: a\nscrape_intervall: 5s", "jobs[0].scrape_intervall", "write scrape_interval"},
		{"nothing near", "job_name: a\nwhatsoever: 5s", "jobs[0].whatsoever", "leave it out"},
		{"a whole configuration", "scrape_configs: []", "jobs[0].scrape_configs", "alone"},
		{"Go's durations aren't Prometheus'", "job_name: a\nscrape_interval: 1.5m", "jobs[0].scrape_interval", "30s"},
		{"a number without unit", "job_name: a\nscrape_timeout: 30", "jobs[0].scrape_timeout", "30s"},
		{"a timeout beyond the interval", "job_name: a\nscrape_interval: 10s\nscrape_timeout: 15s", "jobs[0].scrape_timeout", "at most 10s"},
		{"another protocol", "job_name: a\nscheme: grpc", "jobs[0].scheme", "http or https"},
		{"a text is no flag", "job_name: a\nhonor_labels: 'yes'", "jobs[0].honor_labels", "true or false"},
		{"a text is no number", "job_name: a\nsample_limit: many", "jobs[0].sample_limit", "a number"},
		{"a map is no list", "job_name: a\nstatic_configs: {targets: []}", "jobs[0].static_configs", "a list"},
		{"a list is no map", "job_name: a\nbasic_auth: []", "jobs[0].basic_auth", "a map"},
		{"no role", "job_name: a\nkubernetes_sd_configs: [{}]", "jobs[0].kubernetes_sd_configs[0].role", "endpointslice"},
		{"the operator's spelling", "job_name: a\nkubernetes_sd_configs: [{role: Pod}]", "jobs[0].kubernetes_sd_configs[0].role", "pod"},
		{"a list of namespaces alone", "job_name: a\nkubernetes_sd_configs: [{role: pod, namespaces: [x]}]", "jobs[0].kubernetes_sd_configs[0].namespaces", "names"},
		{"an unknown key of discovery", "job_name: a\nkubernetes_sd_configs: [{role: pod, namespace: x}]", "jobs[0].kubernetes_sd_configs[0].namespace", "namespaces"},
		{
			"Kiali's own advice: RE2 has no lookahead", "job_name: a\nmetric_relabel_configs: [{source_labels: [__name__], action: drop, regex: 'envoy_cluster_(?!upstream_).*'}]",
			"jobs[0].metric_relabel_configs[0]", "lookahead",
		},
		{"an open bracket", "job_name: a\nrelabel_configs: [{source_labels: [a], regex: '(', action: keep}]", "jobs[0].relabel_configs[0]", "RE2"},
		{"an unknown action", "job_name: a\nrelabel_configs: [{action: retain}]", "jobs[0].relabel_configs[0]", "relabel_config"},
		{"the operator's spelling of rules", "job_name: a\nrelabel_configs: [{sourceLabels: [a], action: keep}]", "jobs[0].relabel_configs[0]", "source_labels"},
		{"an action without a target", "job_name: a\nrelabel_configs: [{source_labels: [a], action: hashmod, modulus: 2}]", "jobs[0].relabel_configs[0]", "target_label"},
		{"the second rule", "job_name: a\nrelabel_configs: [{regex: a, action: labeldrop}, {action: labeldrop, target_label: b}]", "jobs[0].relabel_configs[1]", "relabel_config"},
		{"a rule alone", "job_name: a\nrelabel_configs: {action: keep}", "jobs[0].relabel_configs", "begin with -"},
	} {
		found := prometheus.CheckJobs([]any{job(t, tc.job)}, "jobs", map[string]string{"istiod": "a job of the mesh"})
		if assert.Len(t, found, 1, "%s: %v", tc.reason, found) {
			assert.Equal(t, tc.path, found[0].Path, tc.reason)
			assert.Contains(t, found[0].Reason, tc.remedy, tc.reason)
		}
	}
	twice := prometheus.CheckJobs([]any{job(t, "job_name: a"), job(t, "job_name: a")}, "jobs", map[string]string{})
	require.Len(t, twice, 1)
	assert.Equal(t, "jobs[1].job_name", twice[0].Path)
	assert.Contains(t, twice[0].Reason, "jobs[0]", "the first one is named")
	assert.NotEmpty(t, prometheus.CheckJobs([]any{"istiod"}, "jobs", map[string]string{}), "a text is no job")
}

func TestJobsThatPrometheusTakes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ reason, job string }{
		{"nothing but a name", "job_name: a"},
		{"federation", "job_name: a\nhonor_labels: true\nmetrics_path: /federate\nparams: {'match[]': ['{job=\"x\"}']}\nstatic_configs: [{targets: ['p:9090']}]"},
		{"discovery of a cloud", "job_name: a\nec2_sd_configs: [{region: eu-west-1}]\nbody_size_limit: 10MB"},
		{"regular expressions that are numbers", "job_name: a\nrelabel_configs: [{source_labels: [__meta_kubernetes_pod_container_port_number], action: keep, regex: 9090}]"},
		{"empty rules", "job_name: a\nrelabel_configs:\nscrape_interval: 1m30s"},
	} {
		assert.Empty(t, prometheus.CheckJobs([]any{job(t, tc.job)}, "jobs", map[string]string{}), tc.reason)
	}
	unknown := prometheus.Unknown{}
	assert.Empty(t, prometheus.CheckJobs([]any{
		unknown, map[string]any{"job_name": unknown, "scrape_interval": unknown, "relabel_configs": unknown},
		map[string]any{"job_name": "b", "relabel_configs": []any{map[string]any{"regex": unknown, "action": "retain"}}, "basic_auth": map[string]any{"password": unknown}},
	}, "jobs", map[string]string{}), "what isn't known isn't judged")
}

func TestScrapedTwice(t *testing.T) {
	t.Parallel()
	all := prometheus.Targets(prometheus.Parts{Istiod: "istio-system", Ztunnel: "istio-system", CNI: "kube-system", Services: []string{"istiod-blue", "istiod"}})
	for _, tc := range []struct {
		reason, job string
		want        []string
	}{
		{
			"the sample job for every annotated pod finds all of the mesh",
			`job_name: kubernetes-pods
kubernetes_sd_configs: [{role: pod}]
relabel_configs:
- {source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape], action: keep, regex: "true"}
- {source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_path], action: replace, target_label: __metrics_path__, regex: (.+)}
- {source_labels: [__address__, __meta_kubernetes_pod_annotation_prometheus_io_port], action: replace, regex: '([^:]+)(?::\d+)?;(\d+)', replacement: '$1:$2', target_label: __address__}`,
			[]string{"istiod", "envoy-stats", "ztunnel", "istio-cni"},
		},
		{
			"the same without the pods of the mesh",
			`job_name: kubernetes-pods
kubernetes_sd_configs: [{role: pod}]
relabel_configs:
- {source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape], action: keep, regex: "true"}
- {source_labels: [__meta_kubernetes_pod_container_port_name], action: drop, regex: http-envoy-prom|http-monitoring|ztunnel-stats|metrics}`,
			nil,
		},
		{
			"Istio's sample job for istiod",
			`job_name: their-istiod
kubernetes_sd_configs: [{role: endpoints, namespaces: {names: [istio-system]}}]
relabel_configs:
- {source_labels: [__meta_kubernetes_service_name, __meta_kubernetes_endpoint_port_name], action: keep, regex: istiod;http-monitoring}`,
			[]string{"istiod"},
		},
		{
			"Istio's sample job for proxies",
			`job_name: their-envoys
metrics_path: /stats/prometheus
kubernetes_sd_configs: [{role: pod}]
relabel_configs:
- {source_labels: [__meta_kubernetes_pod_container_port_name], action: keep, regex: .*-envoy-prom}`,
			[]string{"envoy-stats"},
		},
		{"another namespace", "job_name: a\nkubernetes_sd_configs: [{role: pod, namespaces: {names: [databases]}}]\nrelabel_configs: [{source_labels: [__meta_kubernetes_pod_label_app], action: keep, regex: postgres}]", nil},
		{"nodes", "job_name: a\nkubernetes_sd_configs: [{role: node}]", nil},
		{"no discovery at all", "job_name: a\nstatic_configs: [{targets: ['a:1']}]", nil},
	} {
		assert.Equal(t, tc.want, prometheus.Scrapes(job(t, tc.job), all), tc.reason)
	}
	assert.Empty(t, prometheus.Scrapes(map[string]any{"kubernetes_sd_configs": prometheus.Unknown{}}, all), "what isn't known isn't judged")
}

func TestSilentJobs(t *testing.T) {
	t.Parallel()
	// documented is how Istio's documentation finds istiod.
	const documented = "job_name: a\nkubernetes_sd_configs: [{role: endpoints, namespaces: {names: [istio-system]}}]\n" +
		"relabel_configs:\n- {source_labels: [__meta_kubernetes_service_name, __meta_kubernetes_endpoint_port_name], action: keep, regex: "
	blue := prometheus.Targets(prometheus.Parts{Istiod: "istio-system", Services: []string{"istiod-blue", "istiod-revision-tag-prod"}})
	for _, tc := range []struct{ reason, job, want string }{
		{
			"the label of another role",
			"job_name: a\nkubernetes_sd_configs: [{role: endpointslice}]\nrelabel_configs: [{source_labels: [__meta_kubernetes_endpoint_port_name], action: keep, regex: http}]",
			"__meta_kubernetes_endpointslice_port_name",
		},
		{
			"the other way round",
			"job_name: a\nkubernetes_sd_configs: [{role: endpoints}]\nrelabel_configs: [{source_labels: [__meta_kubernetes_endpointslice_port_name], action: keep, regex: http}]",
			"role: endpointslice",
		},
		{"the right one", "job_name: a\nkubernetes_sd_configs: [{role: endpoints}]\nrelabel_configs: [{source_labels: [__meta_kubernetes_endpoint_port_name], action: keep, regex: http}]", ""},
		{"the Service of no revision", documented + "istiod;http-monitoring}", "istiod-blue and istiod-revision-tag-prod"},
		{"that of one of them", documented + "istiod-blue;http-monitoring}", ""},
		{"of any", documented + "istiod.*;http-monitoring}", ""},
		{"of something else", documented + "shop;http-metrics}", ""},
		{"what finds the proxies, too", "job_name: a\nkubernetes_sd_configs: [{role: endpoints}, {role: pod}]\nrelabel_configs: [{source_labels: [__meta_kubernetes_service_name], action: drop, regex: istiod-.*}]", ""},
		{"a rule that keeps what has no such label", "job_name: a\nkubernetes_sd_configs: [{role: endpointslice}]\nrelabel_configs: [{source_labels: [__meta_kubernetes_endpoint_port_name], action: keep, regex: .*}]", ""},
	} {
		got := prometheus.Silent(job(t, tc.job), blue)
		if tc.want == "" {
			assert.Empty(t, got, tc.reason)
			continue
		}
		assert.Contains(t, got, tc.want, tc.reason)
	}
}

func TestGroupsThatPrometheusRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ reason, group, path, remedy string }{
		{"no name", "rules: []", "g[0].name", "write one"},
		{"the name of ours", "name: istio.alerts\nrules: []", "g[0].name", "another"},
		{"no rules", "name: a", "g[0].rules", "begin with -"},
		{"a whole file", "groups: []", "g[0].groups", "alone"},
		{"an unknown key", "name: a\nintervall: 5s\nrules: []", "g[0]", "intervall"},
		{"a bad interval", "name: a\ninterval: fast\nrules: []", "g[0]", "fast"},
		{"a bad expression", "name: a\nrules: [{record: b, expr: 'sum('}]", "g[0].rules[0]", "mend it"},
		{"both", "name: a\nrules: [{record: b, alert: c, expr: up}]", "g[0].rules[0]", "only one"},
		{"neither", "name: a\nrules: [{expr: up}]", "g[0].rules[0]", "must be set"},
		{"a recording rule that waits", "name: a\nrules: [{record: b, expr: up, for: 5m}]", "g[0].rules[0]", "for"},
		{"a bad name", "name: a\nrules: [{record: '', alert: x, expr: up, labels: {__name__: x}}]", "g[0].rules[0]", "label"},
		{"a bad template", "name: a\nrules: [{alert: b, expr: up, annotations: {summary: '{{ $labels.x '}}]", "g[0].rules[0]", "mend it"},
		{"an unknown key of a rule", "name: a\nrules: [{alert: b, expr: up}, {alert: c, expression: up}]", "g[0].rules[1]", "expression"},
	} {
		found := prometheus.CheckGroups([]any{job(t, tc.group)}, "g", map[string]string{"istio.alerts": "a group of the mesh"})
		if assert.NotEmpty(t, found, tc.reason) {
			assert.Equal(t, tc.path, found[0].Path, tc.reason)
			assert.Contains(t, found[0].Reason, tc.remedy, tc.reason)
		}
	}
	assert.Empty(t, prometheus.CheckGroups([]any{
		job(t, "name: a\npartial_response_strategy: warn\nlimit: 5\nrules: [{alert: b, expr: up == 0, for: 5m, keep_firing_for: 1m}]"),
		map[string]any{"name": "b", "rules": []any{map[string]any{"record": "c", "expr": prometheus.Unknown{}}, prometheus.Unknown{}}},
		prometheus.Unknown{},
	}, "g", map[string]string{}), "Thanos' key is the operator's; what isn't known isn't judged")
}
