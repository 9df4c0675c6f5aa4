package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

type wrongKiali struct {
	reason string
	mesh   MeshStackArgs
	kiali  Kiali
	// path and remedy of the one error that is looked for.
	path, remedy string
}

// kialiExternal is a configuration of one external service.
func kialiExternal(service string, config map[string]any) *freeform.Map {
	return tree(map[string]any{"external_services": map[string]any{service: config}})
}

func kialiHidden(s string) pulumi.StringPtrInput {
	return pulumi.ToSecret(pulumi.StringPtr(s)).(pulumi.StringPtrOutput)
}

// kialiExposed is a Kiali behind a gateway.
func kialiExposed(e KialiExpose) Kiali { return Kiali{Install: &KialiInstall{Expose: &e}} }

var (
	kialiInstalled  = &KialiInstall{}
	kialiConfigured = &KialiConfigMap{}
	kialiEdge       = MeshStackArgs{Gateways: []GatewaySpec{{Name: "edge"}}}
	kialiCredential = func(c KialiCredentials) *KialiPrometheus { return &KialiPrometheus{Credentials: &c} }
)

var wrongKialis = map[string]wrongKiali{
	"no way":       {"nobody knows what is wanted", MeshStackArgs{}, Kiali{}, "kiali", "exactly one of install"},
	"both ways":    {"two would write one ConfigMap", MeshStackArgs{}, Kiali{Install: kialiInstalled, ConfigMap: kialiConfigured}, "kiali", "exactly one of install"},
	"version v":    {"charts have no v", MeshStackArgs{}, Kiali{Install: kialiInstalled, Version: ref("v2.27.0")}, "kiali.version", "2.27.0"},
	"version 1":    {"Kiali 1 doesn't know ambient mode or Istio's objects of today", MeshStackArgs{}, Kiali{Install: kialiInstalled, Version: ref("1.89.7")}, "kiali.version", "2.27.0"},
	"version 1.24": {"from Istio 1.24 on", MeshStackArgs{Version: ref("1.24.6")}, Kiali{Install: kialiInstalled, Version: ref("1.89.7")}, "kiali.version", "2.0.0"},
	"strategy":     {"a typo", MeshStackArgs{}, Kiali{Install: kialiInstalled, Auth: &KialiAuth{Strategy: ref(KialiStrategy("oidc"))}}, "kiali.auth.strategy", "openid"},
	"openid alone": {"nobody to ask", MeshStackArgs{}, Kiali{Install: kialiInstalled, Auth: &KialiAuth{Strategy: ref(kialiOpenID)}}, "kiali.auth.openid", "issuer and clientId"},
	"openid half":  {"who asks?", MeshStackArgs{}, Kiali{Install: kialiInstalled, Auth: &KialiAuth{OpenID: &KialiOpenID{Issuer: pulumi.String("https://x")}}}, "kiali.auth.openid", "issuer and clientId"},
	"openid for token": {
		"it would be forgotten", MeshStackArgs{},
		Kiali{Install: kialiInstalled, Auth: &KialiAuth{Strategy: ref(kialiToken), OpenID: &KialiOpenID{}}}, "kiali.auth.openid", "strategy: openid",
	},
	"issuer": {
		"browsers go there", MeshStackArgs{},
		Kiali{Install: kialiInstalled, Auth: &KialiAuth{OpenID: &KialiOpenID{Issuer: pulumi.String("login"), ClientID: pulumi.String("k")}}}, "kiali.auth.openid.issuer", "https://",
	},
	"openshift":          {"the chart fails without the route", MeshStackArgs{}, Kiali{Install: kialiInstalled, Auth: &KialiAuth{Strategy: ref(kialiOpenShift)}}, "kiali.auth.strategy", "write url"},
	"url":                {"no browser finds it", MeshStackArgs{}, Kiali{Install: kialiInstalled, URL: ref("kiali.example.com")}, "kiali.url", "https://kiali.example.com/kiali"},
	"url and host":       {"the gateway takes one host", kialiEdge, Kiali{Install: &KialiInstall{Expose: &KialiExpose{Gateway: "edge", Host: "a.example.com"}}, URL: ref("http://b.example.com")}, "kiali.url", "a.example.com"},
	"signing key":        {"kiali#2624: Kiali doesn't start", MeshStackArgs{}, Kiali{Install: kialiInstalled, SigningKey: pulumi.String("kiali")}, "kiali.signingKey", "16, 24 or 32"},
	"secret signing key": {"also one that nobody may print", MeshStackArgs{}, Kiali{Install: kialiInstalled, SigningKey: kialiHidden("kiali")}, "kiali.signingKey", "16, 24 or 32"},
	"signing key in config": {
		"also by Kiali's own name", MeshStackArgs{},
		Kiali{Install: kialiInstalled, Config: tree(map[string]any{"login_token": map[string]any{"signing_key": "kiali"}})}, "kiali.signingKey", "16, 24 or 32",
	},
	"token and password": {"two ways to log in", MeshStackArgs{}, Kiali{Install: kialiInstalled, Prometheus: kialiCredential(KialiCredentials{Token: kialiHidden("t"), Username: kialiHidden("u"), Password: kialiHidden("p")})}, "kiali.prometheus.credentials", "one of the two"},
	"user alone":         {"half a login", MeshStackArgs{}, Kiali{Install: kialiInstalled, Prometheus: kialiCredential(KialiCredentials{Username: kialiHidden("u")})}, "kiali.prometheus.credentials", "both or neither"},
	"provider":           {"a typo", MeshStackArgs{}, Kiali{Install: kialiInstalled, Tracing: &KialiTracing{Provider: ref(KialiTracingProvider("zipkin"))}}, "kiali.tracing.provider", "tempo"},
	"grpc port of Jaeger": {
		"Kiali asks at the port of the address", MeshStackArgs{},
		Kiali{Install: kialiInstalled, Tracing: &KialiTracing{GRPCPort: ref(16685)}}, "kiali.tracing.grpcPort", "provider: tempo",
	},
	"grpc port": {"not a port", MeshStackArgs{}, Kiali{Install: kialiInstalled, Tracing: &KialiTracing{Provider: ref(kialiTempo), GRPCPort: ref(0)}}, "kiali.tracing.grpcPort", "9095"},
	"grpc at 16686": {
		"kiali#4270", MeshStackArgs{},
		Kiali{Install: kialiInstalled, Tracing: &KialiTracing{URL: pulumi.String("http://jaeger-query.observability:16686/jaeger"), UseGRPC: ref(true)}}, "kiali.tracing.url", "16685",
	},
	"http at 16685 in config": {
		"the same by Kiali's own names", MeshStackArgs{},
		Kiali{Install: kialiInstalled, Config: kialiExternal("tracing", map[string]any{"in_cluster_url": "http://jaeger-query.observability:16685/jaeger", "use_grpc": false})},
		"kiali.config.external_services.tracing.internal_url", "16686",
	},
	"late grpc at 16686": {"an output that is known", MeshStackArgs{}, Kiali{
		Install: kialiInstalled, Tracing: &KialiTracing{URL: pulumi.StringPtr("http://jaeger:16686").ToStringPtrOutput(), UseGRPC: ref(true)},
	}, "kiali.tracing.url", "16685"},
	"prometheus url":  {"Kiali needs a scheme", MeshStackArgs{}, Kiali{Install: kialiInstalled, Prometheus: &KialiPrometheus{URL: pulumi.String("prometheus:9090")}}, "kiali.prometheus.url", "http://"},
	"password in url": {"it would stand in a ConfigMap", MeshStackArgs{}, Kiali{Install: kialiInstalled, Prometheus: &KialiPrometheus{URL: pulumi.String("http://u:p@prometheus:9090")}}, "kiali.prometheus.url", "credentials"},
	"secret url":      {"the same", MeshStackArgs{}, Kiali{Install: kialiInstalled, Grafana: &KialiGrafana{URL: kialiHidden("http://grafana:3000"), ExternalURL: pulumi.String("https://g")}}, "kiali.grafana.url", "ConfigMap"},
	"unknown key":     {"Kiali says nothing about it", MeshStackArgs{}, Kiali{Install: kialiInstalled, Config: tree(map[string]any{"external_service": map[string]any{}})}, "kiali.config.external_service", "external_services"},
	"key of later":    {"the paired release is older", MeshStackArgs{Version: ref("1.28.10")}, Kiali{Install: kialiInstalled, Config: kialiExternal("tracing", map[string]any{"use_waypoint_name": true})}, "kiali.config.external_services.tracing.use_waypoint_name", "2.22"},
	"kind":            {"Kiali doesn't start", MeshStackArgs{}, Kiali{Install: kialiInstalled, Config: kialiExternal("tracing", map[string]any{"enabled": "true"})}, "kiali.config.external_services.tracing.enabled", "true or false"},
	"old expressions": {"no selector says that", MeshStackArgs{}, Kiali{Install: kialiInstalled, Config: tree(map[string]any{"deployment": map[string]any{"accessible_namespaces": []any{"shop-.*"}}})}, "kiali.config.deployment.accessible_namespaces", "discovery_selectors"},
	"strategy config": {"Kiali doesn't start", MeshStackArgs{}, Kiali{Install: kialiInstalled, Config: tree(map[string]any{"auth": map[string]any{"strategy": "basic"}})}, "kiali.config.auth.strategy", "token"},
	"oauth2 by gRPC": {
		"Kiali sends no token that way, and doesn't start", MeshStackArgs{},
		Kiali{Install: kialiInstalled, Version: ref("2.28.0"), Config: kialiExternal("tracing", map[string]any{"auth": map[string]any{
			"type": "oauth2", "oauth2": map[string]any{"client_id": "k", "client_secret": "s", "token_url": "https://x"},
		}})}, "kiali.config.external_services.tracing.auth.type", "use_grpc: false",
	},
	"secret elsewhere": {"it would stand in a ConfigMap", MeshStackArgs{}, Kiali{Install: kialiInstalled, Config: &freeform.Map{Plain: map[string]any{}, Leaves: map[string]pulumi.Input{"/server/web_fqdn": kialiHidden("x")}}}, "kiali.config.server.web_fqdn", "ConfigMap"},
	"secret header": {"headers stay there, too", MeshStackArgs{}, Kiali{
		ConfigMap: kialiConfigured, Config: &freeform.Map{Leaves: map[string]pulumi.Input{"/external_services/prometheus/custom_headers/Authorization": kialiHidden("x")}},
	}, "kiali.config.external_services.prometheus.custom_headers.Authorization", "ConfigMap"},
	"secret as a whole": {"its keys would be, too", MeshStackArgs{}, Kiali{Install: kialiInstalled, Config: &freeform.Map{Leaves: map[string]pulumi.Input{"": pulumi.ToSecret(map[string]any{"a": "b"})}}}, "kiali.config", "plain map"},
	"AI key":            {"Kiali has no file for it", MeshStackArgs{}, Kiali{Install: kialiInstalled, Config: tree(map[string]any{"chat_ai": map[string]any{"providers": []any{map[string]any{"name": "a", "key": "sk-1"}}}}), Version: ref("2.27.0")}, "kiali.config.chat_ai.providers[0].key", "secret:<name>:<key>"},
	"late reference":    {"it decides what is created", MeshStackArgs{}, Kiali{Install: kialiInstalled, Prometheus: kialiCredential(KialiCredentials{Token: pulumi.StringPtr("secret:a:b").ToStringPtrOutput()})}, "kiali.prometheus.credentials.token", "plain text"},
	"early reference":   {"the chart of 2.17 mounts none", MeshStackArgs{Version: ref("1.28.10")}, Kiali{Install: kialiInstalled, Prometheus: kialiCredential(KialiCredentials{Token: pulumi.String("secret:a:b")})}, "kiali.prometheus.credentials.token", "2.21"},
	"namespace":         {"not a name", MeshStackArgs{}, Kiali{Install: &KialiInstall{Namespace: ref("Kiali")}}, "kiali.install.namespace", "lower-case"},
	"repository":        {"not a place", MeshStackArgs{}, Kiali{Install: &KialiInstall{Repository: ref("ftp://kiali.org")}}, "kiali.install.repository", "https://"},
	"replicas":          {"nobody answers", MeshStackArgs{}, Kiali{Install: &KialiInstall{Replicas: ref(0)}}, "kiali.install.replicas", "1 or more"},
	"resources":         {"above the chart's own limit", MeshStackArgs{}, Kiali{Install: &KialiInstall{Resources: &Resources{Requests: &ResourceList{Memory: ref("2Gi")}}}}, "kiali.install.resources.requests.memory", "limit"},
	"timeout":           {"no time at all", MeshStackArgs{}, Kiali{Install: &KialiInstall{Timeout: ref(0)}}, "kiali.install.timeout", "600"},
	"instance name":     {"the gateway leads to the Service of that name", MeshStackArgs{}, Kiali{Install: &KialiInstall{Values: tree(map[string]any{"deployment": map[string]any{"instance_name": "x"}})}}, "kiali.install.values.deployment.instance_name", "leave it out"},
	"release name":      {"Helm refuses the second", MeshStackArgs{Gateways: []GatewaySpec{{Name: "kiali", Namespace: ref("istio-system")}}}, Kiali{Install: kialiInstalled}, "kiali.install.namespace", "another namespace"},
	"deployment":        {"not a name", MeshStackArgs{}, Kiali{ConfigMap: &KialiConfigMap{Deployment: ref("Kiali!")}}, "kiali.configMap.deployment", "lower-case"},
	"container":         {"not a name", MeshStackArgs{}, Kiali{ConfigMap: &KialiConfigMap{Container: ref("")}}, "kiali.configMap.container", "write one"},
	"no gateway":        {"nobody would take the requests", MeshStackArgs{}, kialiExposed(KialiExpose{Gateway: "edge", Host: "k.example.com"}), "kiali.install.expose.gateway", "add one to gateways"},
	"other gateway":     {"a typo", kialiEdge, kialiExposed(KialiExpose{Gateway: "egde", Host: "k.example.com"}), "kiali.install.expose.gateway", "write one of edge"},
	"host":              {"not a host", kialiEdge, kialiExposed(KialiExpose{Gateway: "edge", Host: "*"}), "kiali.install.expose.host", "lower-case"},
	"tls secret":        {"not a name", kialiEdge, kialiExposed(KialiExpose{Gateway: "edge", Host: "k.example.com", TLSSecret: ref("")}), "kiali.install.expose.tlsSecret", "lower-case"},
	"port of gateway": {
		"the Service doesn't listen there", MeshStackArgs{Gateways: []GatewaySpec{{Name: "edge", Service: &GatewayService{Ports: []ServicePort{{Name: "http", Port: 80}}}}}},
		kialiExposed(KialiExpose{Gateway: "edge", Host: "k.example.com", TLSSecret: ref("tls")}), "kiali.install.expose.gateway", "443",
	},
}

