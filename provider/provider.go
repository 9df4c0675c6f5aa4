package provider

import (
	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"github.com/meshstack/pulumi-meshstack/components"
)

// Name of the package and of its plugin.
const Name = "meshstack"

// Version is stamped by the linker (see the Makefile). An unstamped build says so, in a form Pulumi accepts.
var Version = "0.0.0-dev"

// SemVer returns Version, without the v of a tag.
func SemVer() (semver.Version, error) { return semver.ParseTolerant(Version) }

// New returns the provider.
func New() (p.Provider, error) {
	inferred, err := infer.NewProviderBuilder().
		WithDisplayName(displayName).
		WithDescription(description).
		WithKeywords(keywords...).
		WithHomepage(repositoryURL).
		WithRepository(repositoryURL).
		WithPublisher(publisher).
		WithLicense("Apache-2.0").
		WithPluginDownloadURL(pluginDownloadURL).
		WithLanguageMap(languages()).
		WithGoImportPath(goImportPath).
		WithModuleMap(map[tokens.ModuleName]tokens.ModuleName{"components": "index"}).
		WithComponents(
			infer.ComponentF(components.NewMeshStack),
			infer.ComponentF(components.NewGateway),
			infer.ComponentF(components.NewSidecarScope),
		).
		WithResources(infer.Resource(components.SigningKey{})).
		WithFunctions(infer.Function(components.SupportMatrix{})).
		Build()
	if err != nil {
		return p.Provider{}, err
	}
	return withRedactedErrors(withLiftedInputs(withPlainSchema(inferred))), nil
}
