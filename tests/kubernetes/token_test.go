package kubernetes

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

func urnOf(token, name string) resource.URN {
	return resource.URN("urn:pulumi:dev::test::" + token + "::" + name)
}

func TestKindOf(t *testing.T) {
	for token, want := range map[string]schema.GroupVersionKind{
		"kubernetes:core/v1:Namespace":                  {Version: "v1", Kind: "Namespace"},
		"kubernetes:core/v1:NamespacePatch":             {Version: "v1", Kind: "NamespacePatch"},
		"kubernetes:apps/v1:Deployment":                 {Group: "apps", Version: "v1", Kind: "Deployment"},
		"kubernetes:networking.istio.io/v1:Sidecar":     {Group: "networking.istio.io", Version: "v1", Kind: "Sidecar"},
		"kubernetes:rbac.authorization.k8s.io/v1:Role":  {Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "Role"},
		"kubernetes:jaegertracing.io/v1:Jaeger":         {Group: "jaegertracing.io", Version: "v1", Kind: "Jaeger"},
		"kubernetes:apiextensions.k8s.io/v1:SomethingX": {Group: "apiextensions.k8s.io", Version: "v1", Kind: "SomethingX"},
	} {
		got, err := kindOf(urnOf(token, "x"))
		require.NoError(t, err, token)
		assert.Equal(t, want, got, token)
	}
	for _, token := range []string{"aws:core/v1:Namespace", "kubernetes:core:Namespace", "kubernetes:a/b/c:Namespace"} {
		_, err := kindOf(urnOf(token, "x"))
		assert.Error(t, err, token)
	}
}

func TestIsPatch(t *testing.T) {
	assert.True(t, isPatch(urnOf("kubernetes:core/v1:NamespacePatch", "x"), "Namespace"))
	assert.False(t, isPatch(urnOf("kubernetes:core/v1:Namespace", "x"), "Namespace"))
	assert.False(t, isPatch(urnOf("kubernetes:agent.open-cluster.io/v1:JsonPatch", "x"), "JsonPatch"),
		"a custom resource whose own kind ends in Patch is no patch")
}

func TestIsList(t *testing.T) {
	assert.True(t, isList(urnOf("kubernetes:core/v1:ConfigMapList", "x")))
	assert.False(t, isList(urnOf("kubernetes:example.com/v1:AllowList", "x")), "a custom resource may be called a list")
}

func TestIDs(t *testing.T) {
	for id, want := range map[string][2]string{
		"istio-system/istiod": {"istio-system", "istiod"}, "istio-system": {"", "istio-system"},
	} {
		namespace, name := splitID(id)
		assert.Equal(t, want, [2]string{namespace, name})
		assert.Equal(t, id, joinID(namespace, name))
	}
}

func TestScopeWithoutCluster(t *testing.T) {
	c, err := newCluster(nil, assert.AnError)
	require.NoError(t, err)
	for token, namespaced := range map[string]bool{
		"kubernetes:core/v1:Namespace":                                            false,
		"kubernetes:core/v1:NamespacePatch":                                       false,
		"kubernetes:core/v1:ConfigMapPatch":                                       true,
		"kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfiguration": false,
		"kubernetes:networking.istio.io/v1:Sidecar":                               true,
		"kubernetes:example.com/v1:ClusterThingBeforeItsDefinitionIsThere":        true,
		"kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition":             false,
		"kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBindingPatch":         false,
	} {
		gvk, err := kindOf(urnOf(token, "x"))
		require.NoError(t, err)
		assert.Equal(t, namespaced, c.namespaced(gvk), token)
	}
}
