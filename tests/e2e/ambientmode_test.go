package e2e

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

var customResourceDefinitions = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}

// The ambient cluster is asked what it is: without the Gateway API's CRDs a waypoint is refused at preview, with them
// the ambient mesh comes up in Istio's order, and its gateways stay outside of it.
func TestAmbientMode(t *testing.T) {
	s := newProgram(t, "ambientmode", func(ctx *pulumi.Context) error {
		_, err := register(ctx, "MeshStack", "mesh", pulumi.Map{
			"profile":  pulumi.String("ambient"),
			"image":    mirror(pulumi.Map{}),
			"gateways": pulumi.Array{pulumi.Map{"name": pulumi.String("edge")}},
			"injection": pulumi.Map{"namespaces": pulumi.Array{
				pulumi.Map{"name": pulumi.String("shop"), "create": pulumi.Bool(true), "waypoint": pulumi.Map{"for": pulumi.String("all")}},
				pulumi.Map{"name": pulumi.String("legacy"), "create": pulumi.Bool(true), "dataPlaneMode": pulumi.String("sidecar")},
			}},
		}, nil)
		return err
	}, "KUBECONFIG="+bed.Kubeconfig())
	_, err := s.Preview(t.Context(), optpreview.ProgressStreams(s.streams()), optpreview.ErrorProgressStreams(s.streams()))
	require.Error(t, err)
	assert.Contains(t, s.log.String(), "MS108: the cluster has no Gateway API CRDs; install release v1.6.0")
	expectUntouched(t)

	installGatewayAPI(t)
	require.NoError(t, s.up(t.Context()))
	assert.NotContains(t, s.log.String(), "MS105", "the cluster's version was asked")

	at := map[string]time.Time{}
	releases, err := cluster.CoreV1().Secrets("").List(t.Context(), metav1.ListOptions{LabelSelector: "owner=helm"})
	require.NoError(t, err)
	for _, r := range releases.Items {
		at[r.Labels["name"]] = r.CreationTimestamp.Time
	}
	order := []string{"istio-base", "istiod", "istio-cni", "ztunnel", "edge"}
	for i := range order[1:] {
		assert.Falsef(t, at[order[i+1]].Before(at[order[i]]), "%s was installed before %s", order[i+1], order[i])
	}
	for namespace, want := range map[string]map[string]string{
		"shop":         {"istio.io/dataplane-mode": "ambient", "istio.io/use-waypoint": "waypoint"},
		"legacy":       {"istio-injection": "enabled"},
		"istio-system": {"pod-security.kubernetes.io/enforce": "privileged"},
	} {
		ns, err := cluster.CoreV1().Namespaces().Get(t.Context(), namespace, metav1.GetOptions{})
		require.NoError(t, err)
		for key, value := range want {
			assert.Equal(t, value, ns.Labels[key], "%s of namespace %s", key, namespace)
		}
	}
	gateway := podOf(t, "edge", "edge")
	assert.Equal(t, "none", gateway.Labels["istio.io/dataplane-mode"], "a gateway is no part of the ambient mesh")
	assert.NotEmpty(t, proxyImage(gateway), "but a proxy of its own")
	assert.Empty(t, proxyImage(startPod(t, "shop", "cart", nil)), "no sidecar in ambient mode")
	assert.NotEmpty(t, proxyImage(startPod(t, "legacy", "cart", nil)), "sidecars go beside it")

	istiod := podOf(t, "istio-system", "istiod")
	assert.Equal(t, "true", environmentOf(&istiod.Spec.Containers[0], "PILOT_ENABLE_AMBIENT"))
	node, err := cluster.CoreV1().ConfigMaps("istio-system").Get(t.Context(), "istio-cni-config", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "true", node.Data["AMBIENT_ENABLED"])
	assert.True(t, strings.HasPrefix(podOf(t, "istio-system", "ztunnel").Spec.Containers[0].Image, seedHub+"/ztunnel:"))
	waypoint := podOf(t, "shop", "waypoint")
	assert.Equal(t, "all", labelOf(t, "shop", "waypoint", "istio.io/waypoint-for"))
	assert.Contains(t, waypoint.Spec.Containers[0].Image, "/proxyv2:", "istiod runs the waypoint")
	expectMirrored(t)

	s.unchanged(t)
	s.destroy(t)
	expectUntouched(t)
}

var gateways = schema.GroupVersionResource{Group: "gateway.networking.k8s.io", Version: "v1", Resource: "gateways"}

func labelOf(t *testing.T, namespace, gateway, label string) string {
	t.Helper()
	object, err := objects.Resource(gateways).Namespace(namespace).Get(t.Context(), gateway, metav1.GetOptions{})
	require.NoError(t, err)
	return object.GetLabels()[label]
}

// installGatewayAPI applies the standard CRDs of the Gateway API's module for the time of the test.
func installGatewayAPI(t *testing.T) {
	t.Helper()
	listed, err := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", "sigs.k8s.io/gateway-api").Output()
	require.NoError(t, err)
	var module struct{ Dir string }
	require.NoError(t, json.Unmarshal(listed, &module))
	files, err := filepath.Glob(filepath.Join(module.Dir, "config", "crd", "standard", "gateway*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	crds := objects.Resource(customResourceDefinitions)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		crd := &unstructured.Unstructured{}
		require.NoError(t, yaml.Unmarshal(data, &crd.Object))
		if crd.GetKind() != "CustomResourceDefinition" {
			continue
		}
		_, err = crds.Create(t.Context(), crd, metav1.CreateOptions{})
		require.NoError(t, err, filepath.Base(file))
		t.Cleanup(func() { require.NoError(t, crds.Delete(context.Background(), crd.GetName(), metav1.DeleteOptions{})) })
	}
	require.Eventually(t, func() bool {
		_, err := objects.Resource(gateways).List(t.Context(), metav1.ListOptions{})
		return err == nil
	}, 30*time.Second, 200*time.Millisecond, "the API server serves Gateways")
}
