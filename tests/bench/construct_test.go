package bench

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/provider"
)

// construct is what a preview of a mesh registers.
func construct(t testing.TB, args map[string]any) *wiretest.Result {
	t.Helper()
	prov, err := provider.New()
	require.NoError(t, err)
	got, err := wiretest.Construct(t, prov, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
	require.NoError(t, err)
	return got
}
