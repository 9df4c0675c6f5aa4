package e2e

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/meshstack/pulumi-meshstack/tests/e2e/harness"
)

const (
	certificateAnnotation = "service.beta.kubernetes.io/aws-load-balancer-ssl-cert"
	certificate           = "arn:aws:acm:eu-central-1:123456789012:certificate/mesh"
)

// ours are the namespaces that the example creates, at most.
var ours = []string{"istio-system", "istio-ingress", "istio-egress", extraGateway, "shop", "payments", monitoring}

var sidecars = schema.GroupVersionResource{Group: "networking.istio.io", Version: "v1", Resource: "sidecars"}

// expectMesh checks the cluster and the stack's outputs.
func expectMesh(t *testing.T, up *harness.Result, version string, gateways ...string) {
	t.Helper()
	if got := up.Outputs["version"].Value; got != version {
		t.Errorf("output version is %v; want %s", got, version)
	}
	labels := map[string]any{"istio-injection": "enabled"}
	if got := up.Outputs["injectionLabels"].Value; !reflect.DeepEqual(got, labels) {
		t.Errorf("output injectionLabels is %v; want %v", got, labels)
	}
	status, _ := up.Outputs["gateways"].Value.(map[string]any)
	if got := slices.Sorted(maps.Keys(status)); !slices.Equal(got, slices.Sorted(slices.Values(gateways))) {
		t.Errorf("output gateways has %v; want %v", got, gateways)
	}
	for _, gateway := range gateways {
		expectGateway(t, gateway, version, status[gateway])
	}
	for _, namespace := range []string{"shop", "payments"} {
		expectInjected(t, namespace)
	}
	const egress = "istio-egress/istio-egress.istio-egress.svc.cluster.local"
	expectScope(t, "shop", "./*", "istio-system/*", "payments/*", collectorScope, egress)
	expectScope(t, "payments", "./*", "istio-system/*", collectorScope, egress)
	expectMeshConfig(t, version)
	expectObservability(t, up)
}

// expectGateway checks that istiod injected the gateway's pods, what its Service is like, and that the output tells its
// addresses.
func expectGateway(t *testing.T, name, version string, status any) {
	t.Helper()
	pods, err := cluster.CoreV1().Pods(name).List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	running := 0
	for _, pod := range pods.Items {
		if pod.DeletionTimestamp != nil {
			continue
		}
		running++
		if got, want := pod.Spec.Containers[0].Image, "docker.io/istio/proxyv2:"+version; got != want {
			t.Errorf("pod %s/%s runs %s; want %s", name, pod.Name, got, want)
		}
	}
	if running == 0 {
		t.Errorf("gateway %s has no pod", name)
	}
	service, err := cluster.CoreV1().Services(name).Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := service.Annotations[certificateAnnotation]; name == "istio-ingress" && got != certificate {
		t.Errorf("the certificate of %s is %q; want %q", name, got, certificate)
	}
	if isClusterIP := service.Spec.Type == corev1.ServiceTypeClusterIP; isClusterIP != (name == "istio-egress") {
		t.Errorf("the Service of %s is of type %s", name, service.Spec.Type)
	}
	addresses := []any{}
	for _, ingress := range service.Status.LoadBalancer.Ingress {
		addresses = append(addresses, ingress.IP+ingress.Hostname)
	}
	if service.Spec.Type == corev1.ServiceTypeLoadBalancer && len(addresses) == 0 {
		t.Errorf("the load balancer of %s has no address", name)
	}
	want := map[string]any{"namespace": name, "service": name, "addresses": addresses}
	if !reflect.DeepEqual(status, want) {
		t.Errorf("output gateways.%s is %v; want %v", name, status, want)
	}
}

func expectInjected(t *testing.T, namespace string) {
	t.Helper()
	ns, err := cluster.CoreV1().Namespaces().Get(t.Context(), namespace, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if ns.Labels["istio-injection"] != "enabled" {
		t.Errorf("namespace %s has the labels %v; want istio-injection=enabled", namespace, ns.Labels)
	}
}

func expectScope(t *testing.T, namespace string, hosts ...string) {
	t.Helper()
	sidecar, err := objects.Resource(sidecars).Namespace(namespace).Get(t.Context(), "default", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	egress, _, err := unstructured.NestedSlice(sidecar.Object, "spec", "egress")
	if err != nil || len(egress) != 1 {
		t.Fatalf("Sidecar of %s has the egress %v: %v", namespace, egress, err)
	}
	got, _, err := unstructured.NestedStringSlice(egress[0].(map[string]any), "hosts")
	if err != nil || !slices.Equal(got, hosts) {
		t.Errorf("Sidecar of %s keeps %v; want %v (%v)", namespace, got, hosts, err)
	}
}

// expectMeshConfig checks that the program's meshConfig reached istiod's.
func expectMeshConfig(t *testing.T, version string) {
	t.Helper()
	mesh, err := cluster.CoreV1().ConfigMaps("istio-system").Get(t.Context(), "istio", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	encoding := map[string]string{firstVersion: "TEXT", nextVersion: "JSON"}[version]
	for _, want := range []string{"enableAutoMtls: true", "accessLogEncoding: " + encoding, "mode: REGISTRY_ONLY", "name: " + tracingProvider} {
		if !strings.Contains(mesh.Data["mesh"], want) {
			t.Errorf("the mesh config lacks %q:\n%s", want, mesh.Data["mesh"])
		}
	}
}

// expectUntouched checks that nothing of the example is in the cluster.
func expectUntouched(t *testing.T) {
	t.Helper()
	ctx, all := t.Context(), metav1.ListOptions{}
	namespaces, err := cluster.CoreV1().Namespaces().List(ctx, all)
	if err != nil {
		t.Fatal(err)
	}
	for _, ns := range namespaces.Items {
		if slices.Contains(ours, ns.Name) {
			t.Errorf("namespace %s is in the cluster", ns.Name)
		}
	}
	releases, err := cluster.CoreV1().Secrets("").List(ctx, metav1.ListOptions{FieldSelector: "type=helm.sh/release.v1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, release := range releases.Items {
		t.Errorf("Helm release %s/%s is in the cluster", release.Namespace, release.Name)
	}
	mutating, err := cluster.AdmissionregistrationV1().MutatingWebhookConfigurations().List(ctx, all)
	if err != nil {
		t.Fatal(err)
	}
	for _, configuration := range mutating.Items {
		t.Errorf("MutatingWebhookConfiguration %s is in the cluster", configuration.Name)
	}
	validating, err := cluster.AdmissionregistrationV1().ValidatingWebhookConfigurations().List(ctx, all)
	if err != nil {
		t.Fatal(err)
	}
	for _, configuration := range validating.Items {
		t.Errorf("ValidatingWebhookConfiguration %s is in the cluster", configuration.Name)
	}
}
