package kiali_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/kiali"
)

// config reads YAML.
func config(t *testing.T, text string) map[string]any {
	t.Helper()
	var out map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &out))
	return out
}

func plain(leaf any) (any, bool) { return leaf, true }

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason, version, config string
		what                    kiali.What
		path, text              string
	}{
		"typo":              {"Kiali reads its file without looking for what it doesn't know", "2.27.0", `{external_service: {}}`, kiali.Unknown, "external_service", "external_services"},
		"typo deep":         {"the neighbours are named", "2.27.0", `{external_services: {tracing: {use_gprc: true}}}`, kiali.Unknown, "external_services.tracing.use_gprc", "use_grpc"},
		"typo in a list":    {"lists are looked into", "2.27.0", `{external_services: {grafana: {dashboards: [{title: x}]}}}`, kiali.Unknown, "external_services.grafana.dashboards[0].title", "name"},
		"too new":           {"the paired release came earlier", "2.17.0", `{external_services: {tracing: {use_waypoint_name: true}}}`, kiali.TooNew, "external_services.tracing.use_waypoint_name", "2.22"},
		"prometheus off":    {"2.26 has it first", "2.22.0", `{external_services: {prometheus: {enabled: false}}}`, kiali.TooNew, "external_services.prometheus.enabled", "2.26"},
		"istio_namespace":   {"2.14 finds the control planes", "2.17.0", `{istio_namespace: mesh}`, kiali.Removed, "istio_namespace", "argument namespace"},
		"config_map_name":   {"the same", "2.14.0", `{external_services: {istio: {config_map_name: istio-blue}}}`, kiali.Removed, "external_services.istio.config_map_name", "2.13"},
		"chart only":        {"the server doesn't deploy itself", "2.27.0", `{deployment: {replicas: 2}}`, kiali.ChartOnly, "deployment.replicas", "install"},
		"string for bool":   {"Kiali's YAML reader refuses it, and Kiali doesn't start", "2.27.0", `{external_services: {tracing: {enabled: "true"}}}`, kiali.WrongKind, "external_services.tracing.enabled", "true or false"},
		"string for number": {"the same", "2.27.0", `{server: {port: "20001"}}`, kiali.WrongKind, "server.port", "a whole number"},
		"fraction":          {"the same", "2.27.0", `{server: {port: 1.5}}`, kiali.WrongKind, "server.port", "a whole number"},
		"map for string":    {"the same", "2.27.0", `{auth: {strategy: {token: true}}}`, kiali.WrongKind, "auth.strategy", "a string"},
		"string for list":   {"the same", "2.27.0", `{auth: {openid: {scopes: openid}}}`, kiali.WrongKind, "auth.openid.scopes", "a list"},
		"string for map":    {"the same", "2.27.0", `{auth: token}`, kiali.WrongKind, "auth", "a map"},
		"list for map":      {"the same", "2.27.0", `{server: []}`, kiali.WrongKind, "server", "a map"},
		"element":           {"elements have a kind too", "2.27.0", `{auth: {openid: {scopes: [{}, {a: b}]}}}`, kiali.WrongKind, "auth.openid.scopes[0]", "a string"},
		"dotted":            {"a path is no key, and the server would look for one of that name", "2.27.0", `{auth.strategy: token}`, kiali.Unknown, `["auth.strategy"]`, "auth, "},
		"dotted deep":       {"the neighbours are named", "2.27.0", `{server: {web_root.x: /}}`, kiali.Unknown, `server["web_root.x"]`, "web_root"},
		"newer release":     {"taken for the newest known", "2.99.0", `{external_services: {tracing: {use_gprc: true}}}`, kiali.Unknown, "external_services.tracing.use_gprc", "use_grpc"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := kiali.Check(config(t, c.config), version(t, c.version), plain)
			require.NotEmpty(t, got, c.reason)
			assert.Equal(t, c.what, got[0].What, c.reason)
			assert.Equal(t, c.path, got[0].Path)
			assert.Contains(t, got[0].Text, c.text)
		})
	}
}

func TestCheckFindsNothingWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ reason, version, config string }{
		"empty":            {"nothing is nothing", "2.27.0", `{}`},
		"null":             {"null removes what we write", "2.27.0", `{external_services: {grafana: null}}`},
		"istio_namespace":  {"until 2.13 it is read", "2.13.0", `{istio_namespace: mesh}`},
		"root_namespace":   {"the chart takes it though the server finds it", "2.27.0", `{external_services: {istio: {root_namespace: mesh}}}`},
		"numbers":          {"whole numbers, and any scalar for a string", "2.27.0", `{server: {port: 20001, web_port: 443}, kubernetes_config: {qps: 175.5}}`},
		"durations":        {"as text or as nanoseconds", "2.27.0", `{external_services: {istio: {validation_reconcile_interval: 5m}}, server: {write_timeout: 30}}`},
		"free maps":        {"maps of strings hold what they like", "2.27.0", `{external_services: {prometheus: {custom_headers: {X-Scope-OrgID: mesh}}}}`},
		"overrides":        {"selectors are Kubernetes' own", "2.27.0", `{deployment: {discovery_selectors: {overrides: {east: [{matchLabels: {a: b}}]}}}}`},
		"custom dashboard": {"lists of objects that Kiali has apart are left to it", "2.27.0", `{custom_dashboards: [{name: envoy, items: [{chart: {}}]}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Empty(t, kiali.Check(config(t, c.config), version(t, c.version), plain), c.reason)
		})
	}
}

// A leaf that isn't known yet is held to nothing but its key.
func TestCheckOfLaterLeaves(t *testing.T) {
	t.Parallel()
	later := struct{}{}
	unknown := func(any) (any, bool) { return nil, false }
	v := version(t, "2.27.0")
	assert.Empty(t, kiali.Check(map[string]any{"server": map[string]any{"port": later}}, v, unknown))
	assert.Len(t, kiali.Check(map[string]any{"servers": later}, v, unknown), 1, "the key is known")
	text := func(any) (any, bool) { return "20001", true }
	assert.Len(t, kiali.Check(map[string]any{"server": map[string]any{"port": later}}, v, text), 1, "and so is its value, after all")
}
