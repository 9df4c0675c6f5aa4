package components

import (
	"fmt"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// gatewayPods reports findings of gateways.
func (w wiring) gatewayPods() {
	once := w.once()
	for i := range w.gateways {
		g := gatewayView{once, &w.gateways[i], fmt.Sprintf("gateways[%d]", i), w.proved.Release("gateway-" + w.gateways[i].Name)}
		g.ignored()
		if w.args.Gateways == nil || g.release == nil {
			continue // a profile's own, which nobody can have written wrongly
		}
		g.notInjected()
		g.replicasIgnored(g.release, g.path+".replicas", "replicaCount")
	}
}

// gatewayView is one gateway and what its chart makes of it.
type gatewayView struct {
	once
	spec    *GatewaySpec
	path    string
	release *proof.Release
}

// ignored reports a gateway where istiod injects nothing, whatever a pod asks for.
func (g gatewayView) ignored() {
	if !slices.Contains(neverInjected, g.spec.namespace()) {
		return
	}
	path := g.path + ".namespace"
	if g.args.Gateways == nil {
		path = "namespace"
	}
	g.report(check.GatewayIgnored, path, "istiod injects no pod in %s, so the gateway would never start; write another namespace", g.spec.namespace())
}

const (
	injectLabel         = "sidecar.istio.io/inject"
	revisionLabel       = "istio.io/rev"
	templatesAnnotation = "inject.istio.io/templates"
)

// otherTemplates are Istio's own that make something else of a pod than a gateway.
var otherTemplates = []string{"sidecar", "grpc-simple", "grpc-agent", "waypoint", "kube-gateway", "agentgateway", "agentgateway-waypoint"}

// notInjected reports pods that no control plane makes gateways of. Their image stays "auto", and they never start.
func (g gatewayView) notInjected() {
	labels, annotations := g.podMetadata("labels"), g.podMetadata("annotations")
	if labels == nil {
		return
	}
	if inject, known := labels[injectLabel]; known && !hasHidden(inject) && inject != "true" {
		g.report(check.GatewayNotInjected, g.labelPath(injectLabel),
			"istiod leaves a pod alone that doesn't say \"true\" here, and the gateway would never start; leave the label out")
	}
	templates, given := annotations[templatesAnnotation]
	path := writtenAt(g.release, "", "podAnnotations")
	if text, ok := readableText(templates); path != "" && (ok || !given) {
		names := strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ' ' })
		if !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(otherTemplates, name) }) {
			g.report(check.GatewayNotInjected, plan.Join(path, templatesAnnotation),
				"without the template gateway the pods become something else; write gateway, or leave the annotation out")
		}
	}
	g.unanswered(labels)
}

// unanswered reports a revision that no control plane of the mesh has, other than that of the argument, which is judged
// by itself. Where the namespace is one of the mesh's, its label decides.
func (g gatewayView) unanswered(labels map[string]any) {
	revision, _ := labels[revisionLabel].(string)
	if !g.parts.istiod || g.profile() == profileRemote || hasHidden(labels[revisionLabel]) ||
		g.args.Injection.named(g.spec.namespace()) >= 0 || g.answers(orDefault(revision)) {
		return
	}
	path := writtenAt(g.release, "", "revision")
	if path == "" {
		path = g.labelPath(revisionLabel)
	}
	if path != "" {
		g.report(check.GatewayNotInjected, path, "no control plane of this mesh is or has %q, so nobody injects the gateway; write the argument revision", orDefault(revision))
	}
}

// podMetadata are the labels or annotations that the pods will have.
func (g gatewayView) podMetadata(field string) map[string]any {
	for _, kind := range []string{"Deployment", "DaemonSet"} {
		if o := g.release.Find(kind, ""); o != nil {
			found, _ := proof.At(o.Body, "spec", "template", "metadata", field).(map[string]any)
			return found
		}
	}
	return nil
}

// labelPath is where the user wrote a label of the pods, "" for nowhere.
func (g gatewayView) labelPath(key string) string {
	if proof.Has(proof.At(g.release.User, "labels"), key) {
		return fmt.Sprintf("%s.values.labels[%q]", g.path, key)
	}
	if _, typed := g.spec.Labels[key]; typed {
		return fmt.Sprintf("%s.labels[%q]", g.path, key)
	}
	return ""
}
