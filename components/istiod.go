package components

import (
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// contributeBase plans the base chart: the CRDs and the default validating webhook.
func (m *mesh) contributeBase(p *plan.Plan) {
	values := plan.Tree{}
	values.Set(m.namespace, "global", "istioNamespace")
	if m.args.Image != nil {
		values.Set(m.args.Image.PullSecrets, "global", "imagePullSecrets")
	}
	// The default validator must point to an istiod that exists.
	values.Set(orDefault(m.revision()), "defaultRevision")
	p.AddRelease(&plan.Release{
		ID: "base", Name: "istio-base", Namespace: m.namespace,
		Chart:   m.chart("base"),
		Values:  m.userValues(values, "base"),
		Timeout: m.args.Timeouts.base(),
		After:   m.needNamespace(p, m.namespace, nil),
	})
}

// contributeIstiod plans the control plane with what the features gathered for it.
func (m *mesh) contributeIstiod(p *plan.Plan, values plan.Tree) {
	a := m.args
	values.Set(m.namespace, "global", "istioNamespace")
	a.Image.istioValues(values)
	values.Set(nonEmpty(m.revision()), "revision")
	a.ControlPlane.istiodValues(values)
	a.Proxy.istiodValues(values)
	config := any(p.MeshConfig)
	if !a.MeshConfig.IsZero() {
		config = plan.Merge(config, a.MeshConfig.Value())
	}
	values.Set(config, "meshConfig")

	after := append(m.needNamespace(p, m.namespace, nil), "base")
	if a.CNI.enabled() {
		// Pods that start before the node agent would wait in istio-validation.
		after = append(after, "cni")
	}
	p.AddRelease(&plan.Release{
		ID: "istiod", Name: istio.ControlPlaneService(m.revision()), Namespace: m.namespace,
		Chart:   m.chart("istiod"),
		Values:  m.userValues(values, "istiod"),
		Timeout: a.Timeouts.istiod(),
		After:   after,
	})
}

// webhookAnswers holds once istiod wrote its certificate into the first webhook, which it does for all at a time. A
// ready Deployment is not enough: until then gateways start without a proxy and wrong resources are let in.
const webhookAnswers = "jsonpath={.webhooks[0].clientConfig.caBundle}"

// contributeWebhooks plans the wait for istiod's webhooks: patches that own nothing but an annotation.
func (m *mesh) contributeWebhooks(p *plan.Plan) {
	for _, hook := range []struct{ id, kind, name string }{
		{"webhook-injector", "MutatingWebhookConfiguration", istio.InjectorWebhook(m.revision(), m.namespace)},
		{"webhook-validator", "ValidatingWebhookConfiguration", istio.ValidatorWebhook(m.revision(), m.namespace)},
	} {
		p.AddObject(&plan.Object{
			ID: hook.id, APIVersion: "admissionregistration.k8s.io/v1", Kind: hook.kind, Name: hook.name,
			Patch: true, WaitFor: webhookAnswers, Timeout: m.args.Timeouts.istiod(),
			After: []string{"istiod"},
		})
	}
}
