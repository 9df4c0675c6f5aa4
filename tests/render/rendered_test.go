package render

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/provider"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

type m = map[string]any

type list = []any

// folder holds the official charts as archives.
func folder(t *testing.T) string {
	t.Helper()
	files, err := charts.Pack()
	require.NoError(t, err)
	dir := t.TempDir()
	for name, data := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(name)), data, 0o600))
	}
	return dir
}

// rendered plans a mesh, renders every release with the values it would get, and returns the objects as kind/name.
func rendered(t *testing.T, args m) map[string]m {
	t.Helper()
	args["charts"] = m{"repository": folder(t)}
	args["version"] = charts.Version
	prov, err := provider.New()
	require.NoError(t, err)
	got, err := wiretest.Construct(t, prov, components.MeshStackType, wiretest.Value(t, args).AsMap(), false)
	require.NoError(t, err)
	out := map[string]m{}
	for _, child := range got.Children {
		if child.Type == "kubernetes:helm.sh/v3:Release" {
			renderRelease(t, child.Inputs, out)
		}
	}
	return out
}

func renderRelease(t *testing.T, in property.Map, out map[string]m) {
	t.Helper()
	c, err := loader.Load(in.Get("chart").AsString())
	require.NoError(t, err)
	values := m{}
	if v, ok := in.GetOk("values"); ok {
		values = goValue(v).(m)
	}
	all, err := chartutil.ToRenderValues(c, values, chartutil.ReleaseOptions{
		Name: in.Get("name").AsString(), Namespace: in.Get("namespace").AsString(), Revision: 1, IsInstall: true,
	}, &chartutil.Capabilities{
		KubeVersion: chartutil.KubeVersion{Version: "v1.36.3", Major: "1", Minor: "36"},
		APIVersions: append(chartutil.DefaultVersionSet, "autoscaling/v2", "policy/v1"),
	})
	require.NoError(t, err, "the chart's schema refuses the values")
	files, err := engine.Render(c, all)
	require.NoError(t, err)
	for name, content := range files {
		if strings.HasSuffix(name, "NOTES.txt") {
			continue
		}
		for _, doc := range strings.Split(content, "\n---") {
			object := m{}
			require.NoError(t, yaml.Unmarshal([]byte(doc), &object), name)
			if object["kind"] != nil {
				out[object["kind"].(string)+"/"+object["metadata"].(m)["name"].(string)] = object
			}
		}
	}
}

func goValue(v property.Value) any {
	switch {
	case v.IsMap():
		out := m{}
		for k, e := range v.AsMap().All {
			out[k] = goValue(e)
		}
		return out
	case v.IsArray():
		out := list{}
		for _, e := range v.AsArray().All {
			out = append(out, goValue(e))
		}
		return out
	case v.IsBool():
		return v.AsBool()
	case v.IsNumber():
		return v.AsNumber()
	case v.IsString():
		return v.AsString()
	}
	return nil
}

// at follows keys and indices into an object.
func at(t *testing.T, node any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, ok := node.(m)
			require.True(t, ok, "%v is no map, before %q", node, step)
			node = object[step]
		case int:
			items, ok := node.(list)
			require.True(t, ok && step < len(items), "%v has no item %d", node, step)
			node = items[step]
		}
	}
	return node
}

// meshConfig returns the mesh config that istiod reads.
func meshConfig(t *testing.T, objects map[string]m) m {
	t.Helper()
	config := m{}
	require.NoError(t, yaml.Unmarshal([]byte(at(t, objects["ConfigMap/istio"], "data", "mesh").(string)), &config))
	return config
}
