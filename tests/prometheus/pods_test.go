package prometheus

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"

	"github.com/meshstack/pulumi-meshstack/tests/helmrender"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

const (
	waitForAccount = 20 * time.Second
	pause          = 50 * time.Millisecond
)

// nobody schedules these pods, so that neither kwok nor the testbed's istiod minds them: the test says how they are.
const nobody = "nobody"

// canonical is the label that istiod gives to every proxy.
const canonical = "service.istio.io/canonical-name"

type made struct {
	namespace, name string
	labels          map[string]string
	// main are containers with ports by name, init those of a native sidecar.
	main, init []corev1.Container
	phase      corev1.PodPhase
}

func proxy() corev1.Container { return container("istio-proxy", "http-envoy-prom", 15090) }

func container(name, port string, number int32) corev1.Container {
	return corev1.Container{Name: name, Image: "example.com/x:1", Ports: []corev1.ContainerPort{{Name: port, ContainerPort: number}}}
}

// createPods makes a mesh: two revisions of istiod, node programs, a gateway, a waypoint, sidecars of both kinds, and what
// must not be found.
func createPods(t *testing.T, client kubernetes.Interface) {
	t.Helper()
	always := corev1.ContainerRestartPolicyAlways
	native := proxy()
	native.RestartPolicy = &always
	app := container("app", "http", 8080)
	pods := []made{
		charted(t, "istiod", "istio-system", "istiod", nil),
		charted(t, "istiod", "istio-system", "istiod-1-31-1", map[string]any{"revision": "1-31-1"}),
		charted(t, "ztunnel", "zt", "ztunnel", nil),
		charted(t, "cni", "kube-system", "istio-cni-node", nil),
		charted(t, "gateway", "edge", "edge", nil),
		{namespace: "shop", name: "waypoint", labels: map[string]string{canonical: "waypoint"}, main: []corev1.Container{proxy()}},
		{namespace: "shop", name: "native-sidecar", labels: map[string]string{"app": "orders", canonical: "orders-v1"}, init: []corev1.Container{native}, main: []corev1.Container{app}},
		{namespace: "shop", name: "sidecar", labels: map[string]string{canonical: "billing"}, main: []corev1.Container{app, proxy()}},
		{namespace: "shop", name: "not-in-the-mesh", labels: map[string]string{"app": "cron"}, main: []corev1.Container{app}},
		// An application may call itself and its ports what it likes.
		{namespace: "shop", name: "impostor", labels: map[string]string{"app": "istiod"}, main: []corev1.Container{container("discovery", "http-monitoring", 15014)}},
		{namespace: "shop", name: "metrics", labels: map[string]string{"k8s-app": "istio-cni-node"}, main: []corev1.Container{container("app", "metrics", 15014)}},
		{namespace: "shop", name: "finished", main: []corev1.Container{proxy()}, phase: corev1.PodSucceeded},
		{namespace: "shop", name: "evicted", main: []corev1.Container{proxy()}, phase: corev1.PodFailed},
		{namespace: "istio-system", name: "istiod-starting", labels: map[string]string{"app": "istiod"}, main: []corev1.Container{container("discovery", "http-monitoring", 15014)}, phase: corev1.PodPending},
	}
	for i, pod := range pods {
		pod.create(t, client, fmt.Sprintf("10.9.0.%d", i+1))
	}
}

func (m made) create(t *testing.T, client kubernetes.Interface, ip string) {
	t.Helper()
	_, err := client.CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: m.namespace}}, metav1.CreateOptions{})
	if !apierrors.IsAlreadyExists(err) {
		require.NoError(t, err)
	}
	no := false
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: m.name, Labels: m.labels},
		Spec: corev1.PodSpec{
			SchedulerName: nobody, AutomountServiceAccountToken: &no, InitContainers: m.init, Containers: m.main,
		},
	}
	var created *corev1.Pod
	require.EventuallyWithT(t, func(c *assert.CollectT) { // until the namespace has its ServiceAccount
		created, err = client.CoreV1().Pods(m.namespace).Create(t.Context(), pod, metav1.CreateOptions{})
		require.NoError(c, err)
	}, waitForAccount, pause, "%s/%s", m.namespace, m.name)
	created.Status.Phase = corev1.PodRunning
	if m.phase != "" {
		created.Status.Phase = m.phase
	}
	created.Status.PodIP, created.Status.PodIPs = ip, []corev1.PodIP{{IP: ip}}
	_, err = client.CoreV1().Pods(m.namespace).UpdateStatus(t.Context(), created, metav1.UpdateOptions{})
	require.NoError(t, err)
}

// charted is the pod that the official chart makes: its labels and its ports.
func charted(t *testing.T, chart, namespace, name string, values map[string]any) made {
	t.Helper()
	files, err := charts.Pack()
	require.NoError(t, err)
	archive, ok := files[chart+"-"+charts.Version+".tgz"]
	require.True(t, ok, "the chart %s", chart)
	objects, err := helmrender.Archive(archive, helmrender.Release{Name: name, Namespace: namespace, KubeVersion: tools.KubernetesVersion, Values: values})
	require.NoError(t, err)
	for _, object := range objects {
		if kind := object["kind"]; kind != "Deployment" && kind != "DaemonSet" {
			continue
		}
		var template struct {
			Spec struct {
				Template corev1.PodTemplateSpec `json:"template"`
			} `json:"spec"`
		}
		require.NoError(t, runtime.DefaultUnstructuredConverter.FromUnstructured(object, &template))
		pod := template.Spec.Template
		var containers []corev1.Container
		for _, c := range pod.Spec.Containers {
			containers = append(containers, corev1.Container{Name: c.Name, Image: "example.com/x:1", Ports: c.Ports})
		}
		return made{namespace: namespace, name: name, labels: pod.Labels, main: containers}
	}
	t.Fatalf("the chart %s has no pods", chart)
	return made{}
}
