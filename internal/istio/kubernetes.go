package istio

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// Kubernetes is a version of Kubernetes, as a cluster tells it.
type Kubernetes struct {
	text         string
	minor        uint64
	distribution string
}

// KubernetesRange is a range of minor versions of Kubernetes, both ends included: {32, 36} is 1.32 to 1.36.
type KubernetesRange struct{ Min, Max uint64 }

// String returns "1.32 to 1.36".
func (r KubernetesRange) String() string { return fmt.Sprintf("1.%d to 1.%d", r.Min, r.Max) }

// distributions are the names by which suffixes of versions begin: v1.33.4-gke.1200, v1.31.2+k3s1.
var distributions = []string{"gke", "eks", "k3s", "rke2", "k0s", "iks", "aliyun", "tke", "vmware"}

// ParseKubernetes reads what clusters answer: "1.33", "v1.33.4", "v1.33.4-gke.1200", "v1.31.2+k3s1", "1.30+". The error
// says what to write instead.
func ParseKubernetes(s string) (Kubernetes, error) {
	// Some clusters append a lone plus to the minor version, for patches of their own.
	v, err := semver.NewVersion(strings.TrimSuffix(s, "+"))
	if err != nil || !strings.Contains(s, ".") {
		return Kubernetes{}, fmt.Errorf("%q is not a version of Kubernetes; write 1.y as the server's version in `kubectl version` has it, for example 1.%d",
			s, Releases[0].Kubernetes.Max)
	}
	if v.Major() != 1 {
		return Kubernetes{}, fmt.Errorf("%q is not a version of Kubernetes 1; write 1.y, for example 1.%d", s, Releases[0].Kubernetes.Max)
	}
	return Kubernetes{text: s, minor: v.Minor(), distribution: distribution(v)}, nil
}

// Minor returns y of 1.y.
func (k Kubernetes) Minor() uint64 { return k.minor }

// String returns the version as it was read.
func (k Kubernetes) String() string { return k.text }

// Distribution returns who built it, as far as the version tells: "gke", "eks", "k3s", "rke2", "k0s", "iks", "aliyun",
// "tke", "vmware". "" is Kubernetes itself, or one whose versions don't tell, as those of AKS, kind and OpenShift.
func (k Kubernetes) Distribution() string { return k.distribution }

func distribution(v *semver.Version) string {
	for _, suffix := range []string{v.Prerelease(), v.Metadata()} {
		for _, name := range distributions {
			if strings.HasPrefix(strings.ToLower(suffix), name) {
				return name
			}
		}
	}
	return ""
}
