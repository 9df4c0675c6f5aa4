package components

import (
	"regexp"
	"testing"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/children"
)

func signingKeyServer(t *testing.T) integration.Server {
	t.Helper()
	prov, err := infer.NewProviderBuilder().WithResources(infer.Resource(SigningKey{})).
		WithModuleMap(map[tokens.ModuleName]tokens.ModuleName{"components": "index"}).Build()
	require.NoError(t, err)
	server, err := integration.NewServer(t.Context(), "meshstack", semver.MustParse("0.0.0"), integration.WithProvider(prov))
	require.NoError(t, err)
	require.NoError(t, server.Configure(p.ConfigureRequest{}))
	return server
}

func TestSigningKeyIsMadeUpOnce(t *testing.T) {
	t.Parallel()
	server := signingKeyServer(t)
	urn := resource.NewURN("stack", "project", "", children.SigningKeyType, "key")

	previewed, err := server.Create(p.CreateRequest{Urn: urn, DryRun: true})
	require.NoError(t, err)
	assert.True(t, previewed.Properties.Get("key").HasComputed(), "a preview doesn't know it")

	made, err := server.Create(p.CreateRequest{Urn: urn})
	require.NoError(t, err)
	key := made.Properties.Get("key")
	require.True(t, key.Secret(), "the state has it encrypted")
	assert.Regexp(t, regexp.MustCompile(`^[A-Za-z0-9]{32}$`), key.AsString(), "Kiali takes 16, 24 or 32 bytes")

	diff, err := server.Diff(p.DiffRequest{ID: made.ID, Urn: urn, State: made.Properties, OldInputs: property.Map{}, Inputs: property.Map{}})
	require.NoError(t, err)
	assert.False(t, diff.HasChanges, "the next preview shows nothing")

	read, err := server.Read(p.ReadRequest{ID: made.ID, Urn: urn, Properties: made.Properties})
	require.NoError(t, err)
	assert.Equal(t, key.AsString(), read.Properties.Get("key").AsString(), "a refresh keeps it")
	require.NoError(t, server.Delete(p.DeleteRequest{ID: made.ID, Urn: urn, Properties: made.Properties}), "there is nothing to delete")

	second, err := server.Create(p.CreateRequest{Urn: urn})
	require.NoError(t, err)
	assert.NotEqual(t, key.AsString(), second.Properties.Get("key").AsString(), "made up anew for each")
}
