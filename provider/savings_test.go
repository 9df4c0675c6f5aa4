package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// TestSavingsOverTheWire: the estimate by numbers of Services, and of what isn't known nothing.
func TestSavingsOverTheWire(t *testing.T) {
	t.Parallel()
	folder := charttest.Folder(t, "1.31.1")
	scoped := func(sidecars m) property.Map {
		return wiretest.Value(t, m{"charts": m{"repository": folder}, "sidecars": sidecars, "checks": m{"mode": "off"}}).AsMap()
	}
	graph := m{"shop": list{"pay", "catalog/reviews.catalog.svc.cluster.local"}, "pay": list{}}
	got, err := construct(t, components.MeshStackType, scoped(m{"calls": graph, "services": m{"shop": 10, "pay": 5, "catalog": 985}}), true)
	require.NoError(t, err, problems(err))
	rows := plainValue(got.State.Get("savings")).([]any)
	require.Len(t, rows, 2)
	pay, shop := rows[0].(map[string]any), rows[1].(map[string]any)
	assert.Equal(t, []any{"pay/default", "shop/default"}, []any{pay["scope"], shop["scope"]}, "in the order of the scopes")
	count := func(row map[string]any, when, what string) any { return row[when].(map[string]any)[what] }
	for _, row := range []map[string]any{pay, shop} {
		assert.EqualValues(t, 1000, count(row, "before", "services"))
		assert.EqualValues(t, 1000, count(row, "before", "clusters"))
	}
	assert.EqualValues(t, 5, count(pay, "after", "services"), "its own")
	assert.EqualValues(t, 16, count(shop, "after", "services"), "its own, all of pay, and one of catalog")
	saved := shop["saved"].(map[string]any)
	assert.Greater(t, saved["lowMiB"], 60)
	assert.Less(t, saved["highMiB"], 200)

	for name, sidecars := range map[string]m{"nobody was asked": {"calls": graph}, "no scope of its own": {"meshDefault": m{}}} {
		got, err := construct(t, components.MeshStackType, scoped(sidecars), true)
		require.NoError(t, err, problems(err))
		assert.Zero(t, got.State.Get("savings").AsArray().Len(), name)
	}
}
