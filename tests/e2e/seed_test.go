package e2e

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// The values of the document that this project comes from.
const (
	seedHub = "example.com/istio"
	seedTag = "1.11.0"
	// seedPullSecret isn't in the document; a mirror mostly wants one.
	seedPullSecret = "mirror"
)

// TestSeed installs what the document installs by hand, in one mesh; each of its sections is a test of its own.
func TestSeed(t *testing.T) {
	cniNamespace := "istio-system"
	s := newProgram(t, "seed", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{
			"kubernetesVersion": pulumi.String("1.36"),
			"profile":           pulumi.String("default"),
			"image":             mirror(pulumi.Map{"tag": pulumi.String(seedTag)}),
			"cni":               pulumi.Map{"namespace": pulumi.String(cniNamespace)},
			"gateways":          pulumi.Array{pulumi.Map{"name": pulumi.String("istio-ingress"), "namespace": pulumi.String("istio-ingress")}},
			"dns":               pulumi.Map{"capture": pulumi.Bool(true), "autoAllocate": pulumi.Bool(true)},
			"injection":         pulumi.Map{"namespaces": pulumi.Array{pulumi.Map{"name": pulumi.String("shop"), "create": pulumi.Bool(true)}}},
		}, cluster)
		return err
	})
	require.NoError(t, s.up(t.Context()))
	app := startPod(t, "shop", "productpage", map[string]string{"app": "productpage"})
	gateway := podOf(t, "istio-ingress", "istio-ingress")

	t.Run("1 version check", func(t *testing.T) {
		assert.NotContains(t, s.log.String(), "MS10", "Kubernetes 1.36 goes with this release, and nothing is left unchecked")
	})
	t.Run("2 istio is installed with profile, hub and tag", func(t *testing.T) {
		assert.Equal(t, seedHub+"/pilot:"+seedTag, podOf(t, "istio-system", "istiod").Spec.Containers[0].Image)
		assert.Empty(t, pods(t, "istio-system", "istio=ingressgateway"), "gateways of the arguments take the place of the profile's")
	})
	t.Run("4 the gateway is injected in a namespace of its own", func(t *testing.T) {
		proxy := container(gateway, "istio-proxy")
		require.NotNil(t, proxy)
		assert.Equal(t, seedHub+"/proxyv2:"+seedTag, proxy.Image, "no longer auto")
		assert.Equal(t, []string{"proxy", "router"}, proxy.Args[:2])
		assert.Equal(t, "ingress", gateway.Labels["istio"])
	})
	t.Run("5 istio cni", func(t *testing.T) {
		node := podOf(t, "istio-system", "istio-cni-node")
		assert.Equal(t, seedHub+"/install-cni:"+seedTag, node.Spec.Containers[0].Image)
		require.NotNil(t, container(app, "istio-validation"), "the node agent redirects, and this container waits for it")
		for _, c := range containers(app) {
			assert.NotContains(t, capabilities(&c), corev1.Capability("NET_ADMIN"), "container %s of an application", c.Name)
		}
		assert.Nil(t, container(app, "istio-init"))
	})
	t.Run("9 istio dns proxy", func(t *testing.T) {
		config := environmentOf(container(app, "istio-proxy"), "PROXY_CONFIG")
		assert.Contains(t, config, `"ISTIO_META_DNS_CAPTURE":"true"`)
		assert.NotContains(t, config, "AUTO_ALLOCATE", "istiod allocates now")
		assert.Equal(t, "true", environmentOf(&podOf(t, "istio-system", "istiod").Spec.Containers[0], "PILOT_ENABLE_IP_AUTOALLOCATE"))
	})
	t.Run("11 the mirror reaches every image", func(t *testing.T) {
		require.GreaterOrEqual(t, len(pods(t, "", "")), 4, "istiod, CNI, gateway, application")
		expectMirrored(t)
	})

	// The node agent moves: what carries a fixed name can't be in two places, and nothing else is touched.
	t.Run("the node agent moves to another namespace", func(t *testing.T) {
		before := istiodUIDs(t)
		cniNamespace = "kube-system"
		require.NoError(t, s.up(t.Context()))
		assert.NotEmpty(t, podOf(t, "kube-system", "istio-cni-node"))
		assert.Empty(t, pods(t, "istio-system", "k8s-app=istio-cni-node"))
		assert.Equal(t, before, istiodUIDs(t), "istiod stays")
		expectMirrored(t)
	})
	s.unchanged(t)
	s.destroy(t)
	expectUntouched(t)
}

