package testbed

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
	"github.com/meshstack/pulumi-meshstack/tests/xds"
)

const istioNamespace = "istio-system"

var sidecars = schema.GroupVersionResource{Group: "networking.istio.io", Version: "v1", Resource: "sidecars"}

// One istiod after another: the steps share the release.
func TestIstio(t *testing.T) {
	t.Parallel()
	requests := shared.ChartRequests()
	install(t, istioNamespace, "istio-base", "base", charts.Version, nil)
	install(t, istioNamespace, "istiod", "istiod", charts.Version, nil)
	if got := shared.ChartRequests() - requests; got < 4 {
		t.Errorf("two charts were fetched with %d requests", got)
	}
	t.Run("webhooks get their CA", webhooksGetTheirCA)
	t.Run("gateways are injected", gatewaysAreInjected)
	t.Run("pods are injected", podsAreInjected)
	t.Run("daemons get ready", daemonsGetReady)
	t.Run("an invalid Sidecar is rejected", invalidSidecarIsRejected)
	t.Run("a Sidecar scopes what a proxy gets", sidecarScopesProxies)
	t.Run("an istiod that dies is started again", deadIstiodComesBack)
	t.Run("another revision runs beside it", anotherRevision)
	t.Run("an upgrade replaces istiod", upgradeReplacesIstiod)
}

// webhooksGetTheirCA also covers that istiod's RBAC lets it write them, and that it reached itself through the API server:
// only then it turns the policy to Fail.
func webhooksGetTheirCA(t *testing.T) {
	hooks := client(t).AdmissionregistrationV1()
	eventually(t, "caBundle in the injector's webhooks", func(ctx context.Context) (bool, error) {
		c, err := hooks.MutatingWebhookConfigurations().Get(ctx, "istio-sidecar-injector", metav1.GetOptions{})
		if err != nil || len(c.Webhooks) == 0 {
			return false, err
		}
		for _, h := range c.Webhooks {
			if len(h.ClientConfig.CABundle) == 0 {
				return false, nil
			}
		}
		return true, nil
	})
	eventually(t, "failurePolicy Fail in the validator", func(ctx context.Context) (bool, error) {
		c, err := hooks.ValidatingWebhookConfigurations().Get(ctx, "istio-validator-istio-system", metav1.GetOptions{})
		return err == nil && *c.Webhooks[0].FailurePolicy == "Fail", err
	})
}

func gatewaysAreInjected(t *testing.T) {
	install(t, "ingress", "gateway", "gateway", charts.Version, nil)
	p := firstPod(t, "ingress", "app=gateway")
	if got, want := p.Spec.Containers[0].Image, charts.Hub+"/proxyv2:"+charts.Version; got != want {
		t.Errorf("the gateway's image is %s, want %s", got, want)
	}
}

func podsAreInjected(t *testing.T) {
	createNamespace(t, "injected", map[string]string{"istio-injection": "enabled"})
	createDeployment(t, "injected", deployment("app", nil))
	p := firstPod(t, "injected", "name=app")
	// Native sidecars are init containers; istiod uses them as the nodes are new enough.
	if !slices.ContainsFunc(p.Spec.InitContainers, func(c corev1.Container) bool { return c.Name == "istio-proxy" }) {
		t.Errorf("no native sidecar in %v", p.Spec.InitContainers)
	}
}

func daemonsGetReady(t *testing.T) {
	install(t, istioNamespace, "istio-cni", "cni", charts.Version, nil)
	list, err := client(t).CoreV1().Pods(istioNamespace).List(t.Context(), metav1.ListOptions{LabelSelector: "k8s-app=istio-cni-node"})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Items) != nodes {
		t.Errorf("the DaemonSet has %d pods on %d nodes", len(list.Items), nodes)
	}
}

func invalidSidecarIsRejected(t *testing.T) {
	createNamespace(t, "rejected", nil)
	_, err := dynamicClient(t).Resource(sidecars).Namespace("rejected").
		Create(t.Context(), sidecar("not a host"), metav1.CreateOptions{})
	if err == nil || !strings.Contains(err.Error(), "validation.istio.io") {
		t.Errorf("got %v, want a refusal by istiod's webhook", err)
	}
}

