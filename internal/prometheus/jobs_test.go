package prometheus_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

func TestTargets(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reason string
		parts  prometheus.Parts
		want   []string
	}{
		{"sidecars and gateways are everywhere", prometheus.Parts{Istiod: "mesh"}, []string{"istiod", "envoy-stats"}},
		{"a remote control plane is scraped where it runs", prometheus.Parts{}, []string{"envoy-stats"}},
		{
			"ztunnel and the node agent where they are", prometheus.Parts{Istiod: "a", Ztunnel: "b", CNI: "c"},
			[]string{"istiod", "envoy-stats", "ztunnel", "istio-cni"},
		},
	} {
		var names []string
		for _, target := range prometheus.Targets(tc.parts) {
			names = append(names, target.Name)
		}
		assert.Equal(t, tc.want, names, tc.reason)
	}
}

func TestJobsAreAListAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	text, err := prometheus.Render(prometheus.Targets(prometheus.Parts{Istiod: "istio-system"})[0].Job(prometheus.Settings{
		Interval: "15s", SampleLimit: 50000, Drop: []string{"a_.*", "b"},
	}))
	require.NoError(t, err)
	assert.Equal(t, `- job_name: istiod
  metrics_path: /metrics
  scrape_interval: 15s
  sample_limit: 50000
  kubernetes_sd_configs:
    - role: pod
      namespaces:
        names:
          - istio-system
  relabel_configs:
    - source_labels: [__meta_kubernetes_pod_label_app, __meta_kubernetes_pod_container_port_name]
      action: keep
      regex: istiod;http-monitoring
    - source_labels: [__meta_kubernetes_pod_phase]
      action: drop
      regex: Pending|Succeeded|Failed
    - source_labels: [__meta_kubernetes_namespace]
      target_label: namespace
    - source_labels: [__meta_kubernetes_pod_name]
      target_label: pod
    - source_labels: [__meta_kubernetes_pod_label_app]
      target_label: app
  metric_relabel_configs:
    - source_labels: [__name__]
      action: drop
      regex: a_.*|b
`, text)
}

func TestRenderKeepsWhatWasWritten(t *testing.T) {
	t.Parallel()
	_, nodes, err := prometheus.ParseList("- job_name: \"017\"\n  # why\n  scrape_interval: 90s\n  sample_limit: 0x10\n")
	require.NoError(t, err)
	text, err := prometheus.Render(map[string]any{"sample_limit": 1e6, "min": 0.5}, nodes)
	require.NoError(t, err)
	assert.Equal(t, "- min: 0.5\n  sample_limit: 1000000\n- job_name: \"017\"\n  # why\n  scrape_interval: 90s\n  sample_limit: 0x10\n", text,
		"whole numbers of Pulumi are floating-point numbers, and 1e+06 is no limit; a text stays as it was")
}

func TestParseList(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ reason, text, want string }{
		{"an empty file has no jobs", "", ""},
		{"a comment alone as well", "# nothing yet\n", ""},
		{"a null as well", "null", ""},
		{"JSON is YAML", `[{"job_name": "a"}]`, ""},
		{"a whole configuration", "scrape_configs:\n- job_name: a\n", "write what is below that key alone"},
		{"a whole rule file", "groups: []\n", "write what is below that key alone"},
		{"one job without a list", "job_name: a\n", "write entries that begin with -"},
		{"a text", "hello", "write entries that begin with -"},
		{"no YAML", "- a: [\n", "it is not YAML"},
		{"two documents", "- a: 1\n---\n- b: 2\n", "more than one YAML document"},
	} {
		_, _, err := prometheus.ParseList(tc.text)
		if tc.want == "" {
			require.NoError(t, err, tc.reason)
			continue
		}
		require.ErrorContains(t, err, tc.want, tc.reason)
	}
	_, _, err := prometheus.ParseList("password: hunter2\n- x")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hunter2", "errors don't repeat what may be secret")
}

func TestPodMonitorsSelectPodsOnce(t *testing.T) {
	t.Parallel()
	for _, target := range prometheus.Targets(prometheus.Parts{Istiod: "mesh", Ztunnel: "z", CNI: "c"}) {
		spec := target.PodMonitor(prometheus.Settings{Interval: "15s", SampleLimit: 9, Drop: []string{"x"}})
		endpoints := spec["podMetricsEndpoints"].([]any)
		require.Len(t, endpoints, 1, target.Name)
		endpoint := endpoints[0].(map[string]any)
		assert.Equal(t, target.Port, endpoint["port"], "one port of each pod, whatever Services there are")
		assert.Equal(t, "15s", endpoint["interval"])
		assert.Equal(t, 9, spec["sampleLimit"])
		assert.Len(t, endpoint["metricRelabelings"], 1)
		last := endpoint["relabelings"].([]any)
		assert.Contains(t, last, map[string]any{"targetLabel": "job", "replacement": target.Name}, "rules and alerts name jobs as those of the Secret")
	}
}
