package components

import (
	"fmt"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// kialiAgrees reports findings of Kiali.
func (w wiring) kialiAgrees() {
	d := w.kialiDraft()
	if d == nil {
		return
	}
	w.kialiTraceNames(d)
	w.kialiSeesHTTP()
}

// kialiDraft is what Kiali is told, nil without Kiali.
func (w wiring) kialiDraft() *kialiDraft {
	if k := w.args.Kiali; k != nil && (k.Install == nil) != (k.ConfigMap == nil) {
		return k.draft(w.proved.Plan, w.mesh)
	}
	return nil
}

// kialiTraceNames reports a Kiali that somebody told to look for services by names that their traces don't have. Left alone it
// follows the mesh config.
func (w wiring) kialiTraceNames(d *kialiDraft) {
	const key = "external_services.tracing.namespace_selector"
	told, given := kialiAt(d.written, key).(bool)
	if !given || d.settings.Tracing == nil || kialiAt(d.config, "external_services.tracing.enabled") == false {
		return
	}
	for _, v := range w.meshViews() {
		joined, known := v.tracedWithNamespace()
		if !known || joined == told {
			continue
		}
		ends := "don't end"
		if joined {
			ends = "end"
		}
		v := kialiVerifier{kiali: w.args.Kiali, path: "kiali"}
		w.Report(check.KialiTraceNames, v.origin(key), "the names of services in traces %s in their namespace, as the mesh config has it, so Kiali finds none of them; leave it out, or write %t", ends, joined)
		return
	}
}

// tracedWithNamespace reports whether the names of services in traces end in their namespace, and whether that is known.
func (v meshView) tracedWithNamespace() (joined, known bool) {
	if hasHidden(proof.At(v.config, "defaultConfig", "tracingServiceName")) || hasHidden(v.config["defaultProviders"]) || !v.complete {
		return false, false
	}
	return tracedWithNamespace(v.config, usedTracers(v.config, v.proved.Plan))
}

// kialiSeesHTTP tells of namespaces without requests in the graph: ztunnel sees connections only.
func (w wiring) kialiSeesHTTP() {
	if w.args.Injection == nil || !w.ambient() {
		return
	}
	for i, ns := range w.args.Injection.Namespaces {
		if ns.mode(w.mesh) == modeAmbient && ns.Waypoint == nil {
			w.Report(check.KialiAmbientTCP, fmt.Sprintf("injection.namespaces[%d].waypoint", i),
				"without a waypoint Kiali sees the connections of %s, and no requests; write waypoint: {} to see HTTP", ns.Name)
		}
	}
}

// usedTracers are the names of the providers that spans go to: those of the mesh's Telemetry, or else the default ones.
func usedTracers(config map[string]any, p *plan.Plan) []any {
	if said, ok := p.Telemetry["tracing"].([]any); ok {
		var out []any
		for _, entry := range said {
			providers, _ := valueAt(entry, "providers").([]any)
			for _, provider := range providers {
				out = append(out, valueAt(provider, "name"))
			}
		}
		return out
	}
	list, _ := proof.At(config, "defaultProviders", "tracing").([]any)
	return list
}
