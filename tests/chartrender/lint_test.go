package chartrender

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

// wrapper is where Istio's charts keep their defaults.
const wrapper = "_internal_defaults_do_not_set"

// defaults are those of a chart at the place where users write them.
func defaults(t *testing.T, name, version string) m {
	t.Helper()
	values := load(t, name, version).Values
	for _, key := range []string{wrapper, "defaults"} {
		if inner, ok := values[key].(m); ok {
			return inner
		}
	}
	return values
}

// A chart's own values are right, as they are and where users write them, and so are those of its profiles.
func TestNothingToSayOfDefaults(t *testing.T) {
	inReleases(t, func(t *testing.T, version, name string) {
		c := load(t, name, version)
		assert.Empty(t, chart.Lint(c, c.Values))
		assert.Empty(t, chart.Lint(c, defaults(t, name, version)))
		profiles := 0
		for _, f := range c.Files {
			if !strings.HasPrefix(f.Name, "files/profile-") {
				continue
			}
			var values m
			require.NoError(t, yaml.Unmarshal(f.Data, &values))
			assert.Empty(t, chart.Lint(c, values), f.Name)
			profiles++
		}
		assert.Positive(t, profiles, "the test has something to look at")
	})
}

// operatorValues are the values in the inputs of istioctl's own tests, as istioctl gives them to a chart: whole, and to
// ztunnel what is below its key. The CNI's chart lifts its own.
func operatorValues(t *testing.T, name string) map[string]m {
	t.Helper()
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "istio.io/istio").Output()
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(folder)), "operator/cmd/mesh/testdata/manifest-generate/input/*.yaml"))
	require.NoError(t, err)
	out := map[string]m{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var input struct {
			Spec struct {
				Values m `json:"values"`
			} `json:"spec"`
		}
		if yaml.Unmarshal(text, &input) != nil { // several documents, or wrong on purpose
			continue
		}
		values := input.Spec.Values
		if own, ok := values[name].(m); ok && name == "ztunnel" {
			values = own
		}
		if len(values) > 0 {
			out[filepath.Base(file)] = values
		}
	}
	return out
}

// The values of an IstioOperator are for all charts; each is known to the chart that it is for.
func TestNothingToSayOfWhatIstioctlIsGiven(t *testing.T) {
	t.Parallel()
	said, files := map[string]int{}, map[string]bool{}
	for _, name := range []string{"base", "istiod", "cni", "ztunnel"} {
		c := load(t, name, "1.31.0")
		for file, set := range operatorValues(t, name) {
			files[file] = true
			for _, p := range chart.Lint(c, set) {
				assert.NotEqual(t, "istiod", name, "%s: %s", file, p)
				said[file+": "+p.Path]++
			}
		}
	}
	require.Greater(t, len(files), 15)
	for path, charts := range said {
		assert.Less(t, charts, 4, "no chart knows %s", path)
	}
	t.Logf("%d files; %d keys that only another chart knows", len(files), len(said))
}

// Each default under a name with one letter missing is found, wherever the chart's schema doesn't find it. What is a label
// or an annotation has no wrong names.
func TestEveryMissingLetterIsFound(t *testing.T) {
	inReleases(t, func(t *testing.T, version, name string) {
		c := load(t, name, version)
		misspelled(defaults(t, name, version), nil, func(place []string, values m) {
			if len(chart.Lint(c, values)) == 0 {
				_, err := chart.Render(c, values, chart.RenderOptions{Name: "r", Namespace: "ns"})
				assert.Error(t, err, strings.Join(place, "."))
			}
		})
	})
}

// misspelled calls for each key of defaults with values that have it without its last but one letter. Short names aren't
// told apart, and mesh config isn't judged here.
func misspelled(defaults m, place []string, f func(place []string, values m)) {
	for key, value := range defaults {
		if strings.ContainsAny(key, "./") || (len(place) == 0 && key == "meshConfig") {
			continue
		}
		if len(key) >= 5 {
			wrong := append(append([]string{}, place...), key[:len(key)-2]+key[len(key)-1:])
			var values any = "x"
			for i := len(wrong) - 1; i >= 0; i-- {
				values = m{wrong[i]: values}
			}
			f(wrong, values.(m))
		}
		if inner, ok := value.(m); ok {
			misspelled(inner, append(append([]string{}, place...), key), f)
		}
	}
}
