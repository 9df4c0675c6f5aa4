package kiali_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/kiali"
)

// full are settings with everything in them.
func full(v kiali.Version) kiali.Settings {
	off := false
	return kiali.Settings{
		Version: v, InstanceName: "kiali", Namespace: "kiali", MeshNamespace: "mesh", RootNamespace: "mesh-config", Revision: "blue",
		Strategy: "openid", ViewOnly: true,
		OpenID:     &kiali.OpenID{Issuer: "https://login.example.com", ClientID: "kiali", Scopes: []string{"openid"}, UsernameClaim: "email", DisableRBAC: true},
		Web:        kiali.Web{Schema: "https", Host: "kiali.example.com", Port: "8443", Root: "/kiali"},
		Prometheus: kiali.Service{URL: "http://prometheus.monitoring:9090", Auth: kiali.Auth{Username: "u", Password: "p", InsecureSkipVerify: true}},
		Grafana: &kiali.Grafana{
			Service: kiali.Service{URL: "http://grafana.grafana:3000", Auth: kiali.Auth{Token: "t"}}, ExternalURL: "https://grafana.example.com",
			Dashboards: []string{"Istio Service Dashboard", "Istio Workload Dashboard", "Istio Mesh Dashboard"},
		},
		Tracing: &kiali.Tracing{
			Service:     kiali.Service{URL: "http://jaeger-query.observability:16685/jaeger"},
			ExternalURL: "https://jaeger.example.com", Provider: "jaeger", GRPC: true, GRPCPort: 9095, NamespaceSelector: &off,
		},
	}
}

// Whatever we write, the release reads, with a value that it takes.
func TestEveryReleaseReadsWhatWeWrite(t *testing.T) {
	t.Parallel()
	for minor := range kiali.Newest + 1 {
		v := version(t, fmt.Sprintf("2.%d.0", minor))
		c := full(v).Config()
		full(v).Complete(c)
		kiali.Put(c, kiali.Reference("kiali-signing", "value.txt"), kiali.SigningKey)
		for _, p := range kiali.Check(c, v, plain) {
			if minor < 26 && p.Path == "external_services.prometheus.enabled" {
				continue // true from the first release on, and read from 2.26 on
			}
			t.Errorf("%s: %s: %s", v, p.Path, p.Text)
		}
		assert.Empty(t, kiali.Validate(c), v)
	}
}

// What a server without a chart needs to start (Validate in its config/config.go): a strategy, a key, a port, a root that
// begins with a slash, and an address of Prometheus. Its own defaults would do for some, not for the key.
func TestComplete(t *testing.T) {
	t.Parallel()
	s := full(kiali.For(31))
	c := s.Config()
	s.Complete(c)
	for path, want := range map[string]any{
		"auth.strategy": "openid", "deployment.instance_name": "kiali", "deployment.namespace": "kiali", "deployment.cluster_wide_access": true,
		"deployment.view_only_mode": true, "server.port": 20001, "server.web_root": "/kiali", "server.observability.metrics.port": 9090,
		"external_services.prometheus.url": "http://prometheus.monitoring:9090", "external_services.tracing.enabled": true,
		"external_services.tracing.use_grpc": true, "external_services.grafana.enabled": true,
	} {
		got, ok := kiali.Get(c, path)
		assert.True(t, ok, path)
		assert.Equal(t, want, got, path)
	}
}

func TestServicesAreSwitchedExplicitly(t *testing.T) {
	t.Parallel()
	c := kiali.Settings{Version: kiali.For(31), Strategy: "token", Web: kiali.Web{Root: "/kiali"}}.Config()
	for path, want := range map[string]any{
		"external_services.tracing.enabled": false, "external_services.grafana.enabled": false, "external_services.prometheus.enabled": true,
	} {
		got, _ := kiali.Get(c, path)
		assert.Equal(t, want, got, "%s: Kiali's own defaults name services of a demo", path)
	}
}

func TestOlderReleasesAreToldTheControlPlane(t *testing.T) {
	t.Parallel()
	for path, c := range map[string]struct {
		want  any
		until uint64
	}{
		"istio_namespace":                                                {"mesh", 13},
		"external_services.istio.config_map_name":                        {"istio-blue", 13},
		"external_services.istio.istiod_deployment_name":                 {"istiod-blue", 13},
		"external_services.istio.root_namespace":                         {"mesh-config", 15},
		"external_services.istio.istio_sidecar_injector_config_map_name": {"istio-sidecar-injector-blue", 13},
	} {
		got, ok := kiali.Get(full(version(t, fmt.Sprintf("2.%d.0", c.until))).Config(), path)
		require.True(t, ok, path)
		assert.Equal(t, c.want, got, path)
		_, ok = kiali.Get(full(version(t, fmt.Sprintf("2.%d.0", c.until+1))).Config(), path)
		assert.False(t, ok, "%s: 2.%d finds it by itself", path, c.until+1)
	}
}

