package provider

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// There is no configuration, and what the engine itself says of the provider is kept in the state as it is.
func TestConfigIsKeptAsItComes(t *testing.T) {
	t.Parallel()
	prov, err := New()
	require.NoError(t, err)
	in := wiretest.Value(t, m{"version": "1.2.3", "pluginDownloadURL": "github://api.github.com/meshstack/pulumi-meshstack"}).AsMap()
	got, err := prov.CheckConfig(t.Context(), p.CheckRequest{Inputs: in})
	require.NoError(t, err)
	assert.Equal(t, in, got.Inputs)
	assert.Empty(t, got.Failures)
}
