package importer

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/importer"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/provider"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

// TestAsAnArgument: the YAML as an argument has the children of the arguments that are made of it, for every input, and what
// its report and its patches have is a finding.
func TestAsAnArgument(t *testing.T) {
	prov, err := provider.New()
	require.NoError(t, err)
	files, err := charts.Pack()
	require.NoError(t, err)
	folder := t.TempDir()
	for name, data := range files {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), data, 0o600))
	}
	planned := func(args m) (*wiretest.Result, error) {
		full := m{"charts": m{"repository": folder}, "version": charts.Version, "checks": m{"mode": "warn"}}
		maps.Copy(full, args)
		return wiretest.Construct(t, prov, components.MeshStackType, wiretest.Value(t, full).AsMap(), true)
	}
	for _, in := range slices.Concat(istioctls(t), seed) {
		got, err := planned(m{"istioOperator": string(in.text)})
		result, wrong := importer.Import(in.text, importer.Options{TargetVersion: charts.Version})
		if wrong != nil {
			assert.Error(t, err, in.name)
			continue
		}
		if !assert.NoError(t, err, in.name) {
			continue
		}
		want, err := planned(result.Args)
		require.NoError(t, err, in.name)
		assert.Equal(t, want.Names(), got.Names(), in.name)
		for _, child := range want.Children {
			assert.Equal(t, child.Inputs, got.Child(t, child.Name).Inputs, "%s: %s", in.name, child.Name)
		}
		ids := map[string]int{}
		for _, f := range got.State.Get("findings").AsArray().All {
			ids[property.Map.Get(f.AsMap(), "checkId").AsString()]++
		}
		manual := slices.ContainsFunc(result.Report, func(e importer.Entry) bool {
			return e.Outcome == importer.Manual && !slices.Equal(e.To, []string{"version"}) // which is decided above
		})
		assert.Equal(t, manual, ids["MS131"] > 0, "%s: what is left is told", in.name)
		assert.Equal(t, len(result.Patches), ids["MS132"], "%s: each patch is told", in.name)
	}
}
