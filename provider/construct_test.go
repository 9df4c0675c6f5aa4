package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// construct sends inputs to the whole provider.
func construct(t *testing.T, token string, inputs property.Map, preview bool) (*wiretest.Result, error) {
	t.Helper()
	prov, err := New()
	require.NoError(t, err)
	return wiretest.Construct(t, prov, token, inputs, preview)
}
