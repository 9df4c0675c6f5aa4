package render

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

// older is a release before charts.Version, with the charts in a folder.
type older struct {
	istio.Version

	folder string
}

// inOlder runs a test with the charts of each older release.
func inOlder(t *testing.T, test func(t *testing.T, o older)) {
	t.Helper()
	t.Parallel()
	for _, version := range charts.OlderReleases() {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			folder, err := olderFolders[version]()
			require.NoError(t, err)
			test(t, older{istio.MustParseVersion(version), folder})
		})
	}
}

// args are those of a mesh of this release. Gateways are left out where Helm refuses their chart.
func (o older) args(args m) m {
	out := maps.Clone(args)
	out["version"], out["charts"] = o.String(), m{"repository": o.folder}
	if o.CheckGateway() != nil {
		out["gateways"] = list{}
	}
	return out
}

// images are those of istiod and of what it injects, and of the programs on the nodes.
func (o older) images() []sight {
	version := "docker.io/istio/%:" + o.String()
	image := func(name string) like {
		return like("^" + strings.NewReplacer("%", name, ".", `\.`).Replace(version) + "(-distroless)?$")
	}
	return []sight{
		see(image("pilot"), istiodPod, discovery("image")...),
		see(image("install-cni"), cniPod, installer("image")...),
		inAmbient(see(image("ztunnel"), ztunnelPod, proxy("image")...)),
		inInjector("docker.io/istio", "global", "hub"),
		inInjector(o.String(), "global", "tag"),
	}
}

func TestOlderReleases(t *testing.T) {
	inOlder(t, func(t *testing.T, o older) {
		for _, c := range []combination{{}, {profile: "ambient"}} {
			args := m{"cni": m{}}
			if c.profile != "" {
				args["profile"] = c.profile
			}
			got := rendered(t, o.args(args))
			for _, s := range o.images() {
				if c.shows(s) {
					assert.NoError(t, s.check(got), "profile %q", c.profile)
				}
			}
			assert.Contains(t, got, "ValidatingWebhookConfiguration//istio-validator-istio-system", "the mesh waits for it")
			assert.Contains(t, got, "MutatingWebhookConfiguration//istio-sidecar-injector", "the mesh waits for it")
		}
	})
}

// firstIn are the minor releases that first take an argument: earlier ones are refused, but for values.base, where it's the
// setting of the row that is newer.
var firstIn = map[string]uint64{
	"controlPlane.podDisruptionBudget": 27,
	"ztunnel.tolerations":              27,
	"values.base":                      28,
	"tracing.traceContext":             28,
}

// takes reports whether the release has what an argument needs.
func (o older) takes(path string) bool {
	if strings.HasPrefix(path, "gateways") && o.CheckGateway() != nil {
		return false
	}
	for prefix, minor := range firstIn {
		if strings.HasPrefix(path, prefix) && !o.AtLeast(minor) {
			return false
		}
	}
	return true
}

// Every row is seen in older releases as well, but for those that are about names and releases.
func TestArgumentsInOlderReleases(t *testing.T) {
	inOlder(t, func(t *testing.T, o older) {
		for _, v := range []variant{plain, ambient, opposite, without} {
			c := combination{variant: v}
			args := m{}
			taken := slices.DeleteFunc(rows(), func(r row) bool { return !c.has(r) || !o.takes(r.path) })
			for _, r := range taken {
				put(args, r.path, r.value)
			}
			got := rendered(t, o.args(args))
			for _, r := range taken {
				for _, s := range r.see {
					if c.shows(s) && (o.CheckGateway() == nil || s.key != edgePod) {
						assert.NoError(t, o.named(s).check(got), "%s: %s (mesh %s)", r.path, r.reason, v)
					}
				}
			}
		}
	})
}

// named is a sight under the name that the release has for it.
func (o older) named(s sight) sight {
	if i := slices.Index(s.path, any("EXCLUDE_NAMESPACES")); i >= 0 && !o.AtLeast(25) {
		s.path = slices.Concat(s.path[:i], list{"EXCLUDED_NAMESPACES"})
	}
	return s
}

