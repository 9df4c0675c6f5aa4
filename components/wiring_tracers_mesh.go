package components

import (
	"fmt"
	"slices"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// spansTaken reports a collector with a sidecar that takes nothing in clear: the mode bootstrap sends spans so.
func (w wiring) spansTaken() {
	s := w.args.Security
	if !w.traces() || !w.args.Tracing.bootstrap() || s == nil || s.MTLS == nil || *s.MTLS != mtlsStrict {
		return
	}
	t := w.args.Tracing
	i := w.args.Injection.named(t.collectorNamespace(w.mesh))
	if i < 0 || w.args.Injection.Namespaces[i].mode(w.mesh) != modeSidecar || t.Jaeger != nil {
		return
	}
	path := fmt.Sprintf("injection.namespaces[%d].name", i)
	if t.JaegerV2 != nil {
		outside, known := w.jaegerStaysOut()
		if outside || !known {
			return
		}
		path = "tracing.jaegerV2.values.jaeger.podLabels"
		if t.JaegerV2.byOperator() {
			path = "tracing.jaegerV2.spec.podAnnotations"
		}
	}
	w.Report(check.CollectorEncrypted, path, "with the mode bootstrap the proxies send their spans in clear, and strict mTLS lets the collector's sidecar refuse them; "+
		"leave mode out, or give the collector's pods the label %s: \"false\"", notInjected)
}

// jaegerStaysOut reports whether the pods of a Jaeger v2 get no sidecar, and whether that is known.
func (w wiring) jaegerStaysOut() (outside, known bool) {
	if o := w.object("tracing-jaeger"); o != nil {
		value := valueAt(o.Body, "spec", "podAnnotations", notInjected)
		text, _ := value.(string)
		return text == "false", value == nil || text != ""
	}
	labels, known := w.jaegerLabels()
	return labels[notInjected] == "false", known && !hasHidden(labels[notInjected])
}

// jaegerLabels are those of the pods that Jaeger's chart makes.
func (w wiring) jaegerLabels() (labels map[string]any, known bool) {
	deployment := w.proved.Release("tracing-jaeger").Find("Deployment", "")
	if deployment == nil {
		return nil, false
	}
	labels, _ = proof.At(deployment.Body, "spec", "template", "metadata", "labels").(map[string]any)
	return labels, true
}

// jaegerRestarts reports pods without the label that changes with their configuration: the chart has no other way to make
// Kubernetes replace them.
func (w wiring) jaegerRestarts() {
	if w.args.Tracing == nil || w.args.Tracing.JaegerV2 == nil {
		return
	}
	j := w.args.Tracing.JaegerV2
	release := w.proved.Release("tracing-jaeger")
	labels, known := w.jaegerLabels()
	if !known || !proof.Has(release.User, "jaeger", "podLabels") || hasHidden(labels) {
		return
	}
	if want, ok := valueAt(j.values(j.kind()), "jaeger", "podLabels", configHashLabel).(string); ok && labels[configHashLabel] != want {
		w.Report(check.JaegerNotRestarted, "tracing.jaegerV2.values.jaeger.podLabels", "without our label %s the pod keeps running with its old configuration; write your labels alone, which are added to ours",
			configHashLabel)
	}
}

// spansMade reports an ambient mesh in which nobody makes spans: ztunnel makes none, and only waypoints, sidecars and gateways
// do. Where the namespaces are labelled by somebody else, nobody knows.
func (w wiring) spansMade() {
	if !w.traces() || !w.ambient() || len(w.gateways) > 0 || w.args.Injection == nil {
		return
	}
	if slices.ContainsFunc(w.args.Injection.Namespaces, func(n InjectedNamespace) bool { return n.mode(w.mesh) == modeSidecar || n.Waypoint != nil }) {
		return
	}
	w.Report(check.NoSpans, "tracing", "ztunnel makes no spans, and the mesh has neither waypoint nor sidecar nor gateway; write waypoint: {} for a namespace of injection, or leave tracing out")
}
