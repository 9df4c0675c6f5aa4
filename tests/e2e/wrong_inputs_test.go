package e2e

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The CLI shows every problem of a program with its path and remedy, and nothing is registered. Each kind of problem has
// a case of its own in provider/wrong_inputs_test.go.
func TestWrongInputsAtTheCLI(t *testing.T) {
	const password = "correct-horse-battery"
	s := newProgram(t, "wrong", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{
			"charts": pulumi.Map{
				"repository": pulumi.String("http://127.0.0.1:1"), "username": pulumi.String("me"),
				"password": pulumi.ToSecret(pulumi.String(password)),
			},
			"gateways": pulumi.Array{
				pulumi.Map{"name": pulumi.String("edge")},
				pulumi.Map{"name": pulumi.String("edge"), "replicas": pulumi.Int(2), "autoscaling": pulumi.Map{}},
			},
			"sidecars": pulumi.Map{"namespaces": pulumi.Array{pulumi.Map{
				"namespace": pulumi.String("shop"), "hosts": pulumi.ToStringArray([]string{"payments"}),
			}}},
		}, cluster)
		return err
	})
	_, err := s.Preview(t.Context(), optpreview.ProgressStreams(s.streams()), optpreview.ErrorProgressStreams(s.streams()), optpreview.Color("never"))
	require.Error(t, err)
	require.Error(t, s.up(t.Context()))
	for _, want := range []string{
		"4 problems were found in the arguments; nothing was changed",
		"property gateways[1].name with value '{edge}' has a problem: gateways[0] is called \"edge\" too",
		"property gateways[1].replicas with value '{2}' has a problem: replicas and autoscaling exclude each other",
		"property charts.repository with value '{http://127.0.0.1:1}' has a problem: the chart repository http://127.0.0.1:1 can't be read",
		"property sidecars.namespaces[0].hosts[0] with value '{payments}' has a problem: MS209: \"payments\" lacks the namespace; write",
	} {
		assert.Contains(t, s.log.String(), want)
	}
	assert.NotContains(t, s.log.String(), password)
	expectUntouched(t)
	state, err := environment.Checkpoints("wrong")
	require.NoError(t, err)
	assert.Contains(t, string(state), "wrong-test", "the state that is looked at is this one")
	assert.NotContains(t, string(state), "mesh-namespace-istio-system", "a child was registered")
	s.destroy(t)
}
