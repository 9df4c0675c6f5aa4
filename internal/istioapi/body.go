package istioapi

import (
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	networking "istio.io/api/networking/v1alpha3"
	security "istio.io/api/security/v1beta1"
	telemetry "istio.io/api/telemetry/v1alpha1"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// BodyRoot begins the paths of CheckBody's problems.
const BodyRoot = "spec"

// resource is a kind whose bodies are known.
type resource struct {
	group string
	// versions are those of its CRD in every release known here.
	versions []string
	message  protoreflect.ProtoMessage
	// rules are Istio's, beyond what the descriptor says; nil where none are known here.
	rules func(w *walker, n node, namespace string)
}

var resources = map[string]resource{
	"Sidecar":               {"networking.istio.io", []string{"v1", "v1beta1", "v1alpha3"}, &networking.Sidecar{}, (*walker).sidecar},
	"DestinationRule":       {"networking.istio.io", []string{"v1", "v1beta1", "v1alpha3"}, &networking.DestinationRule{}, (*walker).destinationRule},
	"ServiceEntry":          {"networking.istio.io", []string{"v1", "v1beta1", "v1alpha3"}, &networking.ServiceEntry{}, (*walker).serviceEntry},
	"VirtualService":        {"networking.istio.io", []string{"v1", "v1beta1", "v1alpha3"}, &networking.VirtualService{}, nil},
	"Gateway":               {"networking.istio.io", []string{"v1", "v1beta1", "v1alpha3"}, &networking.Gateway{}, nil},
	"Telemetry":             {"telemetry.istio.io", []string{"v1", "v1alpha1"}, &telemetry.Telemetry{}, (*walker).telemetry},
	"PeerAuthentication":    {"security.istio.io", []string{"v1", "v1beta1"}, &security.PeerAuthentication{}, (*walker).peerAuthentication},
	"AuthorizationPolicy":   {"security.istio.io", []string{"v1", "v1beta1"}, &security.AuthorizationPolicy{}, nil},
	"RequestAuthentication": {"security.istio.io", []string{"v1", "v1beta1"}, &security.RequestAuthentication{}, nil},
}

// Kinds are those that CheckBody knows, ordered.
func Kinds() []string { return slices.Sorted(maps.Keys(resources)) }

// Object is a custom resource as far as its checks need it.
type Object struct {
	// APIVersion is group/version, Kind the kind.
	APIVersion, Kind string
	// Namespace and Name are "" where they aren't known.
	Namespace, Name string
	// Spec is the body.
	Spec map[string]any
}

// CheckBody returns what is wrong with the body of a custom resource, all of it, ordered by path; paths begin with BodyRoot.
// A kind of another group, or one that isn't among Kinds, has no problems.
//
// Sources of the rules: pkg/config/validation of istio/istio 1.31.0, and the CRDs in its base chart.
func CheckBody(apiVersion, kind string, spec map[string]any, release istio.Version) []Problem {
	return CheckObject(Object{APIVersion: apiVersion, Kind: kind, Spec: spec}, release)
}

// CheckObject is CheckBody for an object whose namespace is known, on which some rules depend.
func CheckObject(o Object, release istio.Version) []Problem {
	r, ok := resources[o.Kind]
	group, version, _ := strings.Cut(o.APIVersion, "/")
	if !ok || group != r.group {
		return nil
	}
	w := &walker{release: release, body: true}
	if !slices.Contains(r.versions, version) {
		near := r.group + "/" + r.versions[0]
		w.near(Enum, "apiVersion", near, "%q is no version of %s; write %s", o.APIVersion, o.Kind, near)
	}
	tree := w.root(BodyRoot, r.message.ProtoReflect().Type(), o.Spec)
	if r.rules != nil {
		r.rules(w, tree, o.Namespace)
	}
	return w.sorted()
}
