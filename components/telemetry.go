package components

import "github.com/meshstack/pulumi-meshstack/internal/plan"

// contributeTelemetry plans the one Telemetry of the whole mesh, with what the features gathered for it.
func (m *mesh) contributeTelemetry(p *plan.Plan) {
	if len(p.Telemetry) == 0 {
		return
	}
	p.AddObject(&plan.Object{
		ID:         "telemetry",
		APIVersion: "telemetry.istio.io/v1", Kind: "Telemetry", Name: "mesh-default", Namespace: m.rootNamespace(),
		Body:  plan.Tree{"spec": p.Telemetry},
		After: m.validators(p),
	})
}
