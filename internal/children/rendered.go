package children

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/build"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// RenderedReleaseType is the type token of this package's own resource that shows what a release is made of.
const RenderedReleaseType = "meshstack:index:RenderedRelease"

type renderedRelease struct{ pulumi.CustomResourceState }

// Shown is what is shown of a release.
type Shown struct {
	// Objects by `Kind namespace/name`; a plan.Hidden is a leaf that isn't known yet.
	Objects plan.Tree
	// Secret: what the objects are called is a secret, too.
	Secret bool
}

// RegisterShown registers what releases are made of, by the plan's IDs, each under its release and after it: objects of a
// release that failed are still to come, and the next preview has to say so. Of version and address, registerKey tells.
func (r *Registered) RegisterShown(ctx *pulumi.Context, name string, shown map[string]Shown) error {
	for _, id := range slices.Sorted(maps.Keys(shown)) {
		release, of := r.Releases[id], shown[id]
		objects := plan.Input(withUnknowns(of.Objects))
		if of.Secret {
			objects = pulumi.ToSecret(objects)
		}
		child := name + "-" + id + "-objects"
		err := ctx.RegisterResource(RenderedReleaseType, child, pulumi.Map{"objects": objects}, &renderedRelease{},
			pulumi.Parent(release), pulumi.DependsOn([]pulumi.Resource{release}),
			pulumi.Version(build.Version), pulumi.PluginDownloadURL(build.PluginDownloadURL))
		if err != nil {
			return fmt.Errorf("register what release %s is made of: %w", child, err)
		}
	}
	return nil
}

// withUnknowns puts an unknown output in place of whatever is hidden.
func withUnknowns(v any) any {
	switch v := v.(type) {
	case plan.Tree:
		out := make(plan.Tree, len(v))
		for k, e := range v {
			out[k] = withUnknowns(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = withUnknowns(e)
		}
		return out
	case plan.Hidden:
		if v.Unknown {
			return pulumi.UnsafeUnknownOutput(nil)
		}
		return plan.SecretText
	}
	return v
}
