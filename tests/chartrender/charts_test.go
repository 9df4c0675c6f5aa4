package chartrender

import (
	"bytes"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

type m = map[string]any

// names are Istio's charts.
var names = []string{"base", "istiod", "cni", "gateway", "ztunnel"}

// archives are the charts of each release, each packed once.
var archives = func() map[string]func() (map[string][]byte, error) {
	out := map[string]func() (map[string][]byte, error){charts.Version: sync.OnceValues(charts.Pack)}
	for _, version := range charts.OlderReleases() {
		out[version] = sync.OnceValues(func() (map[string][]byte, error) { return charts.PackRelease(version) })
	}
	return out
}()

// load returns a chart of a release.
func load(t testing.TB, name, version string) *helmchart.Chart {
	t.Helper()
	files, err := archives[version]()
	require.NoError(t, err)
	c, err := loader.LoadArchive(bytes.NewReader(files[name+"-"+version+".tgz"]))
	require.NoError(t, err)
	return c
}

// refused reports whether Helm itself refuses a chart: its schema doesn't allow its own defaults.
func refused(version, name string) bool {
	return name == "gateway" && istio.MustParseVersion(version).CheckGateway() != nil
}

// inReleases runs a test with every chart of every release, but for those that Helm refuses.
func inReleases(t *testing.T, test func(t *testing.T, version, name string)) {
	t.Helper()
	t.Parallel()
	for version := range archives {
		for _, name := range names {
			if refused(version, name) {
				continue
			}
			t.Run(version+"/"+name, func(t *testing.T) {
				t.Parallel()
				test(t, version, name)
			})
		}
	}
}
