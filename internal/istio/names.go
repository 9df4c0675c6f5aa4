package istio

// Names that Istio's charts give to objects. The default namespace and the default revision are left out of them.
const (
	// SystemNamespace is the namespace Istio's control plane lives in unless told otherwise.
	SystemNamespace = "istio-system"
	// DefaultRevision is what the absent revision is called in labels.
	DefaultRevision = "default"
)

// InjectorWebhook is the name of the MutatingWebhookConfiguration of a control plane.
func InjectorWebhook(revision, namespace string) string {
	name := "istio-sidecar-injector"
	if revision != "" {
		name += "-" + revision
	}
	return suffixNamespace(name, namespace)
}

// ValidatorWebhook is the name of the ValidatingWebhookConfiguration of a control plane.
func ValidatorWebhook(revision, namespace string) string {
	name := "istio-validator"
	if revision != "" {
		name += "-" + revision
	}
	return name + "-" + namespace
}

// TagWebhook is the name of the MutatingWebhookConfiguration of a revision tag.
func TagWebhook(tag, namespace string) string {
	return suffixNamespace("istio-revision-tag-"+tag, namespace)
}

// TagService is the name of the Service of a revision tag.
func TagService(tag string) string { return "istiod-revision-tag-" + tag }

// ControlPlaneService is the name of the Service of a control plane.
func ControlPlaneService(revision string) string {
	if revision == "" {
		return "istiod"
	}
	return "istiod-" + revision
}

// InjectionLabels are the namespace labels by which a namespace asks for injection by that revision or tag.
func InjectionLabels(revision string) map[string]string {
	if revision == "" || revision == DefaultRevision {
		return map[string]string{"istio-injection": "enabled"}
	}
	return map[string]string{"istio.io/rev": revision}
}

func suffixNamespace(name, namespace string) string {
	if namespace == SystemNamespace {
		return name
	}
	return name + "-" + namespace
}
