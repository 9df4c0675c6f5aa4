package sidecar

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	authv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kuberesource "k8s.io/kubectl/pkg/util/resource"
)

// startPod creates a pod in the proxy's namespace and returns it with what istiod injected, when it runs.
func (m *mesh) startPod(t testing.TB) *corev1.Pod {
	t.Helper()
	pods := m.client.CoreV1().Pods(namespace(0))
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "client", Labels: map[string]string{"app": "client"}},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: "example.com/app:1"}}},
	}
	eventually(t, "a pod that runs", func() bool {
		_, _ = pods.Create(t.Context(), pod, metav1.CreateOptions{}) // refused until the namespace has its ServiceAccount, or it's there
		found, err := pods.Get(t.Context(), pod.Name, metav1.GetOptions{})
		if err != nil {
			return false
		}
		pod = found
		return pod.Status.PodIP != ""
	})
	return pod
}

// eventually waits until a condition holds. The condition may fail the test, so it's asked on the test's own goroutine. What
// explain say goes into the message when it never does.
func eventually(t testing.TB, what string, holds func() bool, explain ...func() string) {
	t.Helper()
	for start := time.Now(); !holds(); time.Sleep(100 * time.Millisecond) {
		if time.Since(start) < patience {
			continue
		}
		var why strings.Builder
		for _, e := range explain {
			why.WriteString("\n" + e())
		}
		require.Fail(t, "waited too long", "for %s%s", what, &why)
	}
}

// proxyContainer is the container that istiod injected.
func proxyContainer(t testing.TB, p *corev1.Pod) *corev1.Container {
	t.Helper()
	for _, list := range [][]corev1.Container{p.Spec.InitContainers, p.Spec.Containers} {
		for i := range list {
			if list[i].Name == "istio-proxy" {
				return &list[i]
			}
		}
	}
	require.Fail(t, "istiod injected no proxy")
	return nil
}

// environment is that of a container, as a kubelet makes it.
func environment(t testing.TB, p *corev1.Pod, c *corev1.Container) map[string]string {
	t.Helper()
	fields := map[string]string{
		"metadata.name": p.Name, "metadata.namespace": p.Namespace, "spec.serviceAccountName": p.Spec.ServiceAccountName,
		"spec.nodeName": p.Spec.NodeName, "status.podIP": p.Status.PodIP, "status.hostIP": p.Status.HostIP,
	}
	out := map[string]string{}
	for _, e := range c.Env {
		switch from := e.ValueFrom; {
		case from == nil:
			out[e.Name] = e.Value
		case from.FieldRef != nil:
			value, known := fields[from.FieldRef.FieldPath]
			require.True(t, known, "%s comes from %s", e.Name, from.FieldRef.FieldPath)
			out[e.Name] = value
		case from.ResourceFieldRef != nil:
			value, err := kuberesource.ExtractContainerResourceValue(from.ResourceFieldRef, c)
			require.NoError(t, err)
			out[e.Name] = value
		default:
			require.Fail(t, "unknown source", "of %s", e.Name)
		}
	}
	return out
}

// tokenSeconds is the life of the proxy's token, an hour.
const tokenSeconds = 60 * 60

// mount writes what the pod has mounted into a folder: the agent names all of it by relative paths.
func (m *mesh) mount(t testing.TB, p *corev1.Pod, folder string) {
	t.Helper()
	request := &authv1.TokenRequest{Spec: authv1.TokenRequestSpec{Audiences: []string{"istio-ca"}, ExpirationSeconds: new(int64(tokenSeconds))}}
	token, err := m.client.CoreV1().ServiceAccounts(p.Namespace).CreateToken(t.Context(), p.Spec.ServiceAccountName, request, metav1.CreateOptions{})
	require.NoError(t, err)
	var root *corev1.ConfigMap
	eventually(t, "the certificate of istiod's authority", func() bool {
		root, err = m.client.CoreV1().ConfigMaps(p.Namespace).Get(t.Context(), "istio-ca-root-cert", metav1.GetOptions{})
		return err == nil
	})
	for file, content := range map[string]string{
		"var/run/secrets/tokens/istio-token":  token.Status.Token,
		"var/run/secrets/istio/root-cert.pem": root.Data["root-cert.pem"],
		"etc/istio/pod/labels":                downwards(p.Labels),
		"etc/istio/pod/annotations":           downwards(p.Annotations),
		"etc/istio/proxy/.keep":               "",
	} {
		path := filepath.Join(folder, filepath.FromSlash(file))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
}

// downwards writes labels or annotations as the downward API does.
func downwards(values map[string]string) string {
	var out strings.Builder
	for key, value := range values {
		fmt.Fprintf(&out, "%s=%s\n", key, strconv.Quote(value))
	}
	return out.String()
}
