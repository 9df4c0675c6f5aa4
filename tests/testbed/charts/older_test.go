package charts

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/meshstack/pulumi-meshstack/tests/helmrender"
)

// refused is what Helm says of the gateway charts whose schema forbids the chart's own values.
const refused = "additional properties '_internal_defaults_do_not_set' not allowed"

func TestPackRelease(t *testing.T) {
	t.Parallel()
	const closed = "its root takes no properties but those of $defs.values, where the chart's own defaults are not"
	const open = "the fix of 1.25.5, 1.26.4 and 1.27.1 is in it"
	tests := []struct {
		version, hub, gateway, reason string
	}{
		{"1.24.2", "docker.io/istio", refused, closed},
		{"1.25.3", "docker.io/istio", refused, closed},
		{"1.26.2", "docker.io/istio", refused, closed},
		{"1.27.9", "docker.io/istio", "", open},
		{"1.28.3", "docker.io/istio", "", open},
		{"1.29.1", "docker.io/istio", "", open},
		{"1.30.0-dev", "registry.istio.io/release", "", open},
	}
	versions := make([]string, 0, len(tests))
	for _, tc := range tests {
		versions = append(versions, tc.version)
		t.Run(tc.version, func(t *testing.T) {
			t.Parallel()
			archives, err := PackRelease(tc.version)
			require.NoError(t, err)
			require.Len(t, archives, 5)
			base := rendered(t, archives, "base", tc.version)
			assert.Contains(t, base, "CustomResourceDefinition//sidecars.networking.istio.io")
			istiod := rendered(t, archives, "istiod", tc.version)
			assert.Equal(t, tc.hub+"/pilot:"+tc.version, image(t, istiod, "Deployment/ns/istiod"))
			assert.Contains(t, data(t, istiod, "ConfigMap/ns/istio-sidecar-injector", "values"), `"hub": "`+tc.hub+`"`,
				"what is injected comes from there as well")
			cni := rendered(t, archives, "cni", tc.version)
			assert.Equal(t, tc.hub+"/install-cni:"+tc.version, image(t, cni, "DaemonSet/ns/istio-cni-node"))
			ztunnel := rendered(t, archives, "ztunnel", tc.version)
			assert.Equal(t, tc.hub+"/ztunnel:"+tc.version, image(t, ztunnel, "DaemonSet/ns/ztunnel"))

			gateway, err := helmrender.Archive(archives["gateway-"+tc.version+".tgz"], release("edge"))
			if tc.gateway != "" {
				require.ErrorContains(t, err, tc.gateway, tc.reason)
				return
			}
			require.NoError(t, err, tc.reason)
			assert.Contains(t, gateway, "Deployment/ns/edge")
		})
	}
	assert.Equal(t, versions, OlderReleases(), "each has its case")
}

func TestPackReleaseIsReproducible(t *testing.T) {
	t.Parallel()
	a, err := PackRelease("1.29.1")
	require.NoError(t, err)
	b, err := PackRelease("1.29.1")
	require.NoError(t, err)
	assert.Equal(t, a, b, "whoever keeps it by its digest would fetch it again")
}

func TestPackReleaseOfAnother(t *testing.T) {
	t.Parallel()
	for version, reason := range map[string]string{
		Version: "Pack has it", "1.29.2": "a patch that isn't pinned", "1.23.0": "older than all", "": "none",
	} {
		_, err := PackRelease(version)
		require.ErrorContains(t, err, "1.24.2, 1.25.3", "%q: %s; the error says what there is", version, reason)
	}
}

func TestModuleFolderSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := moduleFolder("1.1")
	require.ErrorContains(t, err, "older/1.1")
}

func TestEachModuleHasItsSums(t *testing.T) {
	t.Parallel()
	for _, o := range olderReleases {
		sums, err := os.ReadFile(filepath.Join(sourceDir(), "older", o.minor(), "go.sum"))
		require.NoError(t, err)
		assert.Regexp(t, `^istio.io/istio v\S+ h1:\S+\nistio.io/istio v\S+/go.mod h1:\S+\n$`, string(sums),
			"%s: go would take whatever it's given, and write it down", o.version)
	}
}

func TestReplaceOnceNoticesOtherCharts(t *testing.T) {
	t.Parallel()
	for text, reason := range map[string]string{"other: text": "absent", "tag: latest\ntag: latest": "twice"} {
		files := fstest.MapFS{"x/values.yaml": {Data: []byte(text)}}
		_, err := archive("x", files, "x", func(_ string, data []byte) ([]byte, error) {
			return replaceOnce(data, []change{{"tag: latest", "tag: 1.0.0"}})
		})
		require.ErrorContains(t, err, "values.yaml", "%s: a chart would be served with the wrong image", reason)
	}
}

func release(name string) helmrender.Release {
	return helmrender.Release{Name: name, Namespace: "ns", KubeVersion: "1.36.3"}
}

// rendered renders one of the archives with its defaults.
func rendered(t *testing.T, archives map[string][]byte, name, version string) map[string]map[string]any {
	t.Helper()
	objects, err := helmrender.Archive(archives[name+"-"+version+".tgz"], release(name))
	require.NoError(t, err)
	return objects
}

// image is that of the first container.
func image(t *testing.T, objects map[string]map[string]any, key string) any {
	t.Helper()
	require.Contains(t, objects, key)
	containers, _, err := unstructured.NestedSlice(objects[key], "spec", "template", "spec", "containers")
	require.NoError(t, err)
	require.NotEmpty(t, containers)
	return containers[0].(map[string]any)["image"]
}

// data is one entry of a ConfigMap.
func data(t *testing.T, objects map[string]map[string]any, key, entry string) string {
	t.Helper()
	require.Contains(t, objects, key)
	text, _, err := unstructured.NestedString(objects[key], "data", entry)
	require.NoError(t, err)
	return text
}
