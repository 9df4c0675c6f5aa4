package children_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/build"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// keyMaker is a recorder that answers for the key as its provider does.
type keyMaker struct{ recorder }

const madeUp = "0123456789abcdefghijklmnopqrstuv"

func (k *keyMaker) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	id, out, err := k.recorder.NewResource(args)
	if args.TypeToken == children.SigningKeyType {
		out = resource.PropertyMap{"key": resource.MakeSecret(resource.NewProperty(madeUp))}
	}
	return id, out, err
}

func TestRandomKey(t *testing.T) {
	t.Parallel()
	p := plan.New()
	p.AddObject(&plan.Object{ID: "namespace", APIVersion: "v1", Kind: "Namespace", Name: "istio-system"})
	p.AddObject(&plan.Object{
		ID: "signing", APIVersion: "v1", Kind: "Secret", Name: "signing", Namespace: "istio-system",
		Body: plan.Tree{"stringData": plan.Tree{"other": "x"}, "type": "Opaque"}, RandomKey: "value.txt", After: []string{"namespace"},
	})
	k := &keyMaker{recorder{children: map[string]child{}}}
	require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
		component := &pulumi.ResourceState{}
		if err := ctx.RegisterComponentResource("test:index:Mesh", "mesh", component); err != nil {
			return err
		}
		_, err := children.Register(ctx, component, "mesh", p, children.Source{})
		return err
	}, pulumi.WithMocks("project", "stack", k)))

	key, ok := k.children["mesh-signing-key"]
	require.True(t, ok, "the key is a resource of its own: that keeps it in the state")
	assert.Equal(t, children.SigningKeyType, key.GetType())
	assert.Empty(t, key.inputs, "it has nothing that could change")
	assert.Equal(t, build.Version, key.GetVersion(), "it isn't the Kubernetes plugin's, but this package's")
	assert.Equal(t, componentURN, key.GetParent())
	assert.Contains(t, key.GetAdditionalSecretOutputs(), "key", "whatever the provider says")

	assert.NotContains(t, k.children["mesh-signing"].inputs, resource.PropertyKey("stringData"), "the owner has no data")
	data, ok := k.children["mesh-signing-data"].at(t, "stringData")
	require.True(t, ok)
	require.True(t, data.IsSecret(), "never in clear")
	assert.Equal(t, map[string]any{"value.txt": madeUp, "other": "x"}, data.SecretValue().Element.Mappable(), "beside what is there")
	assert.Equal(t, children.KubernetesVersion, k.children["mesh-signing-data"].GetVersion(), "the Secret is the Kubernetes plugin's")
}
