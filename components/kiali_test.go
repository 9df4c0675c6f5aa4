package components

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// theDocuments is the configuration of section 6 of the document that this project comes from, under its names of then.
func theDocuments() *freeform.Map {
	return tree(map[string]any{"external_services": map[string]any{
		"grafana":    map[string]any{"in_cluster_url": "http://grafana.grafana:3000"},
		"prometheus": map[string]any{"url": "http://prometheus.monitoring:9090"},
		"tracing":    map[string]any{"in_cluster_url": "http://jaeger-query.observability:16685/jaeger"},
	}})
}

// kialiTold is a plan with what the other features tell.
func kialiTold() *plan.Plan {
	p := plan.New()
	p.Prometheus = &plan.Prometheus{URL: "http://prometheus.monitoring:9090"}
	p.Tracing = &plan.Tracing{
		Host: "jaeger-collector.observability.svc.cluster.local", Port: 9411, Protocol: "zipkin",
		QueryURL: "http://jaeger-query.observability:16686/jaeger", QueryGRPC: "http://jaeger-query.observability:16685/jaeger",
	}
	p.Grafana = &plan.Grafana{
		URL: "http://grafana.grafana:3000", ExternalURL: "https://grafana.example.com",
		Dashboards: []string{"Istio Mesh Dashboard", "Istio Service Dashboard", "Istio Workload Dashboard"},
	}
	return p
}

// kialiFindings are those of a mesh with this Kiali, whose other features tell what is in the plan.
func kialiFindings(t *testing.T, args MeshStackArgs, k *Kiali, p *plan.Plan) *check.Findings {
	t.Helper()
	f := &check.Findings{}
	m := newMesh(args)
	k.check(f, "kiali", m)
	k.verify(t.Context(), f, "kiali", m, p)
	return f
}

// kialiPlanned adds this Kiali to a plan.
func kialiPlanned(args MeshStackArgs, k *Kiali, p *plan.Plan) *plan.Plan {
	k.contribute(p, newMesh(args))
	return p
}

// kialiConfig is what Kiali reads: the values of its chart, or its file.
func kialiConfig(t *testing.T, p *plan.Plan) map[string]any {
	t.Helper()
	for _, r := range p.Releases {
		if r.ID == "kiali" {
			return kialiResolved(t, r.Values).(map[string]any)
		}
	}
	text := kialiResolved(t, kialiObject(t, p, "kiali-config").Body["data"].(plan.Tree)["config.yaml"]).(string)
	var out map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &out))
	return out
}

func kialiObject(t *testing.T, p *plan.Plan, id string) *plan.Object {
	t.Helper()
	for _, o := range p.Objects {
		if o.ID == id {
			return o
		}
	}
	t.Fatalf("%s is not planned", id)
	return nil
}

// kialiResolved is a tree with the values of its outputs.
func kialiResolved(t *testing.T, v any) any {
	t.Helper()
	got, err := internals.UnsafeAwaitOutput(t.Context(), pulumi.ToOutput(plan.Input(v)))
	require.NoError(t, err)
	require.True(t, got.Known, "everything is known here")
	return plan.ToGo(plan.Plain(got.Value))
}

func assertKiali(t *testing.T, config map[string]any, want map[string]any) {
	t.Helper()
	for path, value := range want {
		got, ok := kiali.Get(config, path)
		if value == nil {
			assert.False(t, ok, "%s is %v", path, got)
			continue
		}
		assert.EqualValues(t, value, got, path)
	}
}