// An argument that a release doesn't have is refused, not lost.
func TestRefusedInOlderReleases(t *testing.T) {
	inOlder(t, func(t *testing.T, o older) {
		for path, args := range map[string]m{
			"controlPlane.podDisruptionBudget": {"controlPlane": m{"replicas": 2, "podDisruptionBudget": m{"minAvailable": "1"}}},
			"gateways":                         {"gateways": list{m{"name": "edge"}}},
			"ztunnel.tolerations":              {"ztunnel": m{"tolerations": list{dedicated}}},
			"tracing.traceContext":             {"tracing": m{"traceContext": "b3AndW3c", "existing": m{"address": "zipkin.ops:9411"}}},
		} {
			full := o.args(args)
			maps.Copy(full, args)
			_, err := planned(t, full)
			if o.takes(path) {
				assert.NoError(t, err, path)
				continue
			}
			assert.Error(t, err, "the charts of %s don't read %s", o, path)
		}
	})
}

// The names of profiles and platforms are those of the charts in every release; GKE is one from 1.25 on.
func TestPresetsInOlderReleases(t *testing.T) {
	inOlder(t, func(t *testing.T, o older) {
		for _, profile := range profiles {
			args := combination{profile: profile, platform: "gke", variant: without}.args()
			delete(args, "cni")
			args["size"] = "small"
			if profile == "" {
				delete(args, "ztunnel")
			}
			_, err := planned(t, o.args(args))
			require.NoError(t, err, profile)
			rendered(t, o.args(args))
		}
		for _, platform := range platforms {
			args := m{"profile": "ambient"}
			if platform != "" {
				args["platform"] = platform
			}
			i := slices.IndexFunc(platforms, func(p string) bool { return p == platform })
			want := platformTests[i]
			require.Equal(t, platform, want.platform)
			got := rendered(t, o.args(args))
			cni := "DaemonSet/" + want.want.cniNamespace + "/istio-cni-node"
			if platform == "k3s" && !o.AtLeast(25) {
				want.want.binDir = "/var/lib/rancher/k3s/data/current/bin/"
			}
			for _, s := range []sight{
				see(want.want.binDir, cni, pod("volumes", named("cni-bin-dir"), "hostPath", "path")...),
				see(want.want.confDir, cni, pod("volumes", named("cni-net-dir"), "hostPath", "path")...),
				env("CA_TRUSTED_NODE_ACCOUNTS", want.want.ztunnelNamespace+"/ztunnel", istiodPod, discovery()),
			} {
				assert.NoError(t, s.check(got), "platform %q: %s", platform, want.reason)
			}
		}
	})
}

// The charts of each release imitate the minor releases that the package says they do, and no others.
func TestCompatibilityInOlderReleases(t *testing.T) {
	inOlder(t, func(t *testing.T, o older) {
		release, ok := o.Release()
		require.True(t, ok)
		for minor := release.CompatibilityMin - 1; minor <= release.Minor; minor++ {
			version := "1." + strconv.FormatUint(minor, 10)
			args := o.args(m{"compatibilityVersion": version, "profile": "ambient"})
			s, err := planned(t, args)
			if minor < release.CompatibilityMin || minor == release.Minor {
				require.ErrorContains(t, err, "can behave like", version)
				continue
			}
			require.NoError(t, err, version)
			_, err = s.render()
			require.NoError(t, err, version)
		}
	})
}

func TestDNSInOlderReleases(t *testing.T) {
	inOlder(t, func(t *testing.T, o older) {
		got := rendered(t, o.args(m{"profile": "ambient"}))
		want := "true"
		if !o.AtLeast(25) {
			want = "false"
		}
		require.NoError(t, see(want, cniConfigName, "data", "AMBIENT_DNS_CAPTURE").check(got), "what the argument says of its default")
	})
}