func sidecarScopesProxies(t *testing.T) {
	for _, ns := range []string{"scoped", "unscoped"} {
		createNamespace(t, ns, nil)
		createService(t, ns, service("here", corev1.ServiceTypeClusterIP))
	}
	_, err := dynamicClient(t).Resource(sidecars).Namespace("scoped").Create(t.Context(), sidecar("./*"), metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	addr, err := shared.XDS(istioNamespace, "")
	if err != nil {
		t.Fatal(err)
	}
	own, foreign := "outbound|80||here.scoped.svc.cluster.local", "outbound|80||here.unscoped.svc.cluster.local"
	var scopedBytes, unscopedBytes int
	eventually(t, "a scoped proxy to get its own namespace only", func(ctx context.Context) (bool, error) {
		names, size, err := xds.Clusters(ctx, addr, xds.Proxy{Namespace: "scoped", Name: "pod"})
		scopedBytes = size
		return slices.Contains(names, own) && !slices.Contains(names, foreign), err
	})
	eventually(t, "an unscoped proxy to get both namespaces", func(ctx context.Context) (bool, error) {
		names, size, err := xds.Clusters(ctx, addr, xds.Proxy{Namespace: "unscoped", Name: "pod"})
		unscopedBytes = size
		return slices.Contains(names, own) && slices.Contains(names, foreign), err
	})
	if scopedBytes == 0 || scopedBytes >= unscopedBytes {
		t.Errorf("the scoped proxy gets %d bytes, the unscoped one %d", scopedBytes, unscopedBytes)
	}
}

func deadIstiodComesBack(t *testing.T) {
	before, err := shared.XDS(istioNamespace, "")
	if err != nil {
		t.Fatal(err)
	}
	istiods := shared.agent.istiods
	istiods.mu.Lock()
	for _, i := range istiods.byKey {
		i.process.kill()
	}
	istiods.mu.Unlock()
	for _, ready := range []bool{false, true} {
		eventually(t, fmt.Sprintf("the pod's readiness to be %t", ready), func(ctx context.Context) (bool, error) {
			list, err := client(t).CoreV1().Pods(istioNamespace).List(ctx, metav1.ListOptions{LabelSelector: "app=istiod"})
			return err == nil && len(list.Items) == 1 && isReady(&list.Items[0]) == ready, err
		})
	}
	if after, err := shared.XDS(istioNamespace, ""); err != nil || after == before {
		t.Errorf("xDS was at %s and is at %s (%v)", before, after, err)
	}
}

func anotherRevision(t *testing.T) {
	if _, err := shared.XDS(istioNamespace, "canary"); err == nil {
		t.Error("an istiod is said to serve that nobody installed")
	}
	install(t, istioNamespace, "istiod-canary", "istiod", charts.Version, map[string]any{"revision": "canary"})
	canary, err := shared.XDS(istioNamespace, "canary")
	if err != nil {
		t.Fatal(err)
	}
	if addr, err := shared.XDS(istioNamespace, "default"); err != nil || addr == canary {
		t.Errorf("both revisions serve at %s (%v)", addr, err)
	}
}

func upgradeReplacesIstiod(t *testing.T) {
	before, err := shared.XDS(istioNamespace, "")
	if err != nil {
		t.Fatal(err)
	}
	upgrade(t, istioNamespace, "istiod", "istiod", charts.NextVersion, map[string]any{
		"env": map[string]any{"PILOT_ENABLE_STATUS": "true"},
	})
	after, err := shared.XDS(istioNamespace, "")
	if err != nil || after == before {
		t.Errorf("xDS was at %s and is at %s (%v) after the upgrade", before, after, err)
	}
	if _, _, err := xds.Clusters(t.Context(), after, xds.Proxy{Namespace: "scoped", Name: "pod"}); err != nil {
		t.Error(err)
	}
	// The new istiod injects the new release.
	createDeployment(t, "injected", deployment("later", nil))
	p := firstPod(t, "injected", "name=later")
	if got, want := p.Spec.InitContainers[0].Image, charts.Hub+"/proxyv2:"+charts.NextVersion; got != want {
		t.Errorf("the proxy's image is %s, want %s", got, want)
	}
}

func firstPod(t *testing.T, namespace, selector string) *corev1.Pod {
	t.Helper()
	var pod *corev1.Pod
	eventually(t, "a ready pod of "+selector, func(ctx context.Context) (bool, error) {
		list, err := client(t).CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{LabelSelector: selector})
		if err != nil || len(list.Items) == 0 {
			return false, err
		}
		pod = &list.Items[0]
		return isReady(pod), nil
	})
	return pod
}

// sidecar is a Sidecar for its whole namespace, with one egress host.
func sidecar(host string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "networking.istio.io/v1", "kind": "Sidecar",
		"metadata": map[string]any{"name": "default"},
		"spec":     map[string]any{"egress": []any{map[string]any{"hosts": []any{host}}}},
	}}
}