// The three addresses of section 6 as the document wrote them, in both ways to run Kiali: they reach Kiali by today's names,
// with what has been switched off by default since then.
func TestSeedKiali(t *testing.T) {
	t.Parallel()
	for way, k := range map[string]*Kiali{
		"install":   {Install: &KialiInstall{}, Config: theDocuments()},
		"configMap": {ConfigMap: &KialiConfigMap{}, Config: theDocuments()},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			f := kialiFindings(t, MeshStackArgs{}, k, plan.New())
			assert.Empty(t, f.Errors())
			var warned []string
			for _, w := range f.Warnings() {
				warned = append(warned, w.String())
			}
			text := strings.Join(warned, "\n")
			assert.Contains(t, text, "kiali.config.external_services.grafana.in_cluster_url: MS375: its name is external_services.grafana.internal_url now")
			assert.Contains(t, text, "kiali.config.external_services.tracing.in_cluster_url: MS375: its name is external_services.tracing.internal_url now")

			assertKiali(t, kialiConfig(t, kialiPlanned(MeshStackArgs{}, k, plan.New())), map[string]any{
				"external_services.grafana.internal_url":   "http://grafana.grafana:3000",
				"external_services.grafana.in_cluster_url": nil,
				"external_services.grafana.enabled":        true,
				"external_services.prometheus.url":         "http://prometheus.monitoring:9090",
				"external_services.tracing.internal_url":   "http://jaeger-query.observability:16685/jaeger",
				"external_services.tracing.in_cluster_url": nil,
				"external_services.tracing.enabled":        true,
				"external_services.tracing.use_grpc":       true,
			})
		})
	}
}

