package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// appImage is the image of an application: never one of the mesh.
const appImage = "registry.example.org/app:1"

// startPod creates a pod of an application, and returns it as the cluster took it: injected or not.
func startPod(t *testing.T, namespace, name string, labels map[string]string) *corev1.Pod {
	t.Helper()
	pods := cluster.CoreV1().Pods(namespace)
	pod, err := pods.Create(t.Context(), &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{
			Name: "app", Image: appImage, Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8080}},
		}}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = pods.Delete(context.Background(), name, metav1.DeleteOptions{}) }) // its namespace may be gone
	return pod
}

// containers lists all containers of a pod. Where the nodes can do it, the proxy is an init container.
func containers(pod *corev1.Pod) []corev1.Container {
	return append(append([]corev1.Container{}, pod.Spec.InitContainers...), pod.Spec.Containers...)
}

// container returns the one of that name, or nil.
func container(pod *corev1.Pod, name string) *corev1.Container {
	for _, c := range containers(pod) {
		if c.Name == name {
			return &c
		}
	}
	return nil
}

// proxyImage is the image of a pod's proxy, "" without one.
func proxyImage(pod *corev1.Pod) string {
	if proxy := container(pod, "istio-proxy"); proxy != nil {
		return proxy.Image
	}
	return ""
}

func environmentOf(c *corev1.Container, name string) string {
	for _, e := range c.Env {
		if e.Name == name {
			return e.Value
		}
	}
	return ""
}

// newNamespace creates a namespace of somebody else for the time of the test.
func newNamespace(t *testing.T, name string, labels map[string]string) {
	t.Helper()
	namespaces := cluster.CoreV1().Namespaces()
	_, err := namespaces.Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, namespaces.Delete(context.Background(), name, metav1.DeleteOptions{}))
		require.Eventually(t, func() bool {
			_, err := namespaces.Get(context.Background(), name, metav1.GetOptions{})
			return apierrors.IsNotFound(err)
		}, time.Minute, 100*time.Millisecond, "another test may want the name")
	})
}
