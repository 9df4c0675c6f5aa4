package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

// said is one finding that a test wants, by its severity, ID and path, with a part of its message.
type said struct {
	severity check.Severity
	id       check.ID
	path     string
	message  string
}

// assertSaid compares all of the findings.
func assertSaid(t *testing.T, want []said, f *check.Findings, reason string) {
	t.Helper()
	var got []said
	for severity, findings := range map[check.Severity][]check.Finding{check.Error: f.Errors(), check.Warning: f.Warnings(), check.Info: f.Infos()} {
		for _, one := range findings {
			got = append(got, said{severity, one.ID, one.Path, one.Message})
		}
	}
	if !assert.Len(t, got, len(want), "%s: %v", reason, got) {
		return
	}
	for _, w := range want {
		found := false
		for _, g := range got {
			if g.severity == w.severity && g.id == w.id && g.path == w.path {
				found = true
				assert.Contains(t, g.message, w.message, reason)
			}
		}
		assert.True(t, found, "%s: no %s %s at %s in %v", reason, w.severity, w.id, w.path, got)
	}
}

// saw is a cluster of that version.
func saw(version string) facts { return facts{Facts: cluster.Facts{KubernetesVersion: version}} }

func TestCheckKubernetes(t *testing.T) {
	t.Parallel()
	const path = "kubernetesVersion"
	secret := pulumi.ToSecret(pulumi.StringPtr("1.20")).(pulumi.StringPtrOutput)
	unknown := pulumi.UnsafeUnknownOutput(nil).ApplyT(func(any) *string { return nil }).(pulumi.StringPtrOutput)
	for name, c := range map[string]struct {
		reason string
		args   MeshStackArgs
		seen   facts
		want   []said
	}{
		"fits":              {"nothing to say", MeshStackArgs{}, saw("v1.36.3"), nil},
		"fits, by argument": {"nothing to say", MeshStackArgs{KubernetesVersion: pulumi.StringPtr("1.32")}, facts{}, nil},
		"argument goes first": {
			"the user knows what the cluster will be", MeshStackArgs{KubernetesVersion: pulumi.StringPtr("1.36")}, saw("v1.20.0"), nil,
		},
		"too old": {
			"both ways out are named, the release with its patch", MeshStackArgs{}, saw("v1.31.14"),
			[]said{{check.Error, check.KubernetesTooOld, path, "Istio 1.31.1 supports Kubernetes 1.32 to 1.36, and the cluster is v1.31.14; upgrade the cluster, or write version: 1.29.8"}},
		},
		"too old for all": {
			"one way out is left", MeshStackArgs{}, saw("1.27"),
			[]said{{check.Error, check.KubernetesTooOld, path, "the cluster is 1.27; upgrade the cluster"}},
		},
		"too new": {
			"a newer release was tested with it", MeshStackArgs{Version: ref("1.29.8")}, saw("1.36"),
			[]said{{check.Warning, check.KubernetesTooNew, path, "tested with Kubernetes 1.31 to 1.35, and not with 1.36; write version: 1.31.1"}},
		},
		"too new for all": {
			"nothing to write", MeshStackArgs{}, saw("1.37"),
			[]said{{check.Warning, check.KubernetesTooNew, path, "no release that this package knows is"}},
		},
		"each control plane": {
			"a cluster between two releases suits neither", MeshStackArgs{
				Revision: ref("a"), Version: ref("1.27.9"), OtherRevisions: []OtherRevision{{Revision: "b", Version: ref("1.31.1")}, {Revision: "c"}},
			}, saw("1.31"), []said{{check.Error, check.KubernetesTooOld, path, "write otherRevisions[0].version: 1.29.8"}},
		},
		"a release of tomorrow": {"what nobody knows isn't compared", MeshStackArgs{Version: ref("1.99.0")}, saw("1.20"), nil},
		"a broken release": {
			"its error is enough", MeshStackArgs{Version: ref("latest")}, saw("1.20"), nil,
		},
		"not asked": {
			"it is said, with what to write", MeshStackArgs{}, facts{unseen: "an explicit Kubernetes provider is given"},
			[]said{{check.Info, check.KubernetesUnknown, path, "an explicit Kubernetes provider is given; write kubernetesVersion to have it compared with what Istio 1.31.1 supports"}},
		},
		"half an answer": {
			"the version came, the rest didn't", MeshStackArgs{}, facts{Facts: cluster.Facts{KubernetesVersion: "1.31"}, unseen: "no permission"},
			[]said{{check.Error, check.KubernetesTooOld, path, "upgrade the cluster"}},
		},
		"nothing": {"nobody was to be asked", MeshStackArgs{}, facts{}, nil},
		"secret": {
			"a finding would print it", MeshStackArgs{KubernetesVersion: secret}, facts{},
			[]said{{check.Info, check.KubernetesUnknown, path, "it is a secret"}},
		},
		"unknown": {
			"the cluster isn't there yet", MeshStackArgs{KubernetesVersion: unknown}, facts{},
			[]said{{check.Info, check.KubernetesUnknown, path, "known only once the cluster is there"}},
		},
		"nonsense, by argument": {
			"what was written must be mended", MeshStackArgs{KubernetesVersion: pulumi.StringPtr("latest")}, facts{},
			[]said{{check.Error, "", path, "write 1.y"}},
		},
		"nothing, by argument": {
			"an empty string is no version", MeshStackArgs{KubernetesVersion: pulumi.StringPtr("")}, facts{},
			[]said{{check.Error, "", path, "write 1.y"}},
		},
		"nonsense, by the cluster": {
			"a cluster of one's own build must not stop a mesh over an argument that nobody wrote", MeshStackArgs{}, saw("v0.0.0-master+$Format:%H$"),
			[]said{{check.Info, check.KubernetesUnknown, path, "write kubernetesVersion"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &check.Findings{}
			newMesh(c.args).checkKubernetes(t.Context(), f, c.seen)
			assertSaid(t, c.want, f, c.reason)
		})
	}
}

func TestCheckPlatform(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason   string
		version  string
		platform Platform
		cni      *CNI
		want     string
	}{
		"gke, untold":       {"its CNI programs are elsewhere", "v1.33.4-gke.1200", "", &CNI{}, "write platform: gke"},
		"gke, told":         {"nothing to say", "v1.33.4-gke.1200", platformGKE, &CNI{}, ""},
		"gke, told wrong":   {"of another platform", "v1.33.4-gke.1200", "minikube", &CNI{}, "write platform: gke"},
		"k3s, untold":       {"the same", "v1.33.4+k3s1", "", &CNI{}, "write platform: k3s"},
		"k3s, told":         {"nothing to say", "v1.33.4+k3s1", "k3s", &CNI{}, ""},
		"k3d":               {"which is k3s in Docker, and tells the same version", "v1.33.4+k3s1", "k3d", &CNI{}, ""},
		"k3s, told gke":     {"wrong paths", "v1.33.4+k3s1", platformGKE, &CNI{}, "write platform: k3s"},
		"no plugin":         {"nothing depends on it", "v1.33.4-gke.1200", "", nil, ""},
		"plugin is off":     {"nothing depends on it", "v1.33.4-gke.1200", "", &CNI{Enabled: ref(false)}, ""},
		"eks":               {"the charts know no such platform, and its paths are the usual ones", "v1.33.5-eks-3025e55", "", &CNI{}, ""},
		"rke2":              {"the same", "v1.33.4+rke2r1", "", &CNI{}, ""},
		"Kubernetes itself": {"its version tells nothing", "v1.33.4", "openshift", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := MeshStackArgs{CNI: c.cni}
			if c.platform != "" {
				args.Platform = &c.platform
			}
			f := &check.Findings{}
			newMesh(args).checkKubernetes(t.Context(), f, saw(c.version))
			if c.want == "" {
				assertSaid(t, nil, f, c.reason)
				return
			}
			assertSaid(t, []said{{check.Warning, check.PlatformDiffers, "platform", c.want}}, f, c.reason)
		})
	}
}

// Paths that the user gave are right by the user's own word.
func TestCheckPlatformOfGivenPaths(t *testing.T) {
	t.Parallel()
	f := &check.Findings{}
	m := newMesh(MeshStackArgs{CNI: &CNI{BinDir: ref("/home/kubernetes/bin"), ConfDir: ref("/etc/cni/net.d")}})
	m.checkKubernetes(t.Context(), f, saw("v1.33.4-gke.1200"))
	assertSaid(t, []said{{check.Warning, check.PlatformDiffers, "platform", "write platform: gke"}}, f,
		"GKE also wants a namespace and a quota, so it is said all the same")
}
