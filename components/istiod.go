package components

import (
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// contributeBase plans the base chart: the CRDs and the default validating webhook.
func (m *mesh) contributeBase(p *plan.Plan) {
	if !m.parts.base {
		return
	}
	values := p.Values("base")
	values.Set(m.namespace, "global", "istioNamespace")
	// The default validator must point to an istiod that exists.
	values.Set(orDefault(m.defaultPlane().revision), "defaultRevision")
	p.AddRelease(&plan.Release{
		ID: "base", Name: "istio-base", Namespace: m.namespace,
		Chart:   newest(m.planes).chart("base"),
		Values:  m.userValues(values, "base"),
		User:    m.user("base"),
		Timeout: m.args.Timeouts.base(),
		After:   m.needNamespace(p, m.namespace, nil),
	})
}

// contributeIstiod plans a control plane with what the features gathered for it.
func (m *mesh) contributeIstiod(p *plan.Plan, control plane) {
	if !m.parts.istiod {
		return
	}
	own := plan.Tree{}
	own.Set(m.namespace, "global", "istioNamespace")
	own.Set(nonEmpty(control.revision), "revision")
	own.Set(m.args.Image.tag(control), "global", "tag")
	config := any(p.MeshConfig)
	if !m.args.MeshConfig.IsZero() {
		config = mergeMeshConfig(p.MeshConfig, m.args.MeshConfig.Value())
	}
	own.Set(config, "meshConfig")
	values, _ := plan.Merge(p.Values("istiod"), own).(plan.Tree)

	after := append(m.needNamespace(p, m.namespace, nil), "base")
	p.AddRelease(&plan.Release{
		ID: control.id("istiod"), Name: istio.ControlPlaneService(control.revision), Namespace: m.namespace,
		Chart:   control.chart("istiod"),
		Values:  m.userValues(values, "istiod"),
		User:    m.user("istiod"),
		Timeout: m.args.Timeouts.istiod(),
		After:   append(after, p.Present("cni")...),
	})
}

// webhookAnswers holds once istiod wrote its certificate into the first webhook, which it does for all at a time. A
// ready Deployment is not enough: until then gateways start without a proxy and wrong resources are let in.
const webhookAnswers = "jsonpath={.webhooks[0].clientConfig.caBundle}"

// contributeWebhooks plans the wait for istiod's webhooks: patches that own nothing but an annotation. A remote control
// plane has no validator here, and writes its certificate when it is given access to this cluster, which nobody need wait for.
func (m *mesh) contributeWebhooks(p *plan.Plan, control plane) {
	if !m.parts.istiod || m.profile() == profileRemote {
		return
	}
	for _, hook := range []struct{ id, kind, name string }{
		{"webhook-injector", "MutatingWebhookConfiguration", istio.InjectorWebhook(control.revision, m.namespace)},
		{"webhook-validator", "ValidatingWebhookConfiguration", istio.ValidatorWebhook(control.revision, m.namespace)},
	} {
		p.AddObject(&plan.Object{
			ID: control.id(hook.id), APIVersion: "admissionregistration.k8s.io/v1", Kind: hook.kind, Name: hook.name,
			Patch: true, WaitFor: webhookAnswers, Timeout: m.args.Timeouts.istiod(),
			After: []string{control.id("istiod")},
		})
	}
}

// injector is what answers when a pod asks this control plane for a proxy: the webhook, or istiod where nobody waits for it.
func (p plane) injector(on *plan.Plan) string {
	if hook := p.id("webhook-injector"); on.Has(hook) {
		return hook
	}
	return p.id("istiod")
}

// injectors lists what answers when a pod asks for a proxy.
func (m *mesh) injectors(p *plan.Plan) []string {
	var ids []string
	for _, control := range m.planes {
		ids = append(ids, control.injector(p))
		for _, tag := range control.tags {
			ids = append(ids, "tag-"+tag)
		}
	}
	return p.Present(ids...)
}

// validators lists what must answer before Istio's own resources are written, so that a wrong one is refused, not kept.
func (m *mesh) validators(p *plan.Plan) []string {
	var ids []string
	for _, control := range m.planes {
		ids = append(ids, control.id("webhook-validator"))
	}
	if found := p.Present(ids...); len(found) > 0 {
		return found
	}
	return p.Present("base") // the CRDs at least
}
