package findings

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/provider"
)

type (
	m    = map[string]any
	list = []any
)

// row is a fault and its remedy.
type row struct {
	id     check.ID
	name   string
	reason string
	// path is where the finding points to.
	path string
	// fault and mended are arguments of a MeshStack, merged over those of every row.
	fault, mended m
}

// rows are those of the files rows_*_test.go.
var rows = slices.Concat(rowsCharts, rowsControl, rowsGateways, rowsScopes, rowsCalls, rowsProviders, rowsTracing, rowsMetrics, rowsKiali, rowsMeshConfig, rowsOperator)

// elsewhere are the checks that are shown by other tests, and where.
var elsewhere = map[check.ID]string{
	check.VersionUnknown:     "TestCheckVersion in components, as nobody has its charts",
	check.GatewayAPIMissing:  "TestCheckGatewayAPI in components, as a cluster is asked",
	check.RepositoryEnds:     "TestRetiredRepositories in components, as the repository would be asked",
	check.ChartsFromCache:    "TestChartsFromCache in components, as it takes a repository that went away",
	check.ResourceRefused:    "TestResourcesAreHeldToIstio in components, as typed arguments don't lead there",
	check.JaegerNotRestarted: "TestJaegerChart, as it needs Jaeger's own chart",
}

func TestFindings(t *testing.T) {
	t.Parallel()
	for _, r := range rows {
		t.Run(string(r.id)+" "+r.name, func(t *testing.T) {
			t.Parallel()
			c, ok := check.Find(r.id)
			require.True(t, ok, r.id)
			want := []string{fmt.Sprintf("%s at %s", r.id, r.path)}
			if c.Severity == check.Fatal {
				assert.Equal(t, want, found(t, r.id, r.fault, check.Enforce), "%s: it stops the update, whatever the mode", r.reason)
			} else {
				assert.Equal(t, want, found(t, r.id, r.fault, check.Warn), r.reason)
			}
			assert.Empty(t, found(t, r.id, r.mended, check.Enforce), "what the message asks for: %s", r.reason)
		})
	}
}

// TestEveryCheckIsShown lets no check join the catalog without a fault that it finds.
func TestEveryCheckIsShown(t *testing.T) {
	t.Parallel()
	shown := map[check.ID]bool{}
	for _, r := range rows {
		shown[r.id] = true
	}
	for _, c := range check.Catalog {
		_, other := elsewhere[c.ID]
		assert.True(t, shown[c.ID] != other, "%s has a row, or a place in `elsewhere`, and one of them only", c.ID)
	}
}

// found lists what a preview of a mesh reports, as `ID at path`: everything where nothing stops it, else what does.
// That a release has ended isn't counted, as every one does some day, unless that is what the row is about.
func found(t *testing.T, about check.ID, args m, mode check.Mode) []string {
	t.Helper()
	full := m{
		"charts": m{"repository": chartFolder}, "version": "1.31.1", "kubernetesVersion": "1.33",
		"gatewayApi": m{"version": "v1.6.0"}, "checks": m{"mode": string(mode)},
	}
	maps.Copy(full, args)
	prov, err := provider.New()
	require.NoError(t, err)
	got, err := wiretest.Construct(t, prov, components.MeshStackType, wiretest.Value(t, full).AsMap(), true)
	out := []string{}
	if err != nil {
		detailed, ok := rpcerror.FromError(err)
		require.True(t, ok, "%v", err)
		for _, p := range detailed.InputPropertiesErrors() {
			out = append(out, entry(p.Reason[:min(5, len(p.Reason))], p.PropertyPath, p.Reason))
		}
		return out
	}
	for _, f := range got.State.Get("findings").AsArray().All {
		text := func(key string) string { return property.Map.Get(f.AsMap(), key).AsString() }
		if id := text("checkId"); id != string(check.VersionEnded) || about == check.VersionEnded {
			out = append(out, entry(id, text("path"), text("message")))
		}
	}
	return out
}

// entry names a finding by ID and path, and one without an ID by its message.
func entry(id, path, message string) string {
	if _, known := check.Find(check.ID(id)); !known {
		return fmt.Sprintf("%s: %s", path, message)
	}
	return fmt.Sprintf("%s at %s", id, path)
}
