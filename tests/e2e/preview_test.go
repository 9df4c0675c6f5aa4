package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// A preview tells object by object what a release will change; what a mesh will run is what it runs then; the same again
// changes nothing; and whoever wants none of it gets none.
func TestPreviewShowsObjects(t *testing.T) {
	version, shown := firstVersion, "objects"
	token := pulumi.String("none")
	s := newProgram(t, "preview", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		mesh, err := register(ctx, "MeshStack", "mesh", pulumi.Map{
			"version": pulumi.String(version), "preview": pulumi.String(shown), "cni": pulumi.Map{},
			"image":     pulumi.Map{"variant": pulumi.String("distroless")},
			"gateways":  pulumi.Array{pulumi.Map{"name": pulumi.String("edge")}},
			"injection": pulumi.Map{"namespaces": pulumi.Array{pulumi.Map{"name": pulumi.String("shop"), "create": pulumi.Bool(true)}}},
			"values":    pulumi.Map{"istiod": pulumi.Map{"pilot": pulumi.Map{"env": pulumi.Map{"TOKEN": pulumi.ToSecret(token)}}}},
		}, cluster)
		if err != nil {
			return err
		}
		ctx.Export("images", mesh.Images)
		ctx.Export("objects", mesh.Objects)
		return nil
	})
	preview := func() string {
		from := len(s.log.String())
		_, err := s.Preview(t.Context(), optpreview.Diff(), optpreview.ProgressStreams(s.streams()), optpreview.Color("never"))
		require.NoError(t, err)
		return s.log.String()[from:]
	}
	first := preview()
	assert.Contains(t, first, "Deployment istio-system/istiod", "what a release will create is shown before there is a cluster to ask")
	assert.Contains(t, first, "docker.io/istio/pilot:"+firstVersion+"-distroless")
	expectUntouched(t)

	require.NoError(t, s.up(t.Context()))
	s.unchanged(t)
	outputs, err := s.Outputs(t.Context())
	require.NoError(t, err)
	startPod(t, "shop", "cart", nil)
	assert.ElementsMatch(t, imagesInCluster(t), outputs["images"].Value, "the output lists what the API server holds")
	objects, _ := outputs["objects"].Value.(map[string]any)
	for _, key := range []string{"Deployment istio-system/istiod", "DaemonSet istio-system/istio-cni-node", "Service edge/edge", "CustomResourceDefinition sidecars.networking.istio.io"} {
		assert.Regexp(t, "^sha256:", objects[key], key)
	}

	version = nextVersion
	second := preview()
	assert.Regexp(t, `~ \[\d+\]: "spec.template.spec.containers\[discovery\].image: docker.io/istio/pilot:1.31.0-distroless" => `+
		`"spec.template.spec.containers\[discovery\].image: docker.io/istio/pilot:1.31.1-distroless"`, second)
	assert.Less(t, strings.Count(second, "rules"), 3, "what stays the same isn't repeated")
	version, token = firstVersion, "sentinel-81c2"
	assert.NotContains(t, preview(), "sentinel-81c2", "a secret shows nowhere")
	token = "none"

	shown = "none"
	require.NoError(t, s.up(t.Context()))
	exported, err := environment.Export(t.Context(), s.Workspace().WorkDir())
	require.NoError(t, err)
	assert.NotContains(t, exported, "RenderedRelease", "nothing is left of them")
	s.destroy(t)
	expectUntouched(t)
}

// imagesInCluster lists the images of all pods but the application's, each once.
func imagesInCluster(t *testing.T) []any {
	t.Helper()
	pods, err := cluster.CoreV1().Pods("").List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	var out []any
	for i := range pods.Items {
		pod := &pods.Items[i]
		for _, c := range containers(pod) {
			if c.Image != appImage && !slices.Contains(out, any(c.Image)) && !strings.HasPrefix(pod.Namespace, "kube-") {
				out = append(out, c.Image)
			}
		}
	}
	require.NotEmpty(t, out)
	return out
}
