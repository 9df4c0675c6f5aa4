package provider

// What the registry and the package managers show.
const (
	displayName   = "MeshStack"
	publisher     = "MeshStack"
	description   = "Istio service meshes as one typed component, proved at preview."
	repositoryURL = "https://github.com/meshstack/pulumi-meshstack"
	goImportPath  = "github.com/meshstack/pulumi-meshstack/sdk/go/meshstack"
)

var keywords = []string{"category/network", "kind/component", "istio", "service-mesh", "kubernetes", "helm", "envoy"}

// languages configures the SDKs. The plugin's version goes into them, so that an SDK loads the plugin it was made for.
func languages() map[string]any {
	return map[string]any{
		"nodejs": map[string]any{
			"respectSchemaVersion": true,
			"packageName":          "@meshstack/pulumi-meshstack",
			"packageDescription":   description,
		},
		"python": map[string]any{
			"respectSchemaVersion": true,
			"packageName":          "pulumi_meshstack",
			"readme":               description,
			"pyproject":            map[string]any{"enabled": true},
		},
		"go": map[string]any{
			"respectSchemaVersion":           true,
			"generateResourceContainerTypes": true,
		},
	}
}
