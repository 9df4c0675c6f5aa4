package importer

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/status"

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

// planned plans a mesh, renders every release with the values that it would get, and returns the objects by
// helmrender.Key. What the mesh refuses is an error.
func planned(t *testing.T, args m) (map[string]m, error) {
	t.Helper()
	full := m{"charts": m{"repository": folder(t)}, "version": charts.Version}
	maps.Copy(full, args)
	prov, err := provider.New()
	require.NoError(t, err)
	got, err := wiretest.Construct(t, prov, components.MeshStackType, wiretest.Value(t, full).AsMap(), false)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", err, status.Convert(err).Details())
	}
	objects := map[string]m{}
	for _, child := range got.Children {
		if child.Type != "kubernetes:helm.sh/v3:Release" {
			continue
		}
		in := child.Inputs
		release := helmrender.Release{
			Name: in.Get("name").AsString(), Namespace: in.Get("namespace").AsString(), KubeVersion: kubeVersion,
			Values: resource.ToResourcePropertyMap(in.Get("values").AsMap()).Mappable(),
		}
		made, err := helmrender.Path(in.Get("chart").AsString(), release)
		require.NoError(t, err)
		for _, object := range made {
			require.NoError(t, helmrender.Collect(objects, object), "two releases make it")
		}
	}
	return objects, nil
}
