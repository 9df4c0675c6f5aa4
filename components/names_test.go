package components

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Names of users must not meet in the plan, whatever dashes they hold.
func TestNamesDoNotMeet(t *testing.T) {
	t.Parallel()
	m := newMesh(MeshStackArgs{
		Revision: ref("blue"), RevisionTags: []string{"x", "x-service", "service-x"},
		Gateways: []GatewaySpec{{Name: "x"}, {Name: "x-service"}},
		Sidecars: &Sidecars{
			MeshDefault: &SidecarDefault{},
			Namespaces: []SidecarScopeSpec{
				{Namespace: "a-b", Name: ref("c"), WorkloadSelector: map[string]string{"k": "v"}},
				{Namespace: "a", Name: ref("b-c"), WorkloadSelector: map[string]string{"k": "v"}},
				{Namespace: "mesh-default"}, {Namespace: "default"},
			},
		},
	})
	findings := &check.Findings{}
	m.check(t.Context(), findings)
	require.Empty(t, findings.Errors())
	_, err := m.plan().Steps()
	assert.NoError(t, err)
}

// What lives in a namespace that injection creates waits for it, even where the mesh creates none itself.
func TestInjectionCreatesBeforeUse(t *testing.T) {
	t.Parallel()
	p := newMesh(MeshStackArgs{
		CreateNamespaces: ref(false),
		Gateways:         []GatewaySpec{{Name: "edge"}},
		Injection:        &Injection{Namespaces: []InjectedNamespace{{Name: "edge", Create: ref(true)}}},
	}).plan()
	for _, r := range p.Releases {
		if r.ID == "gateway-edge" {
			assert.Contains(t, r.After, "namespace-edge")
			return
		}
	}
	t.Fatal("no gateway is planned")
}

// An egress gateway stays within reach of every scope, an ingress gateway is nobody's business inside the mesh.
func TestScopesKeepEgressGateways(t *testing.T) {
	t.Parallel()
	p := newMesh(MeshStackArgs{
		Gateways: []GatewaySpec{{Name: "in"}, {Name: "out", Service: &GatewayService{Type: ref(ServiceType("ClusterIP"))}}},
		Sidecars: &Sidecars{MeshDefault: &SidecarDefault{}},
	}).plan()
	scope := p.Objects[len(p.Objects)-1]
	require.Equal(t, "Sidecar", scope.Kind)
	assert.Equal(t, []any{"./*", "istio-system/*", "out/out.out.svc.cluster.local"},
		scope.Body["spec"].(plan.Tree)["egress"].([]any)[0].(plan.Tree)["hosts"])
}
