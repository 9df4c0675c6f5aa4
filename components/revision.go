package components

import (
	"fmt"
	"slices"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// revision returns the control plane's revision, "" for the default one.
func (m *mesh) revision() string {
	if m.args.Revision == nil || *m.args.Revision == istio.DefaultRevision {
		return ""
	}
	return *m.args.Revision
}

// injectionLabels are what a namespace or a gateway uses to ask for injection by this mesh. A tag outlives the revision it
// points to, so it is preferred.
func (m *mesh) injectionLabels() map[string]string {
	return istio.InjectionLabels(m.injectionRevision())
}

func (m *mesh) injectionRevision() string {
	tags := m.args.RevisionTags
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

func (m *mesh) checkRevision(f *check.Findings) {
	if m.args.Revision != nil {
		check.Label(f, "revision", *m.args.Revision, "revision")
		if release := istio.ControlPlaneService(m.revision()); len(release) > maxReleaseName {
			f.Errorf("revision", "the release %s has %d characters, and Helm takes at most %d; shorten the revision",
				release, len(release), maxReleaseName)
		}
	}
	for i, tag := range m.args.RevisionTags {
		at := fmt.Sprintf("revisionTags[%d]", i)
		check.Label(f, at, tag, "revision tag")
		if service := istio.TagService(tag); len(service) > maxServiceName {
			f.Errorf(at, "the Service %s has %d characters, and Kubernetes takes at most %d; shorten the tag",
				service, len(service), maxServiceName)
		}
		switch {
		case tag == m.revision() && tag != "":
			f.Errorf(at, "the tag %q is the revision itself; name the tag after its use, for example \"prod\"", tag)
		case tag == istio.DefaultRevision && m.revision() == "":
			f.Errorf(at, "a mesh without revision is the default one already; leave the tag out, or give a revision")
		case slices.Index(m.args.RevisionTags, tag) < i:
			f.Errorf(at, "%q is listed twice; list it once", tag)
		}
	}
}

// contributeTags plans the webhook configuration and the Service of each tag. The istiod chart can render them too, but
// then a tag belongs to the release of one revision, and is deleted with it when the revision changes.
func (m *mesh) contributeTags(p *plan.Plan) {
	for _, tag := range m.args.RevisionTags {
		labels := map[string]string{
			"istio.io/tag": tag,
			"istio.io/rev": orDefault(m.revision()),
			"app":          "sidecar-injector",
		}
		p.AddObject(&plan.Object{
			ID:         "tag-" + tag,
			APIVersion: "admissionregistration.k8s.io/v1", Kind: "MutatingWebhookConfiguration",
			Name:   istio.TagWebhook(tag, m.namespace),
			Labels: labels,
			Body:   plan.Tree{"webhooks": m.tagWebhooks(tag)},
			// istiod writes the bundle, into every configuration with the label of its revision.
			Ignore:  []string{"webhooks[*].clientConfig.caBundle"},
			WaitFor: webhookAnswers, Timeout: m.args.Timeouts.istiod(),
			After: []string{"webhook-injector"},
		})
		selector := plan.Tree{"app": "istiod", "istio": "pilot"}
		if m.revision() != "" {
			selector = plan.Tree{"app": "istiod", "istio.io/rev": m.revision()}
		}
		p.AddObject(&plan.Object{
			ID:         "tagservice-" + tag,
			APIVersion: "v1", Kind: "Service", Name: istio.TagService(tag), Namespace: m.namespace,
			Labels: map[string]string{
				"istio.io/tag": tag, "istio.io/rev": orDefault(m.revision()), "app": "istiod", "istio": "pilot",
			},
			Body: plan.Tree{"spec": plan.Tree{"selector": selector, "ports": []any{
				plan.Tree{"name": "grpc-xds", "port": 15010, "protocol": "TCP"},
				plan.Tree{"name": "https-dns", "port": 15012, "protocol": "TCP"},
				plan.Tree{"name": "https-webhook", "port": 443, "targetPort": 15017, "protocol": "TCP"},
				plan.Tree{"name": "http-monitoring", "port": 15014, "protocol": "TCP"},
			}}},
			After: []string{"istiod"},
		})
	}
}

func orDefault(revision string) string {
	if revision == "" {
		return istio.DefaultRevision
	}
	return revision
}

// tagWebhooks are the webhooks by which a namespace or a pod asks for the tag. The selectors exclude one another, so
// that a pod is injected once (Istio's injection rules, istio.io/latest/docs/ops/common-problems/injection).
func (m *mesh) tagWebhooks(tag string) []any {
	in := func(key string, values ...any) any {
		return plan.Tree{"key": key, "operator": "In", "values": values}
	}
	not := func(key, value string) any {
		return plan.Tree{"key": key, "operator": "NotIn", "values": []any{value}}
	}
	absent := func(key string) any { return plan.Tree{"key": key, "operator": "DoesNotExist"} }

	hooks := []any{
		m.tagWebhook("rev.namespace.",
			[]any{in("istio.io/rev", tag), absent("istio-injection")},
			[]any{not("sidecar.istio.io/inject", "false")}),
		m.tagWebhook("rev.object.",
			[]any{absent("istio.io/rev"), absent("istio-injection")},
			[]any{not("sidecar.istio.io/inject", "false"), in("istio.io/rev", tag)}),
	}
	if tag == istio.DefaultRevision {
		hooks = append(hooks,
			m.tagWebhook("namespace.",
				[]any{in("istio-injection", "enabled")},
				[]any{not("sidecar.istio.io/inject", "false")}),
			m.tagWebhook("object.",
				[]any{absent("istio-injection"), absent("istio.io/rev")},
				[]any{in("sidecar.istio.io/inject", "true"), absent("istio.io/rev")}))
	}
	return hooks
}

func (m *mesh) tagWebhook(prefix string, namespaces, objects []any) any {
	return plan.Tree{
		"name": prefix + "sidecar-injector.istio.io",
		"clientConfig": plan.Tree{"service": plan.Tree{
			"name": istio.ControlPlaneService(m.revision()), "namespace": m.namespace, "path": "/inject", "port": 443,
		}},
		"sideEffects":             "None",
		"failurePolicy":           "Fail",
		"reinvocationPolicy":      "Never",
		"admissionReviewVersions": []any{"v1"},
		"namespaceSelector":       plan.Tree{"matchExpressions": namespaces},
		"objectSelector":          plan.Tree{"matchExpressions": objects},
		"rules": []any{plan.Tree{
			"operations": []any{"CREATE"}, "apiGroups": []any{""}, "apiVersions": []any{"v1"}, "resources": []any{"pods"},
		}},
	}
}
