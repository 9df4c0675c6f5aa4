package provider

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

func TestSupportMatrix(t *testing.T) {
	t.Parallel()
	prov, err := New()
	require.NoError(t, err)
	got, err := prov.Invoke(t.Context(), p.InvokeRequest{Token: "meshstack:index:supportMatrix", Args: property.NewMap(nil)})
	require.NoError(t, err)
	require.Empty(t, got.Failures)
	assert.Equal(t, istio.ReleasesKnownOn, got.Return.Get("knownOn").AsString())
	releases := got.Return.Get("releases").AsArray()
	require.Equal(t, len(istio.Releases), releases.Len(), "every release is told")
	newest := releases.Get(0).AsMap()
	assert.Equal(t, "1.31", newest.Get("istio").AsString(), "newest first")
	assert.Equal(t, istio.NewestVersion(), newest.Get("newest").AsString())
	assert.Equal(t, "1.32", newest.Get("kubernetes").AsMap().Get("min").AsString())
	assert.Equal(t, "v1.6.0", newest.Get("gatewayApi").AsString())
	assert.True(t, newest.Get("endOfLifeEstimated").AsBool())
	assert.Equal(t, "2.27.0", newest.Get("kiali").AsString())
	assert.NotEmpty(t, got.Return.Get("jaegerChart").AsString())
}
