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
	a.Describe(&v.Base, "Values of the `base` chart. Default: none.")
	a.Describe(&v.Istiod, "Values of the `istiod` chart. Write istiod's own settings under `pilot`, where no profile overrides them. Default: none.")
	a.Describe(&v.CNI, "Values of the `cni` chart. Write its own settings under `cni`. Default: none.")
	a.Describe(&v.Ztunnel, "Values of the `ztunnel` chart, for ambient mode. Default: none.")
}

func (v *Values) check(f *check.Findings, path string, m *mesh) {
	if v == nil {
		return
	}
	_, cni := m.cni()
	for _, chart := range []struct {
		name      string
		values    *freeform.Map
		reserved  map[string]string
		installed bool
		remedy    string
	}{
		{"base", v.Base, reservedBase, m.parts.base, "write another profile"},
		{"istiod", v.Istiod, reservedIstiod, m.parts.istiod, "write another profile"},
		{"cni", v.CNI, reservedCNI, cni, "add cni: {}"},
		{"ztunnel", v.Ztunnel, reservedZtunnel, m.ambient(), "write profile: ambient"},
	} {
		checkReserved(f, path+"."+chart.name, chart.values, chart.reserved)
		if !chart.values.IsZero() && !chart.installed {
			f.Errorf(path+"."+chart.name, "this mesh doesn't install the chart %s, so these values reach nothing; %s or leave them out", chart.name, chart.remedy)
		}
	}
}

// userValues merges the user's values for a chart over ours.
func (m *mesh) userValues(ours plan.Tree, chart string) any {
	return mergeUser(ours, m.args.Values.of(chart))
}

// user are the user's values for a chart.
func (m *mesh) user(chart string) plan.UserValues {
	return userAt("values."+chart, m.args.Values.of(chart))
}

func (v *Values) of(chart string) *freeform.Map {
	if v == nil {
		return nil
	}
	return map[string]*freeform.Map{"base": v.Base, "istiod": v.Istiod, "cni": v.CNI, "ztunnel": v.Ztunnel}[chart]
}

// freeformValue is a free-form map as a tree or an Input, nil where none was given.
func freeformValue(m *freeform.Map) any {
	if m.IsZero() {
		return nil
	}
	return m.Value()
}

// userAt are the user's values that stand at a path.
func userAt(path string, values *freeform.Map) plan.UserValues {
	if values.IsZero() {
		return plan.UserValues{}
	}
	return plan.UserValues{Path: path, Values: values.Value()}
}

// mergeUser lays free-form values over a tree. Where the user's map is unknown or secret as a whole, so is the result.
func mergeUser(ours plan.Tree, user *freeform.Map) any {
	if user.IsZero() {
		return ours
	}
	return plan.Merge(ours, user.Value())
}
