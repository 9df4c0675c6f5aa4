package components

import (
	"context"
	"encoding/base64"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func plannedMetrics(t *testing.T, args MeshStackArgs, x *Metrics) *plan.Plan {
	t.Helper()
	m := newMesh(args)
	f := &check.Findings{Mode: check.Warn}
	x.check(t.Context(), f, m)
	require.Empty(t, f.Errors())
	p := plan.New()
	x.contribute(p, m)
	if len(p.MeshConfig) > 0 { // where a person reads it
		p.AddObject(&plan.Object{ID: "mesh-config", Kind: "(mesh config)", Body: p.MeshConfig})
	}
	m.contributeTelemetry(p)
	return p
}

func TestMetricsPlans(t *testing.T) {
	t.Parallel()
	edge := MeshStackArgs{
		Profile: ref(profileAmbient), Namespace: ref("mesh"), CNI: &CNI{Namespace: ref("kube-system")}, Ztunnel: &Ztunnel{Namespace: ref("zt")},
		Revision: ref("1-31-1"), RevisionTags: []string{"prod"},
		Gateways: []GatewaySpec{{Name: "edge"}, {Name: "istio-egress", Namespace: ref("out"), Labels: map[string]string{"app": "egress"}}},
	}
	for _, tc := range []struct {
		name, reason string
		args         MeshStackArgs
		metrics      *Metrics
	}{
		{"metrics-annotations", "nothing is created", MeshStackArgs{}, &Metrics{}},
		{"metrics-merge", "both ways are written: the default of Istio may be another in meshConfig", MeshStackArgs{}, &Metrics{Merge: ref(false), Scrape: ref(scrapeNone)}},
		{
			"metrics-monitors", "one PodMonitor for each part where it is, tags or not; rules beside them, with the alerts of what there is",
			edge, &Metrics{
				Monitors: &Monitors{Labels: map[string]string{"release": "kps"}, Namespace: ref("observability"), CreateNamespace: ref(true)},
				Interval: ref("15s"), SampleLimit: ref(50000), DropMetrics: []string{"envoy_cluster_.*"},
				Rules: &MetricRules{Labels: map[string]string{"release": "kps"}, Recording: ref(true), Thresholds: &AlertThresholds{ErrorPercent: ref(1.5)}},
				RBAC:  &PrometheusRBAC{ServiceAccount: "prometheus-k8s"},
			},
		},
		{
			"metrics-rules", "a rule file for a Prometheus without operator; no alert on gateways without our jobs' labels",
			MeshStackArgs{Gateways: []GatewaySpec{{Name: "edge"}}}, &Metrics{
				Rules: &MetricRules{As: ref(asConfigMap), Name: ref("mesh"), Namespace: ref("prom"), Key: ref("mesh.yaml"), LeaveOut: []string{"IstioListenerConflict"}},
			},
		},
		{
			"metrics-overrides", "the provider is named, or there would be no metrics at all",
			MeshStackArgs{}, &Metrics{Overrides: []MetricOverride{
				{Metric: ref(ProxyMetric("REQUEST_SIZE")), Disabled: ref(true)},
				{Side: ref(ProxySide("client")), RemoveTags: []string{"destination_app"}, Tags: map[string]string{"host": "request.host"}},
			}},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			golden(t, tc.name, plannedMetrics(t, tc.args, tc.metrics))
		})
	}
}

func resolved(t *testing.T, in any) (value any, known, secret bool) {
	t.Helper()
	out, ok := in.(pulumi.Output)
	require.True(t, ok, "%T", in)
	got, err := internals.UnsafeAwaitOutput(context.Background(), out)
	require.NoError(t, err)
	return got.Value, got.Known, got.Secret
}

