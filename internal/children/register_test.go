package children_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestRegisterEveryChild(t *testing.T) {
	t.Parallel()
	got := register(t, everything(), children.Source{Repository: "https://charts.example"})
	want := map[string]struct {
		token string
		after []string
	}{
		"mesh-namespace":   {"kubernetes:core/v1:Namespace", nil},
		"mesh-labels":      {"kubernetes:core/v1:NamespacePatch", []string{"mesh-namespace"}},
		"mesh-istiod":      {"kubernetes:helm.sh/v3:Release", []string{"mesh-labels", "mesh-namespace"}},
		"mesh-webhook":     {"kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfigurationPatch", []string{"mesh-istiod"}},
		"mesh-validator":   {"kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfigurationPatch", []string{"mesh-istiod"}},
		"mesh-tag":         {"kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfiguration", []string{"mesh-webhook"}},
		"mesh-service":     {"kubernetes:core/v1:Service", nil},
		"mesh-config":      {"kubernetes:core/v1:ConfigMap", []string{"mesh-namespace"}},
		"mesh-config-data": {"kubernetes:core/v1:ConfigMapPatch", []string{"mesh-config", "mesh-namespace"}},
		"mesh-secret":      {"kubernetes:core/v1:Secret", []string{"mesh-namespace"}},
		"mesh-secret-data": {"kubernetes:core/v1:SecretPatch", []string{"mesh-namespace", "mesh-secret"}},
		"mesh-sidecar":     {"kubernetes:networking.istio.io/v1:Sidecar", []string{"mesh-secret-data", "mesh-webhook"}},
	}
	for name, c := range got {
		expected, ok := want[name]
		require.True(t, ok, "%s wasn't planned", name)
		assert.Equal(t, expected.token, c.GetType(), name)
		assert.Equal(t, expected.after, c.dependsOn(), "%s waits for what the plan says", name)
		assert.Equal(t, componentURN, c.GetParent(), "%s belongs to the component", name)
		assert.Equal(t, children.KubernetesVersion, c.GetVersion(), "%s must not go to another plugin", name)
		assert.True(t, c.GetCustom(), "%s is the plugin's", name)
	}
	assert.Len(t, got, len(want), "everything that was planned")
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	got := register(t, everything(), children.Source{Repository: "https://charts.example"})
	for name, c := range map[string]struct {
		reason string
		want   map[string]any
	}{
		"mesh-namespace": {"no namespace of its own", map[string]any{
			"name": "istio-system", "labels": map[string]any{"a": "b"}, "annotations": map[string]any{"c": "d"},
		}},
		"mesh-service": {"nothing that nobody decided", map[string]any{"name": "istiod-revision-tag-prod", "namespace": "istio-system"}},
		"mesh-webhook": {"the plugin is told what to wait for, and how long", map[string]any{
			"name": "istio-sidecar-injector", "annotations": map[string]any{
				"pulumi.com/waitFor": "jsonpath={.webhooks[0].clientConfig.caBundle}", "pulumi.com/timeoutSeconds": "300",
			},
		}},
		"mesh-config-data": {"labels and annotations are the owner's, or both would own them", map[string]any{
			"name": "config", "namespace": "istio-system",
		}},
	} {
		assert.Equal(t, c.want, got[name].inputs["metadata"].Mappable(), "%s: %s", name, c.reason)
	}
	for name, kind := range map[string]string{"mesh-labels": "Namespace", "mesh-sidecar": "Sidecar", "mesh-config-data": "ConfigMap"} {
		assert.Equal(t, kind, got[name].inputs["kind"].StringValue(), "a patch names the kind that it patches")
	}
	assert.Equal(t, "networking.istio.io/v1", got["mesh-sidecar"].inputs["apiVersion"].StringValue())
}

func TestDataIsSplitFromItsOwner(t *testing.T) {
	t.Parallel()
	got := register(t, everything(), children.Source{Repository: "https://charts.example"})
	for owner, c := range map[string]struct {
		owned, patched []string
	}{
		"mesh-config": {[]string{"apiVersion", "immutable", "kind", "metadata"}, []string{"apiVersion", "binaryData", "data", "kind", "metadata"}},
		"mesh-secret": {[]string{"apiVersion", "kind", "metadata", "type"}, []string{"apiVersion", "kind", "metadata", "stringData"}},
	} {
		assert.Equal(t, c.owned, names(got[owner].inputs), "the owner has no data: the plugin would replace it when they change")
		assert.Equal(t, c.patched, names(got[owner+"-data"].inputs), "the patch has the data and nothing else")
		assert.ElementsMatch(t, []string{"data", "binaryData", "stringData"}, got[owner].GetIgnoreChanges(),
			"what the patch wrote is no change of the owner")
		assert.Empty(t, got[owner+"-data"].GetIgnoreChanges(), "a change of the data must show")
	}
	data, _ := got["mesh-secret-data"].at(t, "stringData")
	assert.True(t, data.IsSecret(), "whatever is in a Secret is one, also what came in clear")
	assert.Contains(t, got["mesh-secret-data"].GetAdditionalSecretOutputs(), "data", "the plugin moves stringData to data")
}

func TestPatchOfDataIsNotSplit(t *testing.T) {
	t.Parallel()
	p := plan.New()
	p.AddObject(&plan.Object{
		ID: "theirs", APIVersion: "v1", Kind: "ConfigMap", Name: "istio", Namespace: "istio-system", Patch: true,
		Body: plan.Tree{"data": plan.Tree{"k": "v"}},
	})
	got := register(t, p, children.Source{Repository: "https://charts.example"})
	require.Len(t, got, 1, "somebody else owns the object")
	assert.Equal(t, "kubernetes:core/v1:ConfigMapPatch", got["mesh-theirs"].GetType())
	assert.Contains(t, got["mesh-theirs"].inputs, resource.PropertyKey("data"))
}

func TestIgnoreChanges(t *testing.T) {
	t.Parallel()
	got := register(t, everything(), children.Source{Repository: "https://charts.example"})
	assert.Equal(t, []string{"webhooks[*].clientConfig.caBundle"}, got["mesh-tag"].GetIgnoreChanges(), "istiod writes it")
	assert.Empty(t, got["mesh-service"].GetIgnoreChanges(), "nobody else writes into it")
}

func TestRegisterRefusesABrokenPlan(t *testing.T) {
	t.Parallel()
	p := everything()
	p.AddObject(&plan.Object{ID: "last", APIVersion: "v1", Kind: "Namespace", Name: "x", After: []string{"nobody"}})
	r := &recorder{children: map[string]child{}}
	require.ErrorContains(t, run(r, p, children.Source{}), "nobody")
	assert.Empty(t, r.children, "nothing is registered by halves")
}

func TestRegisteredReleases(t *testing.T) {
	t.Parallel()
	r := &recorder{children: map[string]child{}}
	require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
		component := &pulumi.ResourceState{}
		if err := ctx.RegisterComponentResource("test:index:Mesh", "mesh", component); err != nil {
			return err
		}
		registered, err := children.Register(ctx, component, "mesh", everything(), children.Source{Repository: "https://charts.example"})
		if err != nil {
			return err
		}
		assert.Len(t, registered.Releases, 1, "releases only")
		assert.NotNil(t, registered.Releases["istiod"], "by the plan's ID")
		return nil
	}, pulumi.WithMocks("project", "stack", r)))
}

// names lists the properties of an object, sorted.
func names(inputs resource.PropertyMap) []string {
	var out []string
	for name := range inputs {
		out = append(out, string(name))
	}
	slices.Sort(out)
	return out
}
