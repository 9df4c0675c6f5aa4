package provider

import (
	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/build"
)

// Name of the package and of its plugin.
const Name = "meshstack"

// SemVer returns the version of this build, without the v of a tag.
func SemVer() (semver.Version, error) { return semver.ParseTolerant(build.Version) }

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
		WithPluginDownloadURL(build.PluginDownloadURL).
		WithLanguageMap(languages()).
		WithGoImportPath(goImportPath).
		WithModuleMap(map[tokens.ModuleName]tokens.ModuleName{"components": "index"}).
		WithComponents(
			infer.ComponentF(components.NewMeshStack),
			infer.ComponentF(components.NewGateway),
			infer.ComponentF(components.NewSidecarScope),
		).
		WithResources(infer.Resource(components.SigningKey{}), infer.Resource(components.RenderedRelease{}), infer.Resource(components.AdoptedRelease{})).
		WithFunctions(infer.Function(components.SupportMatrix{}), infer.Function(components.Images{}), infer.Function(components.FromIstioOperator{}),
			infer.Function(components.ObservedCalls{})).
		Build()
	if err != nil {
		return p.Provider{}, err
	}
	return withRedactedErrors(withLiftedInputs(withImages(withPlainSchema(withRenderedReleases(withAdoptedReleases(withArgumentFailures(withoutConfig(inferred)))))))), nil
}
