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

func TestFromIstioOperator(t *testing.T) {
	t.Parallel()
	prov, err := New()
	require.NoError(t, err)
	invoke := func(yaml string) (p.InvokeResponse, error) {
		return prov.Invoke(t.Context(), p.InvokeRequest{Token: "meshstack:index:fromIstioOperator", Args: property.NewMap(map[string]property.Value{"yaml": property.New(yaml)})})
	}
	got, err := invoke("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  meshConfig: {accessLogFile: /dev/stdout}\n  components: {cni: {enabled: true}}\n")
	require.NoError(t, err)
	require.Empty(t, got.Failures)
	args := got.Return.Get("args").AsMap()
	assert.Equal(t, "/dev/stdout", args.Get("meshConfig").AsMap().Get("accessLogFile").AsString())
	_, _, err = meshArguments(t.Context(), args)
	require.NoError(t, err, "what comes out are arguments of a MeshStack")
	assert.Equal(t, 4, got.Return.Get("report").AsArray().Len(), "an entry for each leaf, apiVersion and kind too")
	for _, language := range []string{"typescript", "python", "go", "yaml"} {
		assert.Contains(t, got.Return.Get("programs").AsMap().Get(language).AsString(), "accessLogFile", language)
	}

	_, err = invoke("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {meshConfg: {}, hubb: x}\n")
	require.Error(t, err)
	assert.Contains(t, err.Error(), "spec.meshConfg")
	assert.Contains(t, err.Error(), "spec.hubb", "all at once")
}