func TestWrongKialis(t *testing.T) {
	t.Parallel()
	for name, c := range wrongKialis {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertOneKialiError(t, kialiFindings(t, c.mesh, &c.kiali, kialiTold()), c.path, c.remedy, c.reason)
			assert.NotPanics(t, func() { kialiPlanned(c.mesh, &c.kiali, kialiTold()) }, "the plan is made before the errors are told")
		})
	}
}

func assertOneKialiError(t *testing.T, f *check.Findings, path, remedy, reason string) {
	t.Helper()
	require.Len(t, f.Errors(), 1, reason)
	assert.Equal(t, path, f.Errors()[0].Path, reason)
	assert.Contains(t, f.Errors()[0].Message, remedy, "it says what to write")
}

// What only shows once the other features were asked.
func TestWrongKialisOfMeshes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason       string
		kiali        Kiali
		tell         func(*plan.Plan)
		path, remedy string
	}{
		"no prometheus":     {"the graph would be empty", Kiali{Install: kialiInstalled}, func(p *plan.Plan) { p.Prometheus = nil }, "kiali.prometheus.url", "http://prometheus.monitoring:9090"},
		"prometheus unsaid": {"the same", Kiali{ConfigMap: kialiConfigured}, func(p *plan.Plan) { p.Prometheus.URL = nil }, "kiali.prometheus.url", "http://prometheus.monitoring:9090"},
		"tracing of nobody": {"provider alone says nothing", Kiali{Install: kialiInstalled, Tracing: &KialiTracing{Provider: ref(kialiTempo)}}, func(p *plan.Plan) { p.Tracing = nil }, "kiali.tracing.url", "leave tracing out"},
		"grafana of nobody": {"the same", Kiali{Install: kialiInstalled, Grafana: &KialiGrafana{}}, func(p *plan.Plan) { p.Grafana = nil }, "kiali.grafana.url", "leave grafana out"},
		"gRPC without":      {"only HTTP is told", Kiali{Install: kialiInstalled, Tracing: &KialiTracing{UseGRPC: ref(true)}}, func(p *plan.Plan) { p.Tracing.QueryGRPC = nil }, "kiali.tracing.url", "16685"},
		"gRPC at the port of nobody": {
			"only HTTP is told, at another port", Kiali{Install: kialiInstalled, Tracing: &KialiTracing{UseGRPC: ref(true)}},
			func(p *plan.Plan) { p.Tracing.QueryGRPC, p.Tracing.QueryURL = nil, "http://jaeger:9000" }, "kiali.tracing.url", "queryGrpcUrl",
		},
		"HTTP without": {
			"only gRPC is told", Kiali{Install: kialiInstalled, Tracing: &KialiTracing{UseGRPC: ref(false)}},
			func(p *plan.Plan) { p.Tracing.QueryURL, p.Tracing.QueryGRPC = nil, pulumi.UnsafeUnknownOutput(nil) }, "kiali.tracing.url", "queryUrl",
		},
		"Tempo without HTTP": {
			"Kiali looks for its HTTP API there", Kiali{Install: kialiInstalled, Tracing: &KialiTracing{Provider: ref(kialiTempo), UseGRPC: ref(true)}},
			func(p *plan.Plan) { p.Tracing.QueryURL = nil }, "kiali.tracing.url", "queryUrl",
		},
		"secret from others": {"it would stand in a ConfigMap", Kiali{Install: kialiInstalled}, func(p *plan.Plan) { p.Prometheus.URL = pulumi.ToSecret("http://p:9090") }, "kiali.prometheus.url", "ConfigMap"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := kialiTold()
			c.tell(p)
			assertOneKialiError(t, kialiFindings(t, MeshStackArgs{}, &c.kiali, p), c.path, c.remedy, c.reason)
		})
	}
}

