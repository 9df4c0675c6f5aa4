package components

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/savings"
)

// TestSavings: what each scope leaves of the Services that are known.
func TestSavings(t *testing.T) {
	known := savings.NewInventory()
	for _, namespace := range []string{"shop", "payments", "catalog"} {
		for i := range 100 {
			known.Add(namespace, fmt.Sprintf("s%d.%s.svc.cluster.local", i, namespace), 2)
		}
	}
	known.Add("istio-system", "istiod.istio-system.svc.cluster.local", 4)
	m := newMesh(MeshStackArgs{Sidecars: &Sidecars{
		Calls:       map[string][]string{"shop": {"payments", "catalog/s7.catalog.svc.cluster.local", "api.example.com"}, "payments": {}},
		Namespaces:  []SidecarScopeSpec{{Namespace: "catalog"}},
		MeshDefault: &SidecarDefault{Reaches: []string{"shop"}},
	}})
	saved := m.savings(t.Context(), m.plan(), known)
	after := map[string]Told{}
	for _, s := range saved {
		assert.Equal(t, 604, s.Before.Clusters, "%s: without a scope it is everything", s.Scope)
		assert.Equal(t, 301, s.Before.Services)
		assert.LessOrEqual(t, s.Saved.LowMiB, s.Saved.HighMiB)
		after[s.Scope] = s.After
	}
	for scope, c := range map[string]struct {
		reason             string
		services, clusters int
	}{
		"shop/default":         {"its own, all of payments, and one of catalog; a host outside is no Service", 201, 402},
		"payments/default":     {"its own, and nothing beside the control plane", 100, 200},
		"catalog/default":      {"a scope by egress hosts keeps what is beside the control plane", 101, 204},
		"istio-system/default": {"that of all others: shop and the control plane, each proxy's own besides", 101, 204},
	} {
		require.Contains(t, after, scope)
		assert.Equal(t, c.services, after[scope].Services, c.reason)
		assert.Equal(t, c.clusters, after[scope].Clusters, c.reason)
	}

	assert.Empty(t, m.savings(t.Context(), m.plan(), nil), "nothing is known, nothing is said")
	f := &check.Findings{}
	reportSavings(f, saved)
	require.Len(t, f.Infos(), 1)
	few := &check.Findings{}
	reportSavings(few, []Saving{{Saved: MemoryOf{LowMiB: 0, HighMiB: 3}}})
	assert.Empty(t, few.Infos(), "what may be nothing isn't told")
	assert.Regexp(t, `^with the scopes \(4\) a proxy is told about 200 to 402 of 604 clusters, by which it takes an estimated \d+ to \d+ MiB less memory$`, f.Infos()[0].Message)
}

// TestDiscoversSome: Services that istiod doesn't look at aren't told to anybody, so the cluster's number says nothing.
func TestDiscoversSome(t *testing.T) {
	selectors := map[string]any{"discoverySelectors": []any{map[string]any{"matchLabels": map[string]any{"mesh": "yes"}}}}
	for name, c := range map[string]struct {
		args MeshStackArgs
		want bool
	}{
		"all of them":        {MeshStackArgs{}, false},
		"another setting":    {MeshStackArgs{MeshConfig: &freeform.Map{Plain: map[string]any{"rootNamespace": "mesh"}}}, false},
		"in the mesh config": {MeshStackArgs{MeshConfig: &freeform.Map{Plain: selectors}}, true},
		"in istiod's values": {MeshStackArgs{Values: &Values{Istiod: &freeform.Map{Plain: map[string]any{"meshConfig": selectors}}}}, true},
	} {
		assert.Equal(t, c.want, newMesh(c.args).discoversSome(), name)
	}
}
