package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Values are Helm values of the user, by chart.
type Values struct {
	Base    *freeform.Map `pulumi:"base,optional"`
	Istiod  *freeform.Map `pulumi:"istiod,optional"`
	CNI     *freeform.Map `pulumi:"cni,optional"`
	Ztunnel *freeform.Map `pulumi:"ztunnel,optional"`
}

// Annotate describes the properties for the schema.
func (v *Values) Annotate(a infer.Annotator) {
	a.Describe(&v, "Helm values, merged last over what the other arguments give: maps key by key, lists as a whole, null to remove. "+
		"Leaves may be outputs and secrets at any depth.")
	a.Describe(&v.Base, "Values of the `base` chart.")
	a.Describe(&v.Istiod, "Values of the `istiod` chart. Write istiod's own settings under `pilot`, where no profile overrides them.")
	a.Describe(&v.CNI, "Values of the `cni` chart. Write its own settings under `cni`.")
	a.Describe(&v.Ztunnel, "Values of the `ztunnel` chart, for ambient mode.")
}

func (v *Values) check(f *check.Findings, path string, m *mesh) {
	if v == nil {
		return
	}
	checkReserved(f, path+".istiod", v.Istiod, reservedIstiod)
	checkReserved(f, path+".base", v.Base, reservedBase)
	if !v.CNI.IsZero() && !m.args.CNI.enabled() {
		f.Errorf(path+".cni", "this mesh installs no CNI plugin, so these values reach nothing; add cni: {} or leave them out")
	}
	if !v.Ztunnel.IsZero() {
		f.Errorf(path+".ztunnel", "this mesh installs no ztunnel, so these values reach nothing; leave them out")
	}
}

// userValues merges the user's values for a chart over ours.
func (m *mesh) userValues(ours plan.Tree, chart string) any {
	v := m.args.Values
	if v == nil {
		return ours
	}
	return mergeUser(ours, map[string]*freeform.Map{"base": v.Base, "istiod": v.Istiod, "cni": v.CNI}[chart])
}

// mergeUser lays free-form values over a tree. Where the user's map is unknown or secret as a whole, so is the result.
func mergeUser(ours plan.Tree, user *freeform.Map) any {
	if user.IsZero() {
		return ours
	}
	return plan.Merge(ours, user.Value())
}
