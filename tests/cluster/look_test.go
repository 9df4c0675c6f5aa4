package cluster

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	authv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
	"github.com/meshstack/pulumi-meshstack/tests/testbed"
)

func TestLook(t *testing.T) {
	bed, err := testbed.Start(t.Context(), testbed.Options{Log: os.Stderr})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, bed.Stop()) })
	client, err := kubernetes.NewForConfig(bed.RESTConfig())
	require.NoError(t, err)
	version, err := client.Discovery().ServerVersion()
	require.NoError(t, err)
	require.NotEmpty(t, version.GitVersion)

	facts, err := look(t, bed.Kubeconfig())
	require.NoError(t, err)
	assert.Equal(t, cluster.Facts{KubernetesVersion: version.GitVersion, GatewayAPI: &cluster.GatewayAPI{}}, facts,
		"a cluster without the CRDs")

	objects, err := dynamic.NewForConfig(bed.RESTConfig())
	require.NoError(t, err)
	crds := schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}
	_, err = objects.Resource(crds).Create(t.Context(), gateways(), metav1.CreateOptions{})
	require.NoError(t, err)
	facts, err = look(t, bed.Kubeconfig())
	require.NoError(t, err)
	assert.Equal(t, cluster.Facts{
		KubernetesVersion: version.GitVersion,
		GatewayAPI:        &cluster.GatewayAPI{Installed: true, BundleVersion: "v1.4.0", Channel: "experimental"},
	}, facts, "a cluster with them")

	services, err := cluster.Services(t.Context(), cluster.Config{Kubeconfig: bed.Kubeconfig()})
	require.NoError(t, err)
	assert.Contains(t, services, cluster.Service{Namespace: "default", Name: "kubernetes", Ports: 1}, "the API server's own")

	facts, err = look(t, nobody(t, client, bed.Kubeconfig()))
	require.ErrorContains(t, err, "its Gateway API CRDs: it answered 403 Forbidden")
	assert.Equal(t, cluster.Facts{KubernetesVersion: version.GitVersion}, facts, "a user who may only log in")
}

func look(t *testing.T, kubeconfig string) (cluster.Facts, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	return cluster.Look(ctx, cluster.Config{Kubeconfig: kubeconfig})
}

// gateways is the least that the API server takes for the CRD of that name, with the annotations of the real one.
func gateways() *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"metadata": map[string]any{
			"name": "gateways.gateway.networking.k8s.io",
			"annotations": map[string]any{
				"gateway.networking.k8s.io/bundle-version": "v1.4.0",
				"gateway.networking.k8s.io/channel":        "experimental",
				// Groups of Kubernetes itself are protected.
				"api-approved.kubernetes.io": "unapproved, for a test",
			},
		},
		"spec": map[string]any{
			"group": "gateway.networking.k8s.io", "scope": "Namespaced",
			"names": map[string]any{"kind": "Gateway", "plural": "gateways"},
			"versions": []any{map[string]any{
				"name": "v1", "served": true, "storage": true,
				"schema": map[string]any{"openAPIV3Schema": map[string]any{"type": "object"}},
			}},
		},
	}}
}

// nobody is the content of a kubeconfig of a ServiceAccount without any rights.
func nobody(t *testing.T, client kubernetes.Interface, admin string) string {
	t.Helper()
	accounts := client.CoreV1().ServiceAccounts("default")
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "nobody"}}
	_, err := accounts.Create(t.Context(), account, metav1.CreateOptions{})
	require.NoError(t, err)
	request, err := accounts.CreateToken(t.Context(), account.Name, &authv1.TokenRequest{}, metav1.CreateOptions{})
	require.NoError(t, err)
	config, err := clientcmd.LoadFromFile(admin)
	require.NoError(t, err)
	for name := range config.AuthInfos {
		config.AuthInfos[name] = &api.AuthInfo{Token: request.Status.Token}
	}
	content, err := clientcmd.Write(*config)
	require.NoError(t, err)
	return string(content)
}