// Prometheus may be switched off where the release knows that.
func TestKialiWithoutPrometheus(t *testing.T) {
	t.Parallel()
	k := &Kiali{Install: kialiInstalled, Config: kialiExternal("prometheus", map[string]any{"enabled": false})}
	assert.Empty(t, kialiFindings(t, MeshStackArgs{}, k, plan.New()).Errors())
}

func TestKialiWarnings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason       string
		mesh         MeshStackArgs
		kiali        Kiali
		tell         func(*plan.Plan)
		path, remedy string
	}{
		"older than its pair": {"it was tested with an older Istio", MeshStackArgs{}, Kiali{Install: kialiInstalled, Version: ref("2.22.0")}, nil, "kiali.version", "2.27.0"},
		"newer than known":    {"its keys are those of the newest known", MeshStackArgs{}, Kiali{Install: kialiInstalled, Version: ref("2.40.0")}, nil, "kiali.version", "2.30"},
		"removed key":         {"the document's time had it", MeshStackArgs{}, Kiali{Install: kialiInstalled, Config: tree(map[string]any{"istio_namespace": "istio-system"})}, nil, "kiali.config.istio_namespace", "argument namespace"},
		"old namespaces":      {"passed on", MeshStackArgs{}, Kiali{Install: kialiInstalled, Config: tree(map[string]any{"deployment": map[string]any{"accessible_namespaces": []any{"shop"}}})}, nil, "kiali.config.deployment.accessible_namespaces", "discovery_selectors"},
		"chart key":           {"nobody reads it", MeshStackArgs{}, Kiali{ConfigMap: kialiConfigured, Config: tree(map[string]any{"deployment": map[string]any{"replicas": 2.0}})}, nil, "kiali.config.deployment.replicas", "install"},
		"open": {
			"anybody changes the mesh", kialiEdge,
			Kiali{Auth: &KialiAuth{Strategy: ref(kialiAnonymous)}, Install: &KialiInstall{Expose: &KialiExpose{Gateway: "edge", Host: "k.example.com"}}}, nil, "kiali.auth.strategy", "another strategy",
		},
		"no traces": {"a collector is all that is known", MeshStackArgs{}, Kiali{Install: kialiInstalled}, func(p *plan.Plan) { p.Tracing.QueryGRPC, p.Tracing.QueryURL = nil, nil }, "kiali.tracing.url", "16685"},
		"no links":  {"browsers don't know names of Services", MeshStackArgs{}, Kiali{Install: kialiInstalled}, func(p *plan.Plan) { p.Grafana.ExternalURL = nil }, "kiali.grafana.externalUrl", "https://grafana.example.com"},
		"probes":    {"they ask at /kiali/healthz", MeshStackArgs{}, Kiali{ConfigMap: kialiConfigured, URL: ref("https://kiali.example.com")}, nil, "kiali.url", "probes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := kialiTold()
			if c.tell != nil {
				c.tell(p)
			}
			f := kialiFindings(t, c.mesh, &c.kiali, p)
			require.Empty(t, f.Errors(), c.reason)
			require.Len(t, f.Warnings(), 1, c.reason)
			assert.Equal(t, c.path, f.Warnings()[0].Path, c.reason)
			assert.Contains(t, f.Warnings()[0].Message, c.remedy)
		})
	}
}

