package components

import (
	"context"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// wiring is what the checks between the parts look at: the arguments, the plan, and what the charts made of it. Each
// subject has a file wiring_<subject>.go with one method that reports what it finds. What can't be seen is nil or hidden,
// and not judged.
type wiring struct {
	*mesh

	*check.Findings

	ctx    context.Context
	proved *proof.Mesh
}

// proveWiring checks that the parts agree with one another. It goes by what was rendered, so that free-form values and
// mesh config are held to the same as typed arguments.
func (m *mesh) proveWiring(ctx context.Context, f *check.Findings, proved *proof.Mesh) {
	w := wiring{m, f, ctx, proved}
	w.strictConfig()
	w.strictResources()
	w.charts()
	w.control()
	w.gatewayPods()
	w.scopes()
	w.providers()
	w.tracers()
	w.metricsFlow()
	w.kialiAgrees()
}

// istiod is the rendered control plane, or nil.
func (w wiring) istiod(control plane) *proof.Release { return w.proved.Release(control.id("istiod")) }

// meshConfig is what a control plane's mesh config will be, nil where it can't be known.
func (w wiring) meshConfig(control plane) map[string]any {
	if r := w.istiod(control); r != nil {
		return r.MeshConfig
	}
	return nil
}

// meshConfigPath is the argument that a path of the mesh config comes from: `values.istiod.meshConfig`, which is laid over
// it, where the user wrote the path there, else `meshConfig`.
func (w wiring) meshConfigPath(control plane, path string) string {
	if r := w.istiod(control); r != nil && proof.Has(proof.At(r.User, "meshConfig"), keysOf(path)...) {
		return "values.istiod.meshConfig." + path
	}
	return "meshConfig." + path
}

// keysOf are the keys of a property path; places in lists count as keys.
func keysOf(path string) []string {
	return strings.FieldsFunc(path, func(c rune) bool { return c == '.' || c == '[' || c == ']' || c == '"' })
}

// resolved is what is known of an object's body; what isn't is plan.Hidden.
func (w wiring) resolved(o *plan.Object) any { return plan.ToGo(plan.Resolve(w.ctx, o.Body).Value) }

// object is the planned object of that ID, or nil.
func (w wiring) object(id string) *plan.Object {
	for _, o := range w.proved.Plan.Objects {
		if o.ID == id {
			return o
		}
	}
	return nil
}
