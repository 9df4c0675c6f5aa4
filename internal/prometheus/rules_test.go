package prometheus_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

func every() []prometheus.Group {
	parts := prometheus.Parts{Istiod: "istio-system", Ztunnel: "istio-system", CNI: "kube-system"}
	return []prometheus.Group{
		prometheus.Recording(),
		prometheus.Alerts(parts, prometheus.DefaultThresholds(), []prometheus.Gateway{{Name: "edge", Namespace: "edge", App: "edge"}}, nil),
	}
}

func TestRulesReadWhatIstioExports(t *testing.T) {
	t.Parallel()
	for _, g := range every() {
		assert.Empty(t, prometheus.CheckGroups([]any{g.Data()}, g.Name, map[string]string{}))
		for _, r := range g.Rules {
			names := prometheus.MetricsOf(r.Expr)
			assert.NotEmpty(t, names, r.Expr)
			for _, name := range names {
				assert.True(t, prometheus.Exported(name), "%s reads %s", r.Alert+r.Record, name)
			}
		}
	}
}

// The rules of istio.io take closed connections from the opened ones, and name TCP series that don't exist.
func TestRecordingRules(t *testing.T) {
	t.Parallel()
	rules := prometheus.Recording().Rules
	assert.Len(t, rules, 16, "seven counters, three histograms of three series each")
	for _, r := range rules {
		series := strings.TrimPrefix(r.Record, "workload:")
		assert.Equal(t, []string{series}, prometheus.MetricsOf(r.Expr), "each is made of its own series")
		for _, label := range []string{"pod", "container", "endpoint", "instance", "job"} {
			assert.Contains(t, r.Expr, label, "labels of a pod and of the operator go")
		}
	}
}

func TestAlertsFollowTheMesh(t *testing.T) {
	t.Parallel()
	names := func(g prometheus.Group) (out []string) {
		for _, r := range g.Rules {
			out = append(out, r.Alert)
		}
		return out
	}
	d := prometheus.DefaultThresholds()
	assert.Equal(t, []string{"IstioHighErrorRate", "IstioHighLatency"}, names(prometheus.Alerts(prometheus.Parts{}, d, nil, nil)),
		"a remote control plane has its alerts where it runs")
	sidecars := names(prometheus.Alerts(prometheus.Parts{Istiod: "x"}, d, nil, nil))
	assert.Contains(t, sidecars, "IstiodAbsent")
	assert.NotContains(t, sidecars, "IstioZtunnelAbsent", "an alert on what isn't there would fire for ever")
	assert.NotContains(t, sidecars, "IstioCniNotReady")
	assert.NotContains(t, names(prometheus.Alerts(prometheus.Parts{Istiod: "x"}, d, nil, []string{"IstiodAbsent"})), "IstiodAbsent")
	assert.Contains(t, prometheus.AlertNames(), "IstioGatewayAbsent")
}

func TestGone(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reason, expr string
		want         []string
	}{
		{"rules that go around name it", "sum(rate(pilot_xds_push_errors[5m])) > 0", []string{"pilot_xds_push_errors"}},
		{"Mixer left in 1.8", "mixer_runtime_dispatches_total", []string{"mixer_runtime_dispatches_total"}},
		{"a metric of today", "pilot_total_xds_rejects", nil},
		{"a histogram has three series", "pilot_proxy_convergence_time_bucket", nil},
		{"metrics of others aren't ours to know", "my_app_total + istio_custom_total", nil},
		{"what doesn't parse is reported elsewhere", "sum(", nil},
	} {
		assert.Equal(t, tc.want, prometheus.Gone(map[string]any{"expr": tc.expr}), tc.reason)
	}
	assert.Empty(t, prometheus.Gone(map[string]any{"expr": prometheus.Unknown{}}))
}
