package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// Preview is how much a preview shows of Helm releases.
type Preview string

const (
	previewObjects Preview = "objects"
	previewNone    Preview = "none"
)

const previewText = "What a preview shows of each Helm release. `objects`: a resource under the release (RenderedRelease) holds every object that the chart renders to, " +
	"so that `pulumi preview --diff` shows what will change in each; secrets are masked. `none`: the release's own arguments alone. Default: `objects`."

// Values lists the kinds of preview.
func (Preview) Values() []infer.EnumValue[Preview] {
	return []infer.EnumValue[Preview]{
		{Name: "Objects", Value: previewObjects, Description: "Every object of each release is shown."},
		{Name: "None", Value: previewNone, Description: "The arguments of each release are shown."},
	}
}

// shown is what is shown of the rendered releases.
func (p *Preview) shown(proved *proof.Mesh) map[string]children.Shown {
	if p != nil && *p == previewNone {
		return nil
	}
	out := map[string]children.Shown{}
	for _, r := range proved.Releases {
		if r.Err == nil {
			out[r.Plan.ID] = children.Shown{Objects: r.Shown(), Secret: r.Values.SecretShape}
		}
	}
	return out
}
