package components

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestReadCall(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason, entry string
		want          call
	}{
		"namespace":        {"all of its services", "payments", call{host: "payments/*"}},
		"host":             {"as Istio writes it", "catalog/reviews.catalog.svc.cluster.local", call{host: "catalog/reviews.catalog.svc.cluster.local"}},
		"wildcard":         {"", "catalog/*.catalog.svc.cluster.local", call{host: "catalog/*.catalog.svc.cluster.local"}},
		"exclusion":        {"the grammar's check knows which releases have it", "~catalog/*", call{host: "~catalog/*"}},
		"own":              {"a dot is the caller's namespace", "./cart.shop.svc.cluster.local", call{host: "./cart.shop.svc.cluster.local"}},
		"own exclusion":    {"the dot isn't that of a host with a path", "~./cart.shop.svc.cluster.local", call{host: "~./cart.shop.svc.cluster.local"}},
		"Service":          {"its name tells the namespace", "reviews.catalog.svc.cluster.local", call{host: "catalog/reviews.catalog.svc.cluster.local"}},
		"without domain":   {"istiod completes nothing", "reviews.catalog.svc", call{host: "catalog/reviews.catalog.svc.cluster.local"}},
		"pod of a Service": {"a headless Service names its pods", "db-0.db.data.svc.cluster.local", call{host: "data/db.data.svc.cluster.local"}},
		"completed":        {"the same with its namespace", "catalog/reviews.catalog.svc", call{host: "catalog/reviews.catalog.svc.cluster.local"}},
		"outside":          {"", "api.example.com", call{host: "*/api.example.com", external: "api.example.com"}},
		"port":             {"", "api.example.com:8443", call{host: "*/api.example.com", external: "api.example.com", port: 8443}},
		"wildcard outside": {"", "*.example.com:443", call{host: "*/*.example.com", external: "*.example.com", port: 443}},
		"capitals":         {"names have no case, names of objects have no capitals", "API.Example.com", call{host: "*/api.example.com", external: "api.example.com"}},
		"any namespace's":  {"a ServiceEntry may have it already", "*/api.example.com", call{host: "*/api.example.com", external: "api.example.com", registered: true}},
		"any Service":      {"Kubernetes has it", "*/reviews.catalog.svc.cluster.local", call{host: "*/reviews.catalog.svc.cluster.local"}},
		"any one so named": {"Services end like this, too", "*/*.local", call{host: "*/*.local"}},
		"everything":       {"", "*/*", call{host: "*/*"}},
		"last dot":         {"it is the same name", "api.example.com.", call{host: "*/api.example.com", external: "api.example.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readCall(c.entry, "cluster.local")
			require.NoError(t, err, c.reason)
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}

func TestReadCallRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ reason, entry, remedy string }{
		"nothing":        {"it would be a namespace without name", "", "write a namespace"},
		"scheme":         {"the port follows from it", "https://api.example.com/v1", `"api.example.com"`},
		"plain scheme":   {"the other port", "http://api.example.com", `"api.example.com:80"`},
		"scheme alone":   {"no host to name", "https://", "the host alone"},
		"path":           {"a proxy isn't told of paths", "api.example.com/v1/charges", `write "api.example.com"`},
		"port and path":  {"the port stays", "api.example.com:8443/v1", `write "api.example.com:8443"`},
		"port inside":    {"a host of the cluster has all of its ports", "catalog/reviews.catalog.svc.cluster.local:9080", `write "catalog/reviews.catalog.svc.cluster.local"`},
		"port, Service":  {"the same", "reviews.catalog.svc:9080", `write "catalog/reviews.catalog.svc.cluster.local"`},
		"word for port":  {"", "api.example.com:https", "1 to 65535"},
		"port 0":         {"", "api.example.com:0", "1 to 65535"},
		"port 65536":     {"", "api.example.com:65536", "1 to 65535"},
		"IPv6":           {"no name at all", "2001:db8::1", "DNS name"},
		"bare exclusion": {"a tilde and a namespace alone say nothing", "~catalog", `"~catalog/*"`},
		"very long":      {"the ServiceEntry is named for it", strings.Repeat("a.", 120) + "example.com", "shorten it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readCall(c.entry, "cluster.local")
			require.Error(t, err, c.reason)
			assert.Contains(t, err.Error(), c.remedy, c.reason)
		})
	}
}

