package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// The sections of the document about what is observed, as whole meshes with the document's own values. Kiali's is
// TestSeedKiali; those about the mesh itself are TestSeed of the end-to-end tests.

func seedPlan(t *testing.T, args MeshStackArgs) *plan.Plan {
	t.Helper()
	m, findings := newMesh(args), &check.Findings{}
	m.check(t.Context(), findings)
	require.Empty(t, findings.Errors())
	return m.plan()
}

// Section 3: Jaeger's custom resource with the Zipkin port, tracing on, 1 % sampled, the collector's address.
func TestSeed3Tracing(t *testing.T) {
	t.Parallel()
	document := &Jaeger{
		Strategy: ref(JaegerStrategy("production")),
		Storage:  &JaegerStorage{Type: ref(JaegerStorageType("elasticsearch")), Options: tree(map[string]any{"es.server-urls": "http://es:9200"})},
	}
	for mode, want := range map[TracingMode]plan.Tree{
		tracingBootstrap: {
			"enableTracing": true,
			"defaultConfig": plan.Tree{"tracing": plan.Tree{
				"sampling": 1.0, "zipkin": plan.Tree{"address": "jaeger-collector.observability.svc.cluster.local:9411"},
			}},
		},
		tracingTelemetry: {
			"extensionProviders": []any{plan.Tree{"name": "meshstack-tracing", "zipkin": plan.Tree{
				"service": "jaeger-collector.observability.svc.cluster.local", "port": 9411,
			}}},
		},
	} {
		p := seedPlan(t, MeshStackArgs{Tracing: &Tracing{Sampling: ref(1.0), Mode: ref(mode), Jaeger: document}})
		assert.Equal(t, want, p.MeshConfig, mode)
		assert.Equal(t, "jaeger-collector.observability.svc.cluster.local", p.Tracing.Host)
	}
	silently, findings := newMesh(MeshStackArgs{Tracing: &Tracing{Jaeger: &Jaeger{Strategy: ref(JaegerStrategy("production"))}}}), &check.Findings{}
	silently.check(t.Context(), findings)
	require.Len(t, findings.Errors(), 1, "the document's own resource: production in memory, which the operator runs as allInOne, without the collector's options")
	assert.Contains(t, findings.Errors()[0].String(), "allInOne", "the reason is said")
}

// Section 7: the Secret of additional scrape configs with the two jobs, and merged metrics.
func TestSeed7Prometheus(t *testing.T) {
	t.Parallel()
	p := seedPlan(t, MeshStackArgs{Metrics: &Metrics{Merge: ref(true), AdditionalScrapeConfigs: &AdditionalScrapeConfigs{}}})
	assert.Equal(t, true, p.MeshConfig["enablePrometheusMerge"])
	assert.Equal(t, &plan.SecretKey{Namespace: "monitoring", Name: "additional-scrape-configs", Key: "prometheus-additional.yaml"}, p.Prometheus.Secret)
	for _, job := range []string{"job_name: istiod", "job_name: envoy-stats", "http-monitoring", "-envoy-prom"} {
		assert.Contains(t, p.Prometheus.Jobs, job)
	}
}

// Section 8: the five dashboards of grafana.com, which the Grafana operator imports.
func TestSeed8Grafana(t *testing.T) {
	t.Parallel()
	p := seedPlan(t, MeshStackArgs{Grafana: &Grafana{
		URL: pulumi.String("http://grafana.grafana:3000"),
		Dashboards: &GrafanaDashboards{
			Deliver: ref(grafanaCR), Namespace: ref("grafana"), InstanceSelector: grafanaSelector(), PublicIDs: documentsDashboards,
		},
	}})
	found := map[any]bool{}
	for _, o := range p.Objects {
		if o.Kind != "GrafanaDashboard" {
			continue
		}
		spec, _ := o.Body["spec"].(plan.Tree)
		source, _ := spec["grafanaCom"].(plan.Tree)
		found[source["id"]] = true
	}
	assert.Len(t, found, 5)
	for _, id := range []int{7639, 11829, 7636, 7630, 7645} {
		assert.True(t, found[id], "dashboard %d of %v", id, found)
	}
}

// Section 11: a collector on 9411 that a scoped namespace couldn't reach any more, and gateways without traces: the scope keeps
// the collector, and a gateway is told by the same mesh-wide Telemetry.
func TestSeed11Tracing(t *testing.T) {
	t.Parallel()
	p := seedPlan(t, MeshStackArgs{
		Tracing:  &Tracing{Existing: &ExistingTracing{Address: pulumi.String("jaeger-collector.observability:9411")}},
		Sidecars: &Sidecars{Namespaces: []SidecarScopeSpec{{Namespace: "shop"}}},
		Gateways: []GatewaySpec{{Name: "istio-ingress"}},
	})
	const host = "observability/jaeger-collector.observability.svc.cluster.local"
	assert.Contains(t, p.EgressHosts, host)
	for _, o := range p.Objects {
		switch o.ID {
		case "sidecar-shop":
			egress, _ := o.Body["spec"].(plan.Tree)["egress"].([]any)
			assert.Contains(t, egress[0].(plan.Tree)["hosts"], host, "the scope keeps the collector")
		case "telemetry":
			assert.Equal(t, "istio-system", o.Namespace, "it is the whole mesh's, gateways included")
		}
	}
	assert.True(t, p.Has("telemetry"))
}

// Kiali links to a dashboard from the page of a service or workload only if it knows the dashboard's variables.
func TestKialiLinksToOurDashboards(t *testing.T) {
	t.Parallel()
	p := seedPlan(t, MeshStackArgs{
		Metrics: &Metrics{AdditionalScrapeConfigs: &AdditionalScrapeConfigs{}},
		Grafana: &Grafana{URL: pulumi.String("http://grafana.grafana:3000"), Dashboards: &GrafanaDashboards{}},
		Kiali:   &Kiali{Install: &KialiInstall{}},
	})
	linked := map[string]bool{}
	for _, r := range p.Releases {
		if r.ID != "kiali" {
			continue
		}
		list, _ := valueAt(r.Values, "external_services", "grafana", "dashboards").([]any)
		for _, entry := range list {
			title, _ := valueAt(entry, "name").(string)
			variables, _ := valueAt(entry, "variables").(plan.Tree)
			linked[title] = variables["service"] == "var-service" || variables["workload"] == "var-workload"
		}
	}
	assert.True(t, linked["MeshStack Service"], linked)
	assert.True(t, linked["MeshStack Workload"], linked)
	assert.Contains(t, linked, "MeshStack Mesh")
}
