package e2e

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/debug"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// A secret deep in free-form values reaches the cluster, and is in clear neither in the state as it is stored and
// exported, nor in what the CLI prints, nor in the plugin's log.
func TestSecretsStaySecret(t *testing.T) {
	const sentinel = "sentinel-5a1f0c"
	secret := pulumi.ToSecret(pulumi.String(sentinel))
	s := newProgram(t, "secrets", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{
			"values": pulumi.Map{"istiod": pulumi.Map{"pilot": pulumi.Map{
				"env": pulumi.Map{"SENTINEL": secret}, "podAnnotations": pulumi.Map{"plain": pulumi.String("yes")},
			}}},
			"meshConfig": pulumi.Map{"defaultConfig": pulumi.Map{"proxyMetadata": pulumi.Map{"SENTINEL": secret}}},
			"gateways": pulumi.Array{pulumi.Map{
				"name": pulumi.String("edge"),
				"service": pulumi.Map{
					"type": pulumi.String("ClusterIP"), "annotations": pulumi.Map{"sentinel": secret},
				},
			}},
		}, cluster)
		return err
	})
	// Up to 8 the engine's own log is free of values; at 9 it prints every message, secrets included.
	level := uint(8)
	require.NoError(t, s.up(t.Context(), optup.DebugLogging(debug.LoggingOptions{LogToStdErr: true, FlowToPlugins: true, LogLevel: &level})))

	istiod, err := cluster.AppsV1().Deployments("istio-system").Get(t.Context(), "istiod", metav1.GetOptions{})
	require.NoError(t, err)
	arrived := false
	for _, env := range istiod.Spec.Template.Spec.Containers[0].Env {
		arrived = arrived || env.Name == "SENTINEL" && env.Value == sentinel
	}
	assert.True(t, arrived, "the secret didn't reach istiod, so the rest proves nothing")
	edge, err := cluster.CoreV1().Services("edge").Get(t.Context(), "edge", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, sentinel, edge.Annotations["sentinel"])

	s.unchanged(t)
	state, err := environment.Checkpoints("secrets")
	require.NoError(t, err)
	assert.Contains(t, string(state), "mesh-istiod")
	notInClear(t, string(state), sentinel, "the state as it is stored")
	exported, err := environment.Export(t.Context(), s.Workspace().WorkDir())
	require.NoError(t, err)
	assert.Contains(t, exported, "mesh-istiod")
	notInClear(t, exported, sentinel, "the state as it is exported")
	notInClear(t, s.log.String(), sentinel, "what the CLI and the plugins print")
	s.destroy(t)
	expectUntouched(t)
}

// notInClear shows where a secret stands in clear, and not the whole text.
func notInClear(t *testing.T, text, secret, what string) {
	t.Helper()
	if i := strings.Index(text, secret); i >= 0 {
		t.Errorf("%s holds the secret: ...%s...", what, text[max(0, i-300):min(len(text), i+100)])
	}
}