func TestSlips(t *testing.T) {
	t.Parallel()
	slips := slipsOf(map[string]bool{"payments": true, "shop": true, "team-a": true, "batch-1": true, "orders-eu": true})
	for name, c := range map[string]struct{ reason, name, want string }{
		"swapped":       {"", "paymnets", "payments"},
		"left out":      {"", "paments", "payments"},
		"too much":      {"", "paymments", "payments"},
		"another":       {"", "paymants", "payments"},
		"one of a few":  {"four letters are enough", "shops", "shop"},
		"another team":  {"a letter that is a word of its own tells teams apart", "team-b", ""},
		"another batch": {"so does a number", "batch-2", ""},
		"another place": {"and a short word", "orders-us", ""},
		"long word":     {"the long word of the same name is a slip", "order-eu", "orders-eu"},
		"another name":  {"two letters differ", "peyments2", ""},
		"nothing alike": {"", "catalog", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, slips.of(c.name), c.reason)
		})
	}
}

// What isn't called and isn't needed by the mesh stays out: of what is beside the control plane, too.
func TestGraphKeepsWhatTheMeshNeeds(t *testing.T) {
	t.Parallel()
	provider := func(name, kind string, service any) map[string]any {
		return map[string]any{"name": name, kind: map[string]any{"service": service, "port": 9000.0}}
	}
	p := newMesh(MeshStackArgs{
		Tracing:  &Tracing{Existing: existing("otlp.example.com:4317")},
		Gateways: []GatewaySpec{{Name: "in"}, {Name: "out", Service: &GatewayService{Type: ref(ServiceType("ClusterIP"))}}},
		MeshConfig: tree(map[string]any{"extensionProviders": []any{
			provider("authz", "envoyExtAuthzHttp", "authz.istio-system.svc.cluster.local"),
			provider("logs", "envoyOtelAls", "otel.obs.svc.cluster.local"),
			provider("later", "envoyHttpAls", pulumi.String("als.obs.svc.cluster.local").ToStringOutput()),
		}}),
		Sidecars: &Sidecars{Calls: map[string][]string{"shop": {"payments"}}},
	}).plan()
	require.Len(t, p.Scopes, 1)
	egress := valueAt(plan.Resolve(t.Context(), p.Scopes[0].Body).Value, "spec", "egress").([]any)
	assert.ElementsMatch(t, []any{
		"./*", "payments/*", "istio-system/otlp.example.com", "out/out.out.svc.cluster.local",
		"istio-system/authz.istio-system.svc.cluster.local", "obs/otel.obs.svc.cluster.local", "obs/als.obs.svc.cluster.local",
	}, valueAt(egress[0], "hosts"))
}

// The policy is that of the scope, else of the graph, else of the mesh, and the values' mesh config is laid over the rest.
func TestRegistryOnly(t *testing.T) {
	t.Parallel()
	const only, open = OutboundTraffic("registryOnly"), OutboundTraffic("allowAny")
	config := func(mode string) map[string]any {
		return map[string]any{"outboundTrafficPolicy": map[string]any{"mode": mode}}
	}
	for name, c := range map[string]struct {
		reason string
		args   MeshStackArgs
		scope  Sidecars
		want   bool
	}{
		"nothing":      {"Istio's own is ALLOW_ANY", MeshStackArgs{}, Sidecars{}, false},
		"mesh":         {"", MeshStackArgs{Security: &Security{OutboundTraffic: ref(only)}}, Sidecars{}, true},
		"mesh config":  {"it is merged over the arguments", MeshStackArgs{Security: &Security{OutboundTraffic: ref(open)}, MeshConfig: tree(config("REGISTRY_ONLY"))}, Sidecars{}, true},
		"values":       {"they are merged last", MeshStackArgs{MeshConfig: tree(config("ALLOW_ANY")), Values: &Values{Istiod: tree(map[string]any{"meshConfig": config("REGISTRY_ONLY")})}}, Sidecars{}, true},
		"graph":        {"", MeshStackArgs{}, Sidecars{OutboundTraffic: ref(only)}, true},
		"graph opens":  {"a Sidecar goes before the mesh", MeshStackArgs{Security: &Security{OutboundTraffic: ref(only)}}, Sidecars{OutboundTraffic: ref(open)}, false},
		"known later":  {"what isn't known isn't assumed", MeshStackArgs{MeshConfig: tree(map[string]any{"outboundTrafficPolicy": map[string]any{"mode": pulumi.String("x").ToStringOutput()}})}, Sidecars{}, false},
		"other policy": {"", MeshStackArgs{MeshConfig: tree(config("ALLOW_ANY"))}, Sidecars{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args, sidecars := c.args, c.scope
			sidecars.Calls = map[string][]string{"shop": {"api.example.com"}}
			args.Sidecars = &sidecars
			m := newMesh(args)
			assert.Equal(t, c.want, m.registryOnly(&m.scopes[0]), c.reason)
			assert.Equal(t, c.want, len(m.serviceEntries()) == 1, "a ServiceEntry lets it out: %s", c.reason)
		})
	}
}
