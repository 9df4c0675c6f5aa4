package manifests

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

// KubeVersion is the version of Kubernetes that charts are rendered for. The other side must be rendered for the same.
const KubeVersion = "1.36.3"

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

// Planned is what a mesh plans.
type Planned struct {
	// Releases are the Helm releases in the order of the plan, as name (namespace).
	Releases []string
	// Objects are those of all releases, by helmrender.Key.
	Objects map[string]map[string]any
}

// Plan plans a mesh with these arguments, the official charts of charts.Version where they say nothing else, and renders
// every release with the values that it would get. What the mesh refuses is an error, which has the property paths; charts
// that can't be rendered, and objects that two releases make, fail the test.
func Plan(t *testing.T, args map[string]any) (Planned, error) {
	t.Helper()
	full := m{"charts": m{"repository": folder(t)}, "version": charts.Version}
	maps.Copy(full, args)
	prov, err := provider.New()
	require.NoError(t, err)
	got, err := wiretest.Construct(t, prov, components.MeshStackType, wiretest.Value(t, full).AsMap(), false)
	if err != nil {
		return Planned{}, fmt.Errorf("%w: %v", err, status.Convert(err).Details())
	}
	out := Planned{Objects: map[string]m{}}
	for _, child := range got.Children {
		if child.Type != "kubernetes:helm.sh/v3:Release" {
			continue
		}
		in := child.Inputs
		release := helmrender.Release{
			Name: in.Get("name").AsString(), Namespace: in.Get("namespace").AsString(), KubeVersion: KubeVersion,
			Values: resource.ToResourcePropertyMap(in.Get("values").AsMap()).Mappable(),
		}
		out.Releases = append(out.Releases, release.Name+" ("+release.Namespace+")")
		made, err := helmrender.Path(in.Get("chart").AsString(), release)
		require.NoError(t, err)
		for _, object := range made {
			require.NoError(t, helmrender.Collect(out.Objects, object), "two releases make it")
		}
	}
	return out, nil
}
