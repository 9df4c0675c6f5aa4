package children_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/build"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// adopting is a plan of one release that adopts, with these values.
func adopting(values any) *plan.Plan {
	p := plan.New()
	p.AddObject(&plan.Object{ID: "namespace", APIVersion: "v1", Kind: "Namespace", Name: "istio-system"})
	p.AddRelease(&plan.Release{
		ID: "istiod", Name: "istiod", Namespace: "istio-system", Chart: plan.Chart{Name: "istiod", Version: "1.31.1"}, Values: values,
		After: []string{"namespace"},
		Adopt: &plan.Adoption{
			Objects: []string{"Service istio-system/istiod"}, FieldManagers: []string{"istio-operator"},
			Kubeconfig: pulumi.StringPtr("~/.kube/config"), Context: "prod",
		},
	})
	return p
}

func TestAdoptedRelease(t *testing.T) {
	t.Parallel()
	source := children.Source{
		Repository: "https://charts.example", Username: pulumi.StringPtr("me"), Password: pulumi.StringPtr("pw"), CAFile: "ca.pem", Keyring: "keys",
	}
	got := register(t, adopting(plan.Tree{"replicas": 2}), source)
	adopted, ok := got["mesh-istiod-adopted"]
	require.True(t, ok)
	assert.Equal(t, children.AdoptedReleaseType, adopted.GetType())
	assert.Equal(t, build.Version, adopted.GetVersion(), "it isn't the Kubernetes plugin's, but this package's")
	assert.Equal(t, componentURN, adopted.GetParent())
	assert.Equal(t, []string{"mesh-namespace"}, adopted.dependsOn(), "its turn is the release's")
	assert.Equal(t, []string{"mesh-istiod-adopted", "mesh-namespace"}, got["mesh-istiod"].dependsOn(), "Helm comes after it")
	assert.Equal(t, children.KubernetesVersion, got["mesh-istiod"].GetVersion(), "the release is the Kubernetes plugin's")
	for _, key := range []string{"kubeconfig", "password"} {
		value, ok := adopted.at(t, key)
		require.True(t, ok, key)
		assert.True(t, value.IsSecret(), "%s is never in clear", key)
	}
	delete(adopted.inputs, "kubeconfig")
	delete(adopted.inputs, "password")
	assert.Equal(t, map[string]any{
		"name": "istiod", "namespace": "istio-system", "repository": "https://charts.example", "chart": "istiod", "version": "1.31.1", "username": "me",
		"caFile": "ca.pem", "keyring": "keys", "context": "prod", "values": `{"replicas":2}`,
		"objects": []any{"Service istio-system/istiod"}, "fieldManagers": []any{"istio-operator"},
	}, adopted.inputs.Mappable(), "what isn't said isn't written")
}

// A kubeconfig that becomes null stays written, so that nobody takes it for none.
func TestAdoptedKubeconfigOfNull(t *testing.T) {
	t.Parallel()
	p := adopting(nil)
	p.Releases[0].Adopt.Kubeconfig = pulumi.String("").ToStringOutput().ApplyT(func(string) *string { return nil }).(pulumi.StringPtrOutput)
	got, ok := register(t, p, children.Source{Repository: "https://charts.example"})["mesh-istiod-adopted"].at(t, "kubeconfig")
	require.True(t, ok)
	require.True(t, got.IsSecret())
	assert.Empty(t, got.SecretValue().Element.StringValue())
}

func TestAdoptedValues(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		values any
		want   string
		secret bool
	}{
		"none":    {"a release without values", nil, "{}", false},
		"plain":   {"numbers stay numbers", plan.Tree{"a": 1, "b": 1.5, "c": plan.Tree{"d": []any{true, "x"}}}, `{"a":1,"b":1.5,"c":{"d":[true,"x"]}}`, false},
		"nulls":   {"null removes a chart's default", plan.Tree{"a": nil, "b": plan.Tree{"c": nil, "d": "x"}}, `{"a":null,"b":{"c":null,"d":"x"}}`, false},
		"secrets": {"one leaf makes all of it a secret", plan.Tree{"a": 1, "b": pulumi.ToSecret("x")}, `{"a":1,"b":"x"}`, true},
		"an input": {
			"a whole that is an output", pulumi.ToOutput(map[string]any{"a": map[string]any{"b": "x"}}), `{"a":{"b":"x"}}`, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			adopted := register(t, adopting(c.values), children.Source{Repository: "https://charts.example"})["mesh-istiod-adopted"]
			got, ok := adopted.at(t, "values")
			require.True(t, ok)
			assert.Equal(t, c.secret, got.IsSecret(), c.reason)
			if c.secret {
				got = got.SecretValue().Element
			}
			assert.JSONEq(t, c.want, got.StringValue(), c.reason)
		})
	}
}
