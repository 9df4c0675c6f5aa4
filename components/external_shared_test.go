package components

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A host that the mesh sends to, too, has no entry of a namespace's own: istiod would find it in several, or the wrong one.
func TestNoEntryOfItsOwnForWhatTheMeshSendsTo(t *testing.T) {
	t.Parallel()
	provider := func(service string) map[string]any {
		return map[string]any{"extensionProviders": []any{map[string]any{"name": "a", "envoyExtAuthzGrpc": map[string]any{"service": service, "port": 9000.0}}}}
	}
	for name, c := range map[string]struct {
		reason string
		args   MeshStackArgs
		want   []string
	}{
		"nothing":             {"", MeshStackArgs{}, []string{"otlp.example.com"}},
		"provider":            {"LookupCluster wants one namespace", MeshStackArgs{MeshConfig: tree(provider("otlp.example.com"))}, nil},
		"provider by values":  {"it comes from elsewhere", MeshStackArgs{Values: &Values{Istiod: tree(map[string]any{"meshConfig": provider("otlp.example.com")})}}, nil},
		"provider with place": {"the namespace's own would go before it", MeshStackArgs{MeshConfig: tree(provider("edge/otlp.example.com"))}, nil},
		"another provider":    {"", MeshStackArgs{MeshConfig: tree(provider("auth.example.com"))}, []string{"otlp.example.com"}},
		"collector":           {"its entry is in the root namespace", MeshStackArgs{Tracing: &Tracing{Existing: existing("otlp.example.com:4317")}}, nil},
		"collector, off":      {"no provider is made", MeshStackArgs{Tracing: &Tracing{Existing: existing("otlp.example.com:4317"), Sampling: ref(0.0)}}, []string{"otlp.example.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.args.Sidecars = &Sidecars{Calls: map[string][]string{"shop": {"otlp.example.com:4317"}}, OutboundTraffic: ref(OutboundTraffic("registryOnly"))}
			var got []string
			for key := range maps.Keys(newMesh(c.args).serviceEntries()) {
				got = append(got, key.host)
			}
			assert.Equal(t, c.want, slices.Sorted(slices.Values(got)), c.reason)
		})
	}
}

// The call goes by the mesh's own entry, which has to be in scope.
func TestCollectorStaysReachableForCalls(t *testing.T) {
	t.Parallel()
	p := newMesh(MeshStackArgs{
		Tracing:  &Tracing{Existing: existing("otlp.example.com:4317")},
		Sidecars: &Sidecars{Calls: map[string][]string{"shop": {"otlp.example.com:4317"}}, OutboundTraffic: ref(OutboundTraffic("registryOnly"))},
	}).plan()
	require.Len(t, p.Scopes, 1, "the Sidecar alone")
	egress := valueAt(p.Scopes[0].Body, "spec", "egress").([]any)
	assert.Contains(t, valueAt(egress[0], "hosts"), "istio-system/otlp.example.com")
}

// A host without a port is called at all of its ports, so what external says of them counts.
func TestPortsOfAHostOutside(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason      string
		shop, carts string
		want        map[string][]int
	}{
		"no port":  {"all that are described", "api.example.com", "api.example.com", map[string][]int{"shop": {443, 9000}, "carts": {443, 9000}}},
		"port":     {"that one, for the namespace that calls it", "api.example.com:443", "api.example.com:9000", map[string][]int{"shop": {443}, "carts": {9000}}},
		"mixed":    {"another namespace's port is no limit", "api.example.com:443", "api.example.com", map[string][]int{"shop": {443}, "carts": {443, 9000}}},
		"wherever": {"no entry is made for what is registered", "*/api.example.com", "api.example.com:9000", map[string][]int{"carts": {9000}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMesh(MeshStackArgs{Sidecars: &Sidecars{
				Calls: map[string][]string{"shop": {c.shop}, "carts": {c.carts}}, OutboundTraffic: ref(OutboundTraffic("registryOnly")),
				External: []ExternalHost{{Host: "api.example.com", Ports: []ExternalPort{{Number: 443}, {Number: 9000, Protocol: ref(ExternalProtocol("GRPC"))}}}},
			}})
			got := map[string][]int{}
			for key, e := range m.serviceEntries() {
				for _, p := range e.ports {
					got[key.namespace] = append(got[key.namespace], p.Number)
				}
			}
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}