// The same three addresses from the other features' arguments.
func TestKialiIsToldByTheOtherFeatures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		kiali  Kiali
		tell   func(*plan.Plan)
		want   map[string]any
	}{
		"all": {
			"nobody repeats an address", Kiali{}, func(*plan.Plan) {},
			map[string]any{
				"external_services.prometheus.url":             "http://prometheus.monitoring:9090",
				"external_services.tracing.internal_url":       "http://jaeger-query.observability:16685/jaeger",
				"external_services.tracing.use_grpc":           true,
				"external_services.tracing.provider":           "jaeger",
				"external_services.grafana.internal_url":       "http://grafana.grafana:3000",
				"external_services.grafana.external_url":       "https://grafana.example.com",
				"external_services.tracing.enabled":            true,
				"external_services.grafana.enabled":            true,
				"external_services.prometheus.enabled":         true,
				"deployment.view_only_mode":                    false,
				"auth.strategy":                                "token",
				"external_services.tracing.grpc_port":          nil,
				"external_services.tracing.namespace_selector": nil,
			},
		},
		"HTTP only": {
			"use_grpc follows the address", Kiali{}, func(p *plan.Plan) { p.Tracing.QueryGRPC = nil },
			map[string]any{"external_services.tracing.internal_url": "http://jaeger-query.observability:16686/jaeger", "external_services.tracing.use_grpc": false},
		},
		"HTTP wanted": {
			"the address follows use_grpc", Kiali{Tracing: &KialiTracing{UseGRPC: ref(false)}}, func(*plan.Plan) {},
			map[string]any{"external_services.tracing.internal_url": "http://jaeger-query.observability:16686/jaeger", "external_services.tracing.use_grpc": false},
		},
		"HTTP wanted in config": {
			"the same by Kiali's own name", Kiali{Config: tree(map[string]any{"external_services": map[string]any{"tracing": map[string]any{"use_grpc": false}}})}, func(*plan.Plan) {},
			map[string]any{"external_services.tracing.internal_url": "http://jaeger-query.observability:16686/jaeger", "external_services.tracing.use_grpc": false},
		},
		"outputs": {
			"addresses may come from other resources", Kiali{}, func(p *plan.Plan) {
				p.Prometheus.URL = pulumi.String("http://p:9090").ToStringOutput()
				p.Tracing.QueryGRPC = pulumi.String("http://jaeger.mon:9000/x").ToStringOutput()
			},
			map[string]any{
				"external_services.prometheus.url": "http://p:9090", "external_services.tracing.internal_url": "http://jaeger.mon:9000/x",
				"external_services.tracing.use_grpc": true,
			},
		},
		"gRPC at another port": {
			"an address for gRPC is that on whatever port, also on one that is HTTP's elsewhere", Kiali{}, func(p *plan.Plan) {
				p.Tracing.QueryGRPC = "https://jaeger.example.com/jaeger"
			},
			map[string]any{"external_services.tracing.internal_url": "https://jaeger.example.com/jaeger", "external_services.tracing.use_grpc": true},
		},
		"HTTP at another port": {
			"and one for HTTP is that", Kiali{}, func(p *plan.Plan) {
				p.Tracing.QueryGRPC, p.Tracing.QueryURL = nil, pulumi.String("http://jaeger.mon:9000/x").ToStringOutput()
			},
			map[string]any{"external_services.tracing.internal_url": "http://jaeger.mon:9000/x", "external_services.tracing.use_grpc": false},
		},
		"an own address of an unknown port": {
			"nobody said what it speaks", Kiali{Tracing: &KialiTracing{URL: pulumi.StringPtr("http://jaeger.mon:16685/x").ToStringPtrOutput()}}, func(*plan.Plan) {},
			map[string]any{"external_services.tracing.internal_url": "http://jaeger.mon:16685/x", "external_services.tracing.use_grpc": true},
		},
		"Tempo that is told": {
			"its address is that of its HTTP API", Kiali{Tracing: &KialiTracing{Provider: ref(kialiTempo)}}, func(p *plan.Plan) {
				p.Tracing.QueryURL, p.Tracing.QueryGRPC = "http://tempo:3200", "http://tempo:9095"
			},
			map[string]any{"external_services.tracing.internal_url": "http://tempo:3200", "external_services.tracing.use_grpc": false},
		},
		"Tempo by gRPC": {
			"the same, with a port beside it", Kiali{Tracing: &KialiTracing{Provider: ref(kialiTempo), UseGRPC: ref(true)}}, func(p *plan.Plan) {
				p.Tracing.QueryURL, p.Tracing.QueryGRPC = "http://tempo:3200", "http://tempo:9095"
			},
			map[string]any{"external_services.tracing.internal_url": "http://tempo:3200", "external_services.tracing.use_grpc": true},
		},
		"own addresses": {
			"they go before what is told", Kiali{
				Prometheus: &KialiPrometheus{URL: pulumi.String("http://federated:9090")},
				Tracing:    &KialiTracing{Provider: ref(kialiTempo), URL: pulumi.String("http://tempo:3200"), GRPCPort: ref(9096), UseGRPC: ref(true)},
				Grafana:    &KialiGrafana{URL: pulumi.String("http://grafana:80"), ExternalURL: pulumi.String("https://g.example.com")},
			}, func(*plan.Plan) {},
			map[string]any{
				"external_services.prometheus.url": "http://federated:9090", "external_services.tracing.internal_url": "http://tempo:3200",
				"external_services.tracing.provider": "tempo", "external_services.tracing.grpc_port": 9096, "external_services.tracing.use_grpc": true,
				"external_services.grafana.internal_url": "http://grafana:80", "external_services.grafana.external_url": "https://g.example.com",
			},
		},
		"Tempo": {
			"asked by HTTP unless somebody wants gRPC", Kiali{Tracing: &KialiTracing{Provider: ref(kialiTempo), URL: pulumi.String("http://tempo:3200")}}, func(*plan.Plan) {},
			map[string]any{"external_services.tracing.use_grpc": false},
		},
		"nothing but Prometheus": {
			"the defaults of Kiali name services of a demo", Kiali{}, func(p *plan.Plan) { p.Tracing, p.Grafana = nil, nil },
			map[string]any{"external_services.tracing.enabled": false, "external_services.grafana.enabled": false, "external_services.grafana.dashboards": nil},
		},
		"config last": {
			"the escape hatch wins, and null removes", Kiali{Config: tree(map[string]any{
				"external_services": map[string]any{"grafana": map[string]any{"dashboards": []any{}}, "prometheus": map[string]any{"cache_duration": 15.0}},
				"server":            map[string]any{"web_root": "/k"},
			})}, func(*plan.Plan) {},
			map[string]any{"external_services.grafana.dashboards": []any{}, "external_services.prometheus.cache_duration": 15, "server.web_root": "/k"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, install := range []bool{true, false} {
				k := c.kiali
				if install {
					k.Install = &KialiInstall{}
				} else {
					k.ConfigMap = &KialiConfigMap{}
				}
				p := kialiTold()
				c.tell(p)
				assert.Empty(t, kialiFindings(t, MeshStackArgs{}, &k, p).Errors(), c.reason)
				assertKiali(t, kialiConfig(t, kialiPlanned(MeshStackArgs{}, &k, p)), c.want)
			}
		})
	}
}

