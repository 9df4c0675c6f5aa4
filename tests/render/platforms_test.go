package render

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// nodes is what a platform makes of what runs on each node.
type nodes struct {
	binDir, confDir, netnsDir string
	// confName is the file of the plugin, "" for one that joins the cluster's own.
	confName         any
	chained          string
	provider         any
	cniNamespace     string
	ztunnelNamespace string
	// unasked: the CNI plugin is there without an argument.
	unasked bool
}

// The charts' own, which the platforms change.
const (
	binDir   = "/opt/cni/bin"
	confDir  = "/etc/cni/net.d"
	netnsDir = "/var/run/netns"
)

var platformTests = []struct {
	platform, reason string
	want             nodes
}{
	{"", "nothing in particular", nodes{
		binDir, confDir, netnsDir, nil, "true", "default", "istio-system", "istio-system", false,
	}},
	{"gke", "the programs are elsewhere, and system-node-critical pods only run in kube-system", nodes{
		"/home/kubernetes/bin", confDir, netnsDir, nil, "true", "default", "kube-system", "istio-system", false,
	}},
	{"k3d", "k3s in Docker has its programs in the image", nodes{
		"/bin", "/var/lib/rancher/k3s/agent/etc/cni/net.d", netnsDir, nil, "true", "default", "istio-system", "istio-system", false,
	}},
	{"k3s", "k3s brings its own container runtime", nodes{
		"/var/lib/rancher/k3s/data/cni", "/var/lib/rancher/k3s/agent/etc/cni/net.d", netnsDir, nil, "true", "default", "istio-system", "istio-system", false,
	}},
	{"microk8s", "a snap has its own folders", nodes{
		"/var/snap/microk8s/current/opt/cni/bin", "/var/snap/microk8s/current/args/cni-network", netnsDir,
		nil, "true", "default", "istio-system", "istio-system", false,
	}},
	{"minikube", "the container runtime is Docker", nodes{
		binDir, confDir, "/var/run/docker/netns", nil, "true", "default", "istio-system", "istio-system", false,
	}},
	{"openshift", "the plugin stands beside the cluster's own, for Multus", nodes{
		"/var/lib/cni/bin", "/etc/cni/multus/net.d", netnsDir, "istio-cni.conf", "false", "multus", "kube-system", "kube-system", true,
	}},
}

func TestPlatforms(t *testing.T) {
	t.Parallel()
	var tested []string
	for _, tc := range platformTests {
		tested = append(tested, tc.platform)
		t.Run(orNone(tc.platform), func(t *testing.T) {
			t.Parallel()
			args := m{"profile": "ambient"}
			if tc.platform != "" {
				args["platform"] = tc.platform
			}
			got := rendered(t, args)
			cni := "DaemonSet/" + tc.want.cniNamespace + "/istio-cni-node"
			config := "ConfigMap/" + tc.want.cniNamespace + "/istio-cni-config"
			for _, s := range []sight{
				see(tc.want.binDir, cni, pod("volumes", named("cni-bin-dir"), "hostPath", "path")...),
				see(tc.want.confDir, cni, pod("volumes", named("cni-net-dir"), "hostPath", "path")...),
				see(tc.want.netnsDir, cni, pod("volumes", named("cni-netns-dir"), "hostPath", "path")...),
				see(tc.want.confName, config, "data", "CNI_CONF_NAME"),
				see(tc.want.chained, config, "data", "CHAINED_CNI_PLUGIN"),
				see("DaemonSet", "DaemonSet/"+tc.want.ztunnelNamespace+"/ztunnel", "kind"),
				see("privileged", "Namespace//istio-system", "metadata", "labels", "pod-security.kubernetes.io/enforce"),
				inInjector(true, "pilot", "cni", "enabled"),
				inInjector(tc.want.provider, "pilot", "cni", "provider"),
				env("CA_TRUSTED_NODE_ACCOUNTS", tc.want.ztunnelNamespace+"/ztunnel", istiodPod, discovery()),
				env("PLATFORM", tc.platform, istiodPod, discovery()),
			} {
				if s.key == "Namespace//istio-system" && tc.want.cniNamespace == "kube-system" && tc.want.ztunnelNamespace == "kube-system" {
					continue // nothing there runs on the nodes
				}
				assert.NoError(t, s.check(got), tc.reason)
			}
		})
	}
	assert.ElementsMatch(t, platforms, tested)
}

func TestCNIUnasked(t *testing.T) {
	t.Parallel()
	for _, tc := range platformTests {
		args := m{}
		if tc.platform != "" {
			args["platform"] = tc.platform
		}
		got := rendered(t, args)
		_, there := got["DaemonSet/"+tc.want.cniNamespace+"/istio-cni-node"]
		assert.Equal(t, tc.want.unasked, there, tc.platform)
		require.NoError(t, inInjector(tc.want.unasked, "pilot", "cni", "enabled").check(got), tc.platform)
	}
}

// GKE admits system-node-critical pods outside of kube-system only where a quota names them.
func TestQuotasOnGKE(t *testing.T) {
	t.Parallel()
	for _, platform := range platforms {
		args := m{"profile": "ambient", "cni": m{"namespace": "cni-system"}}
		if platform != "" {
			args["platform"] = platform
		}
		got := rendered(t, args)
		for _, key := range []string{"ResourceQuota/cni-system/istio-cni-resource-quota", "ResourceQuota/istio-system/ztunnel"} {
			_, there := got[key]
			assert.Equal(t, platform == "gke", there, "%s on %q", key, platform)
		}
	}
}

// istiod gives the identities of a node's pods to the ztunnel it's told of, and to no other.
func TestTrustOfZtunnel(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason, want string
		args         m
	}{
		{"it lives beside istiod", "istio-system/ztunnel", m{}},
		{"it lives beside istiod, wherever that is", "mesh/ztunnel", m{"namespace": "mesh"}},
		{"it has a namespace of its own", "zt/ztunnel", m{"ztunnel": m{"namespace": "zt"}}},
		{"kube-system is OpenShift's default", "kube-system/ztunnel", m{"platform": "openshift"}},
		{"OpenShift's default isn't the mesh's", "kube-system/ztunnel", m{"platform": "openshift", "namespace": "mesh"}},
		{"an argument goes before OpenShift's default", "zt/ztunnel", m{"platform": "openshift", "ztunnel": m{"namespace": "zt"}}},
		{
			"an argument goes before OpenShift's default, also where it's istiod's own namespace", "istio-system/ztunnel",
			m{"platform": "openshift", "ztunnel": m{"namespace": "istio-system"}},
		},
		{"GKE's default concerns the CNI node agent only", "istio-system/ztunnel", m{"platform": "gke"}},
	}
	for _, tc := range tests {
		t.Run(tc.reason, func(t *testing.T) {
			t.Parallel()
			tc.args["profile"] = "ambient"
			got := rendered(t, tc.args)
			assert.NoError(t, env("CA_TRUSTED_NODE_ACCOUNTS", tc.want, istiodPod, discovery()).check(got), tc.reason)
			assert.Contains(t, got, "DaemonSet/"+tc.want, "ztunnel is there: %s", tc.reason)
		})
	}
}
