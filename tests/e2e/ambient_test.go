package e2e

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/children"
)

// Without a provider of the program's own the mesh goes to the ambient cluster, through one plugin of one version: a child
// that named no version would start another.
func TestAmbientClusterTakesOnePlugin(t *testing.T) {
	s := newProgram(t, "ambient", func(ctx *pulumi.Context) error {
		_, err := register(ctx, "MeshStack", "mesh", pulumi.Map{
			"gateways": pulumi.Array{pulumi.Map{"name": pulumi.String("edge")}},
			"sidecars": pulumi.Map{"meshDefault": pulumi.Map{}},
		}, nil)
		return err
	}, "KUBECONFIG="+bed.Kubeconfig())
	require.NoError(t, s.up(t.Context()))
	state, err := environment.Export(t.Context(), s.Workspace().WorkDir())
	require.NoError(t, err)
	name := "pulumi:providers:kubernetes::default_" + strings.ReplaceAll(children.KubernetesVersion, ".", "_")
	assert.Equal(t, 1, strings.Count(state, `"type": "pulumi:providers:kubernetes"`), "more than one Kubernetes plugin")
	assert.Contains(t, state, name)
	s.unchanged(t)
	s.destroy(t)
	expectUntouched(t)
}
