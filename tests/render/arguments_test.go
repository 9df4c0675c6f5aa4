package render

import (
	"fmt"
	"path"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// row is an argument and where its value is seen in what the charts make of it. Its value is none that a chart, profile,
// platform or size has, as far as there is another one.
type row struct {
	reason string
	// path is the argument's. A gateway has its name in brackets: gateways[edge].replicas.
	path  string
	value any
	// in is the mesh that the argument is given to. Those that exclude each other are in different ones.
	in variant
	// profile is the only one that takes the argument, "" for all.
	profile string
	// chartsDefault says why the value is also seen where no argument is given, "" where it isn't.
	chartsDefault string
	see           []sight
}

// variant is a mesh that gets many rows at once.
type variant string

const (
	// both: the row is in the meshes plain and ambient.
	both    variant = ""
	plain   variant = "plain"
	ambient variant = "ambient"
	// opposite has the other side of what has two sides.
	opposite variant = "opposite"
	// without has everything off that can be switched off.
	without variant = "without"
	// renamed has other names: namespace, revision, release.
	renamed variant = "renamed"
)

var variants = []variant{plain, ambient, opposite, without, renamed}

var profiles = []string{"", "default", "minimal", "demo", "ambient", "preview", "stable", "remote"}

var platforms = []string{"", "gke", "k3d", "k3s", "microk8s", "minikube", "openshift"}

// ambientProfiles are those that ztunnel can be added to: the charts take one profile, and it needs theirs for ambient mode.
var ambientProfiles = []string{"", "default", "minimal", "ambient"}

// rows are all of them, a file for each subject.
func rows() []row {
	return slices.Concat(imageRows, controlPlaneRows, proxyRows, cniRows, ztunnelRows, meshRows, nameRows, gatewayRows, valuesRows,
		observabilityRows)
}

// combination is a mesh of the test.
type combination struct {
	profile, platform string
	variant           variant
}

func (c combination) String() string {
	return fmt.Sprintf("profile %q, platform %q, mesh %s", c.profile, c.platform, c.variant)
}

func (c combination) possible() bool {
	return c.variant != ambient || slices.Contains(ambientProfiles, c.profile)
}

// isAmbient reports whether the mesh has ztunnel.
func (c combination) isAmbient() bool {
	return c.variant == ambient || c.profile == "ambient" && c.variant != without
}

func (c combination) has(r row) bool {
	switch {
	case r.profile != "" && r.profile != c.profile,
		c.profile == "remote" && refusedInRemote(r),
		c.profile == "stable" && r.path == "accessLog.filter": // Istio's policy for stable fields refuses it
		return false
	}
	return r.in == c.variant || r.in == both && (c.variant == plain || c.variant == ambient)
}

// shows reports whether there is something to see.
func (c combination) shows(s sight) bool {
	if s.ambient && !c.isAmbient() {
		return false
	}
	return c.profile != "remote" || !elsewhere(s.key)
}

// elsewhere reports whether an object isn't there with the profile remote, whose istiod, mesh config and injector config are
// those of the cluster with the control plane.
func elsewhere(key string) bool {
	return slices.ContainsFunc([]string{
		"Deployment/*/istiod*", "HorizontalPodAutoscaler/*/istiod*", "PodDisruptionBudget/*/istiod*", "ServiceAccount/*/istiod*",
		"ConfigMap/*/istio", "ConfigMap/*/istio-blue", "ConfigMap/*/istio-sidecar-injector*", "ValidatingWebhookConfiguration//istio-validator*",
	}, func(pattern string) bool {
		ok, _ := path.Match(pattern, key)
		return ok || pattern == key
	})
}

// args are the arguments of a combination.
func (c combination) args() m {
	out := m{}
	for name, value := range map[string]string{"profile": c.profile, "platform": c.platform} {
		if value != "" {
			out[name] = value
		}
	}
	for _, r := range rows() {
		if c.has(r) {
			put(out, r.path, r.value)
		}
	}
	return out
}

func combinations() []combination {
	var out []combination
	for _, profile := range profiles {
		for _, platform := range platforms {
			for _, v := range variants {
				if c := (combination{profile, platform, v}); c.possible() {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// No profile and no platform overrides an argument.
func TestArgumentsReachTheCharts(t *testing.T) {
	t.Parallel()
	for _, c := range combinations() {
		t.Run(fmt.Sprintf("%s/%s/%s", orNone(c.profile), orNone(c.platform), c.variant), func(t *testing.T) {
			t.Parallel()
			s, err := planned(t, c.args())
			require.NoError(t, err, c)
			got, err := s.render()
			require.NoError(t, err, c)
			for _, r := range rows() {
				if !c.has(r) {
					continue
				}
				for _, s := range r.see {
					if c.shows(s) {
						assert.NoError(t, s.check(got), "%s: %s (%s)", r.path, r.reason, c)
					}
				}
			}
		})
	}
}

func orNone(name string) string {
	if name == "" {
		return "none"
	}
	return name
}

// A row that is seen without its argument shows nothing.
func TestRowsNeedTheirArgument(t *testing.T) {
	t.Parallel()
	seen := map[variant]objects{}
	for _, v := range variants {
		c := combination{variant: v}
		args := m{"cni": m{}, "gateways": list{m{"name": "edge"}, m{"name": "inner"}, m{"name": "old"}}}
		if c.isAmbient() {
			args["ztunnel"] = m{}
		}
		seen[v] = rendered(t, args)
	}
	for _, r := range rows() {
		v := r.in
		if v == both {
			v = plain
		}
		if r.chartsDefault != "" || r.profile != "" {
			continue
		}
		for _, s := range r.see {
			if (combination{variant: v}).shows(s) {
				assert.Error(t, s.check(seen[v]), "%s (%s) is seen without the argument: %s", r.path, v, r.reason)
			}
		}
	}
}

// The mesh refuses ztunnel where the charts would have to take two profiles.
func TestAmbientNeedsItsProfile(t *testing.T) {
	t.Parallel()
	for _, profile := range profiles {
		args := combination{profile: profile, variant: opposite}.args()
		args["ztunnel"] = m{}
		_, err := planned(t, args)
		if slices.Contains(ambientProfiles, profile) {
			require.NoError(t, err, profile)
			continue
		}
		require.ErrorContains(t, err, "write profile: ambient", profile)
	}
}