// mirror adds the document's mirror, and a pull secret for it, to the settings of images.
func mirror(image pulumi.Map) pulumi.Map {
	image["hub"] = pulumi.String(seedHub)
	image["pullSecrets"] = pulumi.ToStringArray([]string{seedPullSecret})
	image["copyPullSecrets"] = pulumi.Map{"dockerConfigJson": pulumi.ToSecret(pulumi.String(`{"auths":{"example.com":{"auth":"c2VlZA=="}}}`))}
	return image
}

// expectMirrored expects every container of every pod, but applications, to come from the mirror, and every pod to have the
// secret to pull it with.
func expectMirrored(t *testing.T) {
	t.Helper()
	for _, pod := range pods(t, "", "") {
		ours := false
		for _, c := range containers(&pod) {
			if c.Image != appImage {
				ours = true
				assert.Truef(t, strings.HasPrefix(c.Image, seedHub+"/"), "%s/%s, container %s: %s", pod.Namespace, pod.Name, c.Name, c.Image)
			}
		}
		if !ours {
			continue // in ambient mode an application has nothing of the mesh
		}
		assert.Containsf(t, pullSecretsOf(t, &pod), seedPullSecret, "%s/%s", pod.Namespace, pod.Name)
		secret, err := cluster.CoreV1().Secrets(pod.Namespace).Get(t.Context(), seedPullSecret, metav1.GetOptions{})
		require.NoErrorf(t, err, "pods of %s name it", pod.Namespace)
		assert.Equal(t, corev1.SecretTypeDockerConfigJson, secret.Type)
		assert.Contains(t, string(secret.Data[corev1.DockerConfigJsonKey]), "example.com")
	}
}

// podOf returns the first pod whose name begins so.
func podOf(t *testing.T, namespace, prefix string) *corev1.Pod {
	t.Helper()
	for _, pod := range pods(t, namespace, "") {
		if strings.HasPrefix(pod.Name, prefix) {
			return &pod
		}
	}
	require.FailNow(t, "no pod", "%s/%s…", namespace, prefix)
	return nil
}

func pods(t *testing.T, namespace, selector string) []corev1.Pod {
	t.Helper()
	list, err := cluster.CoreV1().Pods(namespace).List(t.Context(), metav1.ListOptions{LabelSelector: selector})
	require.NoError(t, err)
	var out []corev1.Pod
	for _, pod := range list.Items {
		if pod.DeletionTimestamp == nil {
			out = append(out, pod)
		}
	}
	return out
}

func capabilities(c *corev1.Container) []corev1.Capability {
	if c.SecurityContext == nil || c.SecurityContext.Capabilities == nil {
		return nil
	}
	return c.SecurityContext.Capabilities.Add
}

// pullSecretsOf lists the pull secrets of a pod, which also come from its service account.
func pullSecretsOf(t *testing.T, pod *corev1.Pod) []string {
	t.Helper()
	refs := pod.Spec.ImagePullSecrets
	account, err := cluster.CoreV1().ServiceAccounts(pod.Namespace).Get(t.Context(), pod.Spec.ServiceAccountName, metav1.GetOptions{})
	require.NoError(t, err)
	var names []string
	for _, ref := range append(refs, account.ImagePullSecrets...) {
		names = append(names, ref.Name)
	}
	return names
}