func tracedBy(provider string) map[string]any {
	return map[string]any{"defaultProviders": map[string]any{"tracing": []any{provider}}}
}

// Istio's names of services decide how Kiali looks for their traces.
func TestKialiFollowsTheNamesOfServices(t *testing.T) {
	t.Parallel()
	otel := map[string]any{"extensionProviders": []any{map[string]any{
		"name": "otel", "opentelemetry": map[string]any{"serviceAttributeEnrichment": "OTEL_SEMANTIC_CONVENTIONS"},
	}}}
	canonical := map[string]any{"defaultConfig": map[string]any{"tracingServiceName": "CANONICAL_NAME_ONLY"}}
	for name, c := range map[string]struct {
		mesh, values map[string]any
		want         any
	}{
		"default":          {nil, nil, nil},
		"otel":             {otel, nil, false},
		"otel in values":   {nil, otel, false},
		"otel in use":      {otel, tracedBy("otel"), false},
		"otel unused":      {otel, tracedBy("zipkin"), nil},
		"canonical":        {canonical, nil, false},
		"canonical values": {nil, canonical, false},
		"values go last":   {canonical, map[string]any{"defaultConfig": map[string]any{"tracingServiceName": "APP_LABEL_AND_NAMESPACE"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := MeshStackArgs{MeshConfig: tree(c.mesh), Values: &Values{Istiod: tree(map[string]any{"meshConfig": c.values})}}
			config := kialiConfig(t, kialiPlanned(args, &Kiali{Install: &KialiInstall{}}, kialiTold()))
			assertKiali(t, config, map[string]any{"external_services.tracing.namespace_selector": c.want})
		})
	}
}

// Whatever we write ourselves, each paired release reads.
func TestKialiOfEveryIstio(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"1.31.1", "1.30.5", "1.29.8", "1.28.10", "1.27.9", "1.26.8", "1.25.5", "1.24.6"} {
		for _, k := range []*Kiali{{Install: &KialiInstall{}}, {ConfigMap: &KialiConfigMap{}}} {
			args := MeshStackArgs{Version: ref(release), Revision: ref("blue"), Namespace: ref("mesh")}
			f := kialiFindings(t, args, k, kialiTold())
			assert.Empty(t, append(f.Errors(), f.Warnings()...), release)
			if k.Install != nil {
				continue
			}
			config := kialiConfig(t, kialiPlanned(args, k, kialiTold()))
			for _, p := range kiali.Check(config, newMesh(args).kialiVersionFor(k), func(v any) (any, bool) { return v, true }) {
				if p.Path != "external_services.prometheus.enabled" { // read from 2.26 on
					t.Errorf("%s: %s: %s", release, p.Path, p.Text)
				}
			}
		}
	}
}

func (m *mesh) kialiVersionFor(k *Kiali) kiali.Version { return k.version(m) }

func TestKialiAddress(t *testing.T) {
	t.Parallel()
	for want, k := range map[string]Kiali{
		"http://kiali.istio-system:20001/kiali": {Install: &KialiInstall{}},
		"http://kiali.ops:20001/kiali":          {Install: &KialiInstall{Namespace: ref("ops")}},
		"http://kiali.example.com/kiali":        {Install: &KialiInstall{Expose: &KialiExpose{Gateway: "edge", Host: "kiali.example.com"}}},
		"https://kiali.example.com/kiali":       {ConfigMap: &KialiConfigMap{Expose: &KialiExpose{Gateway: "edge", Host: "kiali.example.com", TLSSecret: ref("x")}}},
		"https://example.com:8443/mesh":         {Install: &KialiInstall{}, URL: ref("https://example.com:8443/mesh/")},
	} {
		assert.Equal(t, want, k.address(newMesh(MeshStackArgs{})))
	}
}
