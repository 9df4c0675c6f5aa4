package e2e

import (
	"context"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"k8s.io/apimachinery/pkg/types"
)

// A gateway and a scope of a team join a mesh with a revision, by its tag. What istiod, autoscalers and operators write
// into the mesh afterwards is no change, and a namespace of somebody else gets its label and gives it back.
func TestGatewayAndScopeJoinARevisionedMesh(t *testing.T) {
	ctx := t.Context()
	theirs, err := cluster.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{
		ObjectMeta: metav1.ObjectMeta{Name: "theirs", Labels: map[string]string{"team": "a"}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, cluster.CoreV1().Namespaces().Delete(context.Background(), "theirs", metav1.DeleteOptions{}))
	})
	revision := "blue"
	s := newProgram(t, "revisioned", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		mesh, err := register(ctx, "MeshStack", "mesh", pulumi.Map{
			"revision": pulumi.String(revision), "revisionTags": pulumi.ToStringArray([]string{"prod"}),
			"injection": pulumi.Map{"namespaces": pulumi.Array{pulumi.Map{"name": pulumi.String("theirs")}}},
		}, cluster)
		if err != nil {
			return err
		}
		after := pulumi.DependsOn([]pulumi.Resource{mesh})
		gateway, err := register(ctx, "Gateway", "team-edge", pulumi.Map{"revision": pulumi.String("prod")}, cluster, after)
		if err != nil {
			return err
		}
		ctx.Export("addresses", gateway.Addresses)
		_, err = register(ctx, "SidecarScope", "scope", pulumi.Map{"namespace": pulumi.String("theirs")}, cluster, after)
		return err
	})
	require.NoError(t, s.up(ctx))
	s.unchanged(t)

	theirs, err = cluster.CoreV1().Namespaces().Get(ctx, "theirs", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "prod", theirs.Labels["istio.io/rev"])
	outputs, err := s.Outputs(ctx)
	require.NoError(t, err)
	service, err := cluster.CoreV1().Services("team-edge").Get(ctx, "team-edge", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, []any{service.Status.LoadBalancer.Ingress[0].IP}, outputs["addresses"].Value)
	pods, err := cluster.CoreV1().Pods("team-edge").List(ctx, metav1.ListOptions{})
	require.NoError(t, err)
	require.NotEmpty(t, pods.Items)
	assert.Equal(t, "docker.io/istio/proxyv2:"+firstVersion, pods.Items[0].Spec.Containers[0].Image, "injected by the tag's webhook")
	_, err = objects.Resource(sidecars).Namespace("theirs").Get(ctx, "default", metav1.GetOptions{})
	require.NoError(t, err)

	// What others write.
	scale := []byte(`{"spec":{"replicas":3}}`)
	_, err = cluster.AppsV1().Deployments("team-edge").Patch(ctx, "team-edge", types.MergePatchType, scale, metav1.PatchOptions{})
	require.NoError(t, err)
	_, err = s.Preview(ctx, optpreview.Refresh(), optpreview.ExpectNoChanges(), optpreview.ProgressStreams(s.streams()))
	require.NoError(t, err, "what an autoscaler or istiod writes is no change")

	// Another revision: the tag moves and is never gone, what names it follows, the old istiod goes.
	const tag = "istio-revision-tag-prod"
	before, err := cluster.AdmissionregistrationV1().MutatingWebhookConfigurations().Get(ctx, tag, metav1.GetOptions{})
	require.NoError(t, err)
	revision = "green"
	require.NoError(t, s.up(ctx))
	after, err := cluster.AdmissionregistrationV1().MutatingWebhookConfigurations().Get(ctx, tag, metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, before.UID, after.UID, "the tag was deleted on the way")
	assert.Equal(t, "istiod-green", after.Webhooks[0].ClientConfig.Service.Name)
	istiods, err := cluster.AppsV1().Deployments("istio-system").List(ctx, metav1.ListOptions{})
	require.NoError(t, err)
	require.Len(t, istiods.Items, 1)
	assert.Equal(t, "istiod-green", istiods.Items[0].Name)
	s.unchanged(t)

	s.destroy(t)
	theirs, err = cluster.CoreV1().Namespaces().Get(ctx, "theirs", metav1.GetOptions{})
	require.NoError(t, err, "a namespace of somebody else stays")
	assert.NotContains(t, theirs.Labels, "istio.io/rev")
	assert.Equal(t, "a", theirs.Labels["team"])
	expectUntouched(t)
}