func TestCheckTracing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason, url, provider string
		grpc, ok              bool
	}{
		"the document's":       {"16685 is gRPC", "http://jaeger-query.observability:16685/jaeger", "jaeger", true, true},
		"gRPC at 16686":        {"kiali#4270: content-type text/html", "http://jaeger-query.observability:16686/jaeger", "jaeger", true, false},
		"HTTP at 16685":        {"the other way round", "http://jaeger-query.observability:16685/jaeger", "jaeger", false, false},
		"HTTP at 16686":        {"right", "http://jaeger-query.observability:16686/jaeger", "jaeger", false, true},
		"gRPC without a port":  {"http is 80", "http://jaeger.example.com/jaeger", "jaeger", true, false},
		"gRPC by https":        {"https is 443", "https://jaeger.example.com", "jaeger", true, false},
		"HTTP by https":        {"right", "https://jaeger.example.com", "jaeger", false, true},
		"gRPC at another port": {"nobody knows", "http://jaeger.example.com:8080", "jaeger", true, true},
		"Tempo":                {"it has a port of its own for gRPC", "http://tempo.observability:3200", "tempo", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.ok, kiali.CheckTracing(c.url, c.provider, c.grpc) == nil, c.reason)
		})
	}
	assert.True(t, kiali.GRPC("http://x:16685/jaeger"))
	assert.False(t, kiali.GRPC("http://x:16686"))
	assert.False(t, kiali.GRPC("::"), "not a URL")
}

func TestCheckTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason     string
		provider   string
		told, grpc bool
		remedy     string
	}{
		"gRPC by gRPC":       {"right", "jaeger", true, true, ""},
		"HTTP by HTTP":       {"right", "jaeger", false, false, ""},
		"HTTP by gRPC":       {"no traces", "jaeger", false, true, "queryGrpcUrl"},
		"gRPC by HTTP":       {"no traces", "jaeger", true, false, "queryUrl"},
		"Tempo, gRPC's":      {"its address is its HTTP API's", "tempo", true, true, "queryUrl"},
		"Tempo, HTTP's":      {"right", "tempo", false, false, ""},
		"Tempo, HTTP's, too": {"gRPC has a port of its own", "tempo", false, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := kiali.CheckTold(c.provider, c.told, c.grpc)
			if c.remedy == "" {
				assert.NoError(t, err, c.reason)
				return
			}
			assert.ErrorContains(t, err, c.remedy, c.reason)
		})
	}
}

func TestCheckURL(t *testing.T) {
	t.Parallel()
	for url, ok := range map[string]bool{
		"http://prometheus.monitoring:9090": true, "https://prometheus.example.com/api": true,
		"prometheus.monitoring:9090": false, "grpc://x:1": false, "": false, "http://": false, "http://:9090": false, "http://u:p@x": false,
	} {
		assert.Equal(t, ok, kiali.CheckURL(url) == nil, url)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ config, path string }{
		"strategy":       {`{auth: {strategy: basic}}`, "auth.strategy"},
		"root":           {`{server: {web_root: kiali}}`, "server.web_root"},
		"trailing slash": {`{server: {web_root: /kiali/}}`, "server.web_root"},
		"provider":       {`{external_services: {tracing: {provider: zipkin}}}`, "external_services.tracing.provider"},
		"tls":            {`{deployment: {tls_config: {source: file}}}`, "deployment.tls_config.source"},
		"limit":          {`{kiali_feature_flags: {ui_defaults: {tracing: {limit: 5}}}}`, "kiali_feature_flags.ui_defaults.tracing.limit"},
		"oauth2":         {`{external_services: {prometheus: {auth: {type: oauth2, oauth2: {client_id: x, client_secret: "secret:a:b"}}}}}`, "external_services.prometheus.auth.type"},
		"oauth2 by gRPC": {
			`{external_services: {tracing: {use_grpc: true, auth: {type: oauth2, oauth2: {client_id: x, client_secret: y, token_url: z}}}}}`, "external_services.tracing.auth.type",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := kiali.Validate(config(t, c.config))
			require.Len(t, got, 1)
			assert.Equal(t, c.path, got[0].Path)
		})
	}
	assert.Empty(t, kiali.Validate(config(t, `{auth: {strategy: header}, server: {web_root: /}}`)))
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	names := func(v string) map[string]string {
		out := map[string]string{}
		for _, c := range kiali.Credentials(version(t, v)) {
			out[c.Name] = c.Path
		}
		return out
	}
	assert.Equal(t, "external_services.prometheus.auth.password", names("2.0.0")["prometheus-password"])
	assert.NotContains(t, names("2.27.0"), "prometheus-oauth2-client-secret", "2.28 has OAuth 2 first")
	assert.Contains(t, names("2.28.0"), "prometheus-oauth2-client-secret")
	assert.NotContains(t, names("2.30.0"), "perses-token", "the server reads none from a file")
	assert.Equal(t, kiali.SigningKey, names("2.0.0")["login-token-signing-key"])
}

func TestInClear(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"auth.openid.client_secret", "external_services.perses.auth.token", "chat_ai.providers[0].key", "chat_ai.providers[0].models[0].key"},
		kiali.InClear(config(t, `{auth: {openid: {client_secret: a}}, external_services: {perses: {auth: {token: b}}},
		  chat_ai: {providers: [{key: c, models: [{key: d}]}, {key: "secret:e:f"}]}}`)), "references are no credentials")
	assert.Empty(t, kiali.InClear(config(t, `{chat_ai: {providers: [{key: ""}]}}`)))
}

func TestParseReference(t *testing.T) {
	t.Parallel()
	secret, key, ok := kiali.ParseReference("secret:kiali:login-token")
	assert.True(t, ok)
	assert.Equal(t, "kiali/login-token", secret+"/"+key)
	for _, text := range []string{"", "kiali", "secret:kiali", "secret::x", "secret:kiali:"} {
		_, _, ok := kiali.ParseReference(text)
		assert.False(t, ok, text)
	}
}
