package profiles

import (
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/provider"
	"github.com/meshstack/pulumi-meshstack/tests/helmrender"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

type m = map[string]any

type list = []any

const kubeVersion = "1.36.3"

// packed are the charts, packed once.
var packed = sync.OnceValues(charts.Pack)

// folder holds the charts as archives.
func folder(t *testing.T) string {
	t.Helper()
	files, err := packed()
	require.NoError(t, err)
	dir := t.TempDir()
	for name, data := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	return dir
}

// planned plans a mesh, renders every release with the values that it would get, and returns the releases as
// name (namespace), and the objects by helmrender.Key.
func planned(t *testing.T, args m) (releases []string, objects map[string]m) {
	t.Helper()
	full := m{"charts": m{"repository": folder(t)}, "version": charts.Version}
	maps.Copy(full, args)
	prov, err := provider.New()
	require.NoError(t, err)
	got, err := wiretest.Construct(t, prov, components.MeshStackType, wiretest.Value(t, full).AsMap(), false)
	require.NoError(t, err)
	objects = map[string]m{}
	for _, child := range got.Children {
		if child.Type != "kubernetes:helm.sh/v3:Release" {
			continue
		}
		in := child.Inputs
		release := helmrender.Release{
			Name: in.Get("name").AsString(), Namespace: in.Get("namespace").AsString(), KubeVersion: kubeVersion,
			Values: resource.ToResourcePropertyMap(in.Get("values").AsMap()).Mappable(),
		}
		releases = append(releases, release.Name+" ("+release.Namespace+")")
		made, err := helmrender.Path(in.Get("chart").AsString(), release)
		require.NoError(t, err)
		for _, object := range made {
			require.NoError(t, helmrender.Collect(objects, object), "two releases make it")
		}
	}
	return releases, objects
}