// secretJobs is the list in the planned Secret.
func secretJobs(t *testing.T, p *plan.Plan) (text string, jobs []map[string]any) {
	t.Helper()
	for _, o := range p.Objects {
		if o.ID != "scrape-configs" {
			continue
		}
		value, known, secret := resolved(t, o.Body["data"].(plan.Tree)[p.Prometheus.Secret.Key])
		require.True(t, known)
		assert.True(t, secret, "jobs hold passwords")
		decoded, err := base64.StdEncoding.DecodeString(value.(string))
		require.NoError(t, err)
		require.NoError(t, yaml.Unmarshal(decoded, &jobs), "a list, as the operator wants it")
		return string(decoded), jobs
	}
	t.Fatal("there is no Secret")
	return "", nil
}

func TestMetricsSecret(t *testing.T) {
	t.Parallel()
	p := plannedMetrics(t, MeshStackArgs{Profile: ref(profileAmbient)}, &Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{
		CreateNamespace: ref(true),
		ExtraJobs: []*freeform.Map{{
			Plain:  map[string]any{"job_name": "a", "sample_limit": 1e6, "basic_auth": map[string]any{"username": "u", "password": nil}},
			Leaves: map[string]pulumi.Input{"/basic_auth/password": pulumi.ToSecret(pulumi.String("hunter2"))},
		}},
		ExtraJobsYAML: pulumi.String("# theirs\n- job_name: b\n  scrape_interval: 5s\n").ToStringOutput(),
	}})
	text, jobs := secretJobs(t, p)
	var names []any
	for _, job := range jobs {
		names = append(names, job["job_name"])
	}
	assert.Equal(t, []any{"istiod", "envoy-stats", "ztunnel", "istio-cni", "a", "b"}, names)
	assert.Equal(t, map[string]any{"username": "u", "password": "hunter2"}, jobs[4]["basic_auth"])
	assert.Equal(t, 1000000, jobs[4]["sample_limit"])
	assert.Contains(t, text, p.Prometheus.Jobs, "the generated jobs are told as they are written")
	assert.NotContains(t, p.Prometheus.Jobs, "hunter2", "they aren't secret, so they hold nothing of the user")
	assert.Equal(t, &plan.SecretKey{Namespace: "monitoring", Name: "additional-scrape-configs", Key: "prometheus-additional.yaml"}, p.Prometheus.Secret)
	assert.Equal(t, "http://prometheus-operated.monitoring:9090", p.Prometheus.URL, "the operator's Service beside the Secret")
	assert.True(t, p.Has("namespace-monitoring"))
}

// The document's case: the Secret additional-scrape-configs, whose jobs find istiod and the proxies.
func TestMetricsSeed(t *testing.T) {
	t.Parallel()
	p := plannedMetrics(t, MeshStackArgs{}, &Metrics{Merge: ref(true), Scrape: ref(scrapeConfigs)})
	_, jobs := secretJobs(t, p)
	require.Len(t, jobs, 2)
	assert.Equal(t, "istiod", jobs[0]["job_name"])
	assert.Equal(t, "envoy-stats", jobs[1]["job_name"])
	assert.Equal(t, "/stats/prometheus", jobs[1]["metrics_path"])
	assert.Equal(t, true, p.MeshConfig["enablePrometheusMerge"])
}

func TestMetricsKeepWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	unknown := pulumi.UnsafeUnknownOutput(nil).ApplyT(func(any) string { return "" }).(pulumi.StringOutput)
	for _, tc := range []struct {
		reason        string
		x             *AdditionalScrapeConfigs
		known, secret bool
	}{
		{"a text that isn't known yet", &AdditionalScrapeConfigs{ExtraJobsYAML: unknown}, false, true},
		{"a leaf that isn't known yet", &AdditionalScrapeConfigs{ExtraJobs: []*freeform.Map{{
			Plain: map[string]any{"job_name": nil}, Leaves: map[string]pulumi.Input{"/job_name": unknown},
		}}}, false, true},
		{"a secret text is not judged, as the reason would tell it", &AdditionalScrapeConfigs{
			ExtraJobsYAML: pulumi.ToSecret(pulumi.String("- job_name: istiod")).(pulumi.StringOutput),
		}, true, true},
		{"a job that is secret as a whole", &AdditionalScrapeConfigs{ExtraJobs: []*freeform.Map{{
			Leaves: map[string]pulumi.Input{"": pulumi.ToSecret(pulumi.Map{"nonsense": pulumi.String("x")})},
		}}}, true, true},
	} {
		p := plannedMetrics(t, MeshStackArgs{}, &Metrics{AdditionalScrapeConfigs: tc.x})
		_, known, secret := resolved(t, p.Objects[0].Body["data"].(plan.Tree)["prometheus-additional.yaml"])
		assert.Equal(t, tc.known, known, tc.reason)
		assert.Equal(t, tc.secret, secret, tc.reason)
	}
	p := plannedMetrics(t, MeshStackArgs{}, &Metrics{PrometheusURL: unknown})
	_, known, _ := resolved(t, p.Prometheus.URL)
	assert.False(t, known)
}

func TestMetricsExtraGroups(t *testing.T) {
	t.Parallel()
	group := map[string]any{"name": "shop", "limit": 5.0, "rules": []any{map[string]any{"record": "shop:up", "expr": "up"}}}
	rules := func(as RuleDelivery, text pulumi.StringPtrInput) plan.Tree {
		p := plannedMetrics(t, MeshStackArgs{}, &Metrics{Rules: &MetricRules{
			As: ref(as), Alerts: ref(false), Recording: ref(true), ExtraGroups: []*freeform.Map{tree(group)}, ExtraGroupsYAML: text,
		}})
		return p.Objects[0].Body
	}
	names := func(groups []any) (out []any) {
		for _, g := range groups {
			out = append(out, plan.ToGo(plan.Plain(g)).(map[string]any)["name"])
		}
		return out
	}
	inPlace := rules(asPrometheusRule, nil)["spec"].(plan.Tree)["groups"].([]any)
	assert.Equal(t, []any{"istio.workloads", "shop"}, names(inPlace), "maps stay data")

	whole, known, secret := resolved(t, rules(asPrometheusRule, pulumi.String("- name: text\n  rules: []\n"))["spec"].(plan.Tree)["groups"])
	assert.True(t, known)
	assert.False(t, secret)
	assert.Equal(t, []any{"istio.workloads", "shop", "text"}, names(whole.([]any)))

	text, _, _ := resolved(t, rules(asConfigMap, pulumi.String("- name: text\n  rules: []\n"))["data"].(plan.Tree)["istio-rules.yaml"])
	var file struct {
		Groups []struct {
			Name  string
			Limit int
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(text.(string)), &file))
	require.Len(t, file.Groups, 3)
	assert.Equal(t, 5, file.Groups[1].Limit)
}

func TestMetricsURL(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reason string
		x      Metrics
		want   any
	}{
		{"nobody said", Metrics{}, nil},
		{"given", Metrics{Scrape: ref(scrapeConfigs), PrometheusURL: pulumi.String("http://p:1")}, "http://p:1"},
		{"the Secret is beside Prometheus", Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{Namespace: ref("obs")}}, "http://prometheus-operated.obs:9090"},
		{"PodMonitors can be anywhere", Metrics{Scrape: ref(scrapeMonitors)}, nil},
		{"the account is where Prometheus is", Metrics{Scrape: ref(scrapeMonitors), RBAC: &PrometheusRBAC{ServiceAccount: "p", Namespace: ref("obs")}}, "http://prometheus-operated.obs:9090"},
	} {
		assert.Equal(t, tc.want, tc.x.url(), tc.reason)
	}
	p := plan.New()
	var none *Metrics
	none.contribute(p, newMesh(MeshStackArgs{}))
	assert.Nil(t, p.Prometheus, "nil without the argument")
}
