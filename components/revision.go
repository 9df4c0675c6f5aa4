package components

import (
	"fmt"
	"slices"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// revision returns the mesh's own revision, "" for the default one.
func (m *mesh) revision() string { return m.planes[0].revision }

// defaultPlane is the control plane that answers for the default revision: the one with the tag, or else the mesh's own.
func (m *mesh) defaultPlane() plane {
	for _, p := range m.planes {
		if slices.Contains(p.tags, istio.DefaultRevision) {
			return p
		}
	}
	return m.planes[0]
}

// injectionLabels are what a namespace or a gateway uses to ask for injection by this mesh. A tag outlives the revision it
// points to, so it is preferred.
func (m *mesh) injectionLabels() map[string]string {
	return istio.InjectionLabels(m.injectionRevision())
}

func (m *mesh) injectionRevision() string {
	tags := m.planes[0].tags
	switch {
	case slices.Contains(tags, istio.DefaultRevision):
		return ""
	case len(tags) > 0:
		return tags[0]
	}
	return m.revision()
}

// maxServiceName is the length of a DNS label.
const maxServiceName = 63

// check reports what is wrong with the plane's own revision and tags.
func (p plane) check(f *check.Findings) {
	if p.path != "" && p.unnamed {
		f.Errorf(p.path+"revision", "another control plane needs a revision; write its name, or \"default\" for the one without a name")
	}
	if p.revision != "" {
		check.Label(f, p.path+"revision", p.revision, "revision")
		if release := istio.ControlPlaneService(p.revision); len(release) > maxReleaseName {
			f.Errorf(p.path+"revision", "the release %s has %d characters, and Helm takes at most %d; shorten the revision",
				release, len(release), maxReleaseName)
		}
	}
	for i, tag := range p.tags {
		at := fmt.Sprintf("%srevisionTags[%d]", p.path, i)
		check.Label(f, at, tag, "revision tag")
		if service := istio.TagService(tag); len(service) > maxServiceName {
			f.Errorf(at, "the Service %s has %d characters, and Kubernetes takes at most %d; shorten the tag",
				service, len(service), maxServiceName)
		}
		switch {
		case tag == p.revision && tag != "":
			f.Errorf(at, "the tag %q is the revision itself; name the tag after its use, for example \"prod\"", tag)
		case tag == istio.DefaultRevision && p.revision == "":
			f.Errorf(at, "a control plane without revision is the default one already; leave the tag out, or give a revision")
		}
	}
}

// contributeTags plans the webhook configuration and the Service of each tag. The istiod chart can render them too, but
// then a tag belongs to the release of one revision, and is deleted with it when the revision changes.
func (m *mesh) contributeTags(p *plan.Plan, control plane) {
	if !m.parts.istiod {
		return
	}
	for _, tag := range control.tags {
		labels := map[string]string{
			"istio.io/tag": tag,
			"istio.io/rev": orDefault(control.revision),
			"app":          "sidecar-injector",
		}
		p.AddObject(&plan.Object{
			ID:         "tag-" + tag,
			APIVersion: "admissionregistration.k8s.io/v1", Kind: "MutatingWebhookConfiguration",
			Name:   istio.TagWebhook(tag, m.namespace),
			Labels: labels,
			Body:   plan.Tree{"webhooks": m.tagWebhooks(tag, control)},
			// istiod writes the bundle, into every configuration with the label of its revision.
			Ignore:  []string{"webhooks[*].clientConfig.caBundle"},
			WaitFor: webhookAnswers, Timeout: m.args.Timeouts.istiod(),
			After: p.Present(control.injector(p)),
		})
		selector := plan.Tree{"app": "istiod", "istio": "pilot"}
		if control.revision != "" {
			selector = plan.Tree{"app": "istiod", "istio.io/rev": control.revision}
		}
		p.AddObject(&plan.Object{
			ID:         "tagservice-" + tag,
			APIVersion: "v1", Kind: "Service", Name: istio.TagService(tag), Namespace: m.namespace,
			Labels: map[string]string{
				"istio.io/tag": tag, "istio.io/rev": orDefault(control.revision), "app": "istiod", "istio": "pilot",
			},
			Body: plan.Tree{"spec": plan.Tree{"selector": selector, "ports": []any{
				plan.Tree{"name": "grpc-xds", "port": 15010, "protocol": "TCP"},
				plan.Tree{"name": "https-dns", "port": 15012, "protocol": "TCP"},
				plan.Tree{"name": "https-webhook", "port": 443, "targetPort": 15017, "protocol": "TCP"},
				plan.Tree{"name": "http-monitoring", "port": 15014, "protocol": "TCP"},
			}}},
			After: p.Present(control.id("istiod")),
		})
	}
}

// reinvocation is what istiod's own webhooks have.
func (m *mesh) reinvocation() any {
	if v := m.args.Values; v != nil && !v.Istiod.IsZero() {
		values, _ := plan.Plain(v.Istiod.Value()).(plan.Tree)
		webhook, _ := values["sidecarInjectorWebhook"].(plan.Tree)
		if policy, ok := webhook["reinvocationPolicy"]; ok {
			return policy
		}
	}
	return "Never"
}

func orDefault(revision string) string {
	if revision == "" {
		return istio.DefaultRevision
	}
	return revision
}

// tagWebhooks are the webhooks by which a namespace or a pod asks for the tag. The selectors exclude one another, so
// that a pod is injected once (Istio's injection rules, istio.io/latest/docs/ops/common-problems/injection).
func (m *mesh) tagWebhooks(tag string, control plane) []any {
	in := func(key string, values ...any) any {
		return plan.Tree{"key": key, "operator": "In", "values": values}
	}
	not := func(key, value string) any {
		return plan.Tree{"key": key, "operator": "NotIn", "values": []any{value}}
	}
	absent := func(key string) any { return plan.Tree{"key": key, "operator": "DoesNotExist"} }

	hooks := []any{
		m.tagWebhook(control, "rev.namespace.",
			[]any{in("istio.io/rev", tag), absent("istio-injection")},
			[]any{not("sidecar.istio.io/inject", "false")}),
		m.tagWebhook(control, "rev.object.",
			[]any{absent("istio.io/rev"), absent("istio-injection")},
			[]any{not("sidecar.istio.io/inject", "false"), in("istio.io/rev", tag)}),
	}
	if tag == istio.DefaultRevision {
		hooks = append(hooks,
			m.tagWebhook(control, "namespace.",
				[]any{in("istio-injection", "enabled")},
				[]any{not("sidecar.istio.io/inject", "false")}),
			m.tagWebhook(control, "object.",
				[]any{absent("istio-injection"), absent("istio.io/rev")},
				[]any{in("sidecar.istio.io/inject", "true"), absent("istio.io/rev")}))
	}
	return hooks
}

func (m *mesh) tagWebhook(control plane, prefix string, namespaces, objects []any) any {
	return plan.Tree{
		"name": prefix + "sidecar-injector.istio.io",
		"clientConfig": plan.Tree{"service": plan.Tree{
			"name": istio.ControlPlaneService(control.revision), "namespace": m.namespace, "path": "/inject", "port": 443,
		}},
		"sideEffects":             "None",
		"failurePolicy":           "Fail",
		"reinvocationPolicy":      m.reinvocation(),
		"admissionReviewVersions": []any{"v1"},
		"namespaceSelector":       plan.Tree{"matchExpressions": namespaces},
		"objectSelector":          plan.Tree{"matchExpressions": objects},
		"rules": []any{plan.Tree{
			"operations": []any{"CREATE"}, "apiGroups": []any{""}, "apiVersions": []any{"v1"}, "resources": []any{"pods"},
		}},
	}
}
