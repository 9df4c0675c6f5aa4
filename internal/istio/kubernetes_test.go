package istio_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

func TestParseKubernetes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in           string
		minor        uint64
		distribution string
		reason       string
	}{
		{"1.33", 33, "", "as people write it"},
		{"v1.33", 33, "", "with the server's v"},
		{"v1.33.4", 33, "", "as the server says it"},
		{"1.33.4", 33, "", "as documentation says it"},
		{"v1.33.4-gke.1200", 33, "gke", "GKE"},
		{"v1.30.4-eks-a737599", 30, "eks", "EKS"},
		{"1.30+", 30, "", "major and minor of EKS and old GKE: the plus stands for patches"},
		{"v1.31.2+k3s1", 31, "k3s", "k3s"},
		{"v1.31.2-rc1+k3s1", 31, "k3s", "a pre-release of k3s"},
		{"v1.28.9+rke2r1", 28, "rke2", "RKE2"},
		{"v1.31.1+k0s.0", 31, "k0s", "k0s"},
		{"v1.29.4+IKS", 29, "iks", "IBM's, in capitals"},
		{"v1.31.1-aliyun.1", 31, "aliyun", "Alibaba's"},
		{"v1.30.0-tke.2", 30, "tke", "Tencent's"},
		{"v1.28.3+vmware.1", 28, "vmware", "vSphere's"},
		{"v1.34.0-rc.1", 34, "", "a pre-release is no distribution"},
		{"v1.27.6+f67aeb3", 27, "", "OpenShift's commit tells nothing certain"},
		{"v1.100.0", 100, "", "numbers, not letters, are compared"},
	} {
		k, err := istio.ParseKubernetes(c.in)
		require.NoError(t, err, "%s: %s", c.in, c.reason)
		assert.Equal(t, c.minor, k.Minor(), "%s: %s", c.in, c.reason)
		assert.Equal(t, c.distribution, k.Distribution(), "%s: %s", c.in, c.reason)
		assert.Equal(t, c.in, k.String(), "people see what the cluster said")
	}
}

func TestParseKubernetesRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, reason string }{
		{"", "nothing"},
		{"1", "no minor version"},
		{"1+", "no minor version"},
		{"33", "a minor version alone"},
		{"1.x", "a range"},
		{">=1.33", "a range"},
		{"1.33.4.1", "four numbers"},
		{"1.33++", "two pluses"},
		{" 1.33", "a space"},
		{"latest", "a word"},
		{"2.1.0", "another major version"},
		{"0.33.0", "a library's version, not the cluster's"},
	} {
		_, err := istio.ParseKubernetes(c.in)
		assert.ErrorContains(t, err, "write 1.y", "%q: %s", c.in, c.reason)
	}
}