// A map that is known at the update only is looked at then; the preview says so.
func TestKialiConfigOfLater(t *testing.T) {
	t.Parallel()
	k := &Kiali{Install: kialiInstalled, Config: &freeform.Map{Leaves: map[string]pulumi.Input{"": pulumi.UnsafeUnknownOutput(nil)}}}
	f := kialiFindings(t, MeshStackArgs{}, k, kialiTold())
	assert.Empty(t, append(f.Errors(), f.Warnings()...))
	require.Len(t, f.Infos(), 1)
	assert.Equal(t, "kiali.config", f.Infos()[0].Path)
}

// No message repeats what is secret.
func TestKialiFindingsHoldNoSecret(t *testing.T) {
	t.Parallel()
	const word = "hunter2"
	k := &Kiali{
		Install: kialiInstalled, SigningKey: kialiHidden(word),
		Prometheus: &KialiPrometheus{URL: kialiHidden("http://" + word), Credentials: &KialiCredentials{Token: kialiHidden(word), Password: kialiHidden(word)}},
		Config:     &freeform.Map{Leaves: map[string]pulumi.Input{"/server/web_fqdn": kialiHidden(word), "/server/port": kialiHidden(word)}},
	}
	f := kialiFindings(t, MeshStackArgs{}, k, kialiTold())
	require.GreaterOrEqual(t, len(f.Errors()), 4)
	for _, e := range f.Errors() {
		assert.NotContains(t, e.String(), word)
	}
}
