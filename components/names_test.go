package components

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
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
	m.check(findings)
	require.Empty(t, findings.Errors())
	_, err := m.plan().Steps()
	assert.NoError(t, err)
}
