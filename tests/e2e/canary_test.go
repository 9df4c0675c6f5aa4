package e2e

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// controlPlanes are the arguments that change during a canary upgrade.
type controlPlanes struct {
	revision, version string
	tags              []string
	// other is the second control plane, "" for none.
	other, otherVersion string
	otherTags           []string
}

func (c controlPlanes) args() pulumi.Map {
	args := pulumi.Map{
		"revision": pulumi.String(c.revision), "version": pulumi.String(c.version), "revisionTags": pulumi.ToStringArray(c.tags),
		"injection": pulumi.Map{"namespaces": pulumi.Array{
			pulumi.Map{"name": pulumi.String("stable"), "create": pulumi.Bool(true), "revision": pulumi.String("prod")},
			pulumi.Map{"name": pulumi.String("early"), "create": pulumi.Bool(true), "revision": pulumi.String("green")},
			pulumi.Map{"name": pulumi.String("plain"), "create": pulumi.Bool(true), "revision": pulumi.String("default")},
		}},
	}
	if c.other != "" {
		args["otherRevisions"] = pulumi.Array{pulumi.Map{
			"revision": pulumi.String(c.other), "version": pulumi.String(c.otherVersion), "revisionTags": pulumi.ToStringArray(c.otherTags),
		}}
	}
	return args
}

// A canary upgrade in one stack: a second control plane beside the first, tags that move one at a time, the second one
// made the mesh's own, and the first one gone.
func TestCanaryUpgrade(t *testing.T) {
	planes := controlPlanes{
		revision: "blue", version: firstVersion, tags: []string{"prod", "default"},
		other: "green", otherVersion: nextVersion,
	}
	s := newProgram(t, "canary", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", planes.args(), cluster)
		return err
	})
	newNamespace(t, "outside", nil)
	require.NoError(t, s.up(t.Context()))
	const blue, green = "docker.io/istio/proxyv2:" + firstVersion, "docker.io/istio/proxyv2:" + nextVersion
	expectInjection(t, "before", map[string]string{"stable": blue, "early": green, "plain": blue, "outside": ""})
	expectDefault(t, "istiod-blue")
	tag, istiods := tagUID(t, "prod"), istiodUIDs(t)
	require.Len(t, istiods, 2)

	// One tag moves; the other doesn't.
	planes.tags, planes.otherTags = []string{"default"}, []string{"prod"}
	require.NoError(t, s.up(t.Context()))
	expectInjection(t, "moved", map[string]string{"stable": green, "early": green, "plain": blue, "outside": ""})
	expectDefault(t, "istiod-blue")

	// The default tag moves, and with it the default validator.
	planes.tags, planes.otherTags = nil, []string{"prod", "default"}
	require.NoError(t, s.up(t.Context()))
	expectInjection(t, "default-moved", map[string]string{"stable": green, "early": green, "plain": green})
	expectDefault(t, "istiod-green")
	assert.Equal(t, istiods, istiodUIDs(t), "both control planes are what they were")

	// The new one becomes the mesh's own: nothing is made anew.
	planes = controlPlanes{
		revision: "green", version: nextVersion, tags: []string{"prod", "default"}, other: "blue", otherVersion: firstVersion,
	}
	require.NoError(t, s.up(t.Context()))
	assert.Equal(t, istiods, istiodUIDs(t))
	assert.Equal(t, tag, tagUID(t, "prod"), "the tag was deleted on the way")
	s.unchanged(t)

	// The old one goes.
	planes.other = ""
	require.NoError(t, s.up(t.Context()))
	assert.Equal(t, map[string]types.UID{"istiod-green": istiods["istiod-green"]}, istiodUIDs(t))
	expectInjection(t, "after", map[string]string{"stable": green, "early": green, "plain": green})
	s.destroy(t)
	expectUntouched(t)
}

// expectInjection starts a pod in each namespace and expects its proxy to have the image.
func expectInjection(t *testing.T, name string, images map[string]string) {
	t.Helper()
	for namespace, image := range images {
		assert.Equal(t, image, proxyImage(startPod(t, namespace, name, nil)), "in namespace %s, %s", namespace, name)
	}
}

// expectDefault expects the default validator of the base chart to point to a control plane.
func expectDefault(t *testing.T, service string) {
	t.Helper()
	validator, err := cluster.AdmissionregistrationV1().ValidatingWebhookConfigurations().Get(t.Context(), "istiod-default-validator", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, service, validator.Webhooks[0].ClientConfig.Service.Name)
}

func tagUID(t *testing.T, tag string) types.UID {
	t.Helper()
	hook, err := cluster.AdmissionregistrationV1().MutatingWebhookConfigurations().Get(t.Context(), "istio-revision-tag-"+tag, metav1.GetOptions{})
	require.NoError(t, err)
	return hook.UID
}

func istiodUIDs(t *testing.T) map[string]types.UID {
	t.Helper()
	list, err := cluster.AppsV1().Deployments("istio-system").List(t.Context(), metav1.ListOptions{LabelSelector: "app=istiod"})
	require.NoError(t, err)
	out := map[string]types.UID{}
	for _, d := range list.Items {
		out[d.Name] = d.UID
	}
	return out
}
