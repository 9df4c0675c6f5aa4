package adopt

import (
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

// Object names an object of a release.
type Object struct {
	APIVersion, Kind string
	// Namespace is "" for kinds that are in none.
	Namespace, Name string
	// Selector is spec.selector of a workload, which the API server never lets change; nil for others, and where it isn't
	// known.
	Selector map[string]any
	// Service is what a Service is rendered as, nil for others.
	Service map[string]any
}

// String is `Kind namespace/name`, or `Kind name`.
func (o Object) String() string {
	if o.Namespace == "" {
		return o.Kind + " " + o.Name
	}
	return o.Kind + " " + o.Namespace + "/" + o.Name
}

// Release is a Helm release and what it renders to.
type Release struct {
	Name, Namespace string
	Objects         []Object
}

// String is `namespace/name`.
func (r Release) String() string { return r.Namespace + "/" + r.Name }

// Installed reports whether Helm counts an object among those of a release: no hooks, which it deletes and makes anew, and
// no CRDs of a crds folder, which it leaves alone where they are there.
func Installed(o *chart.Object) bool { return !o.Hook && strings.Contains(o.Template, "/templates/") }

// Where Helm writes whose an object is: https://helm.sh/docs/topics/advanced (checkOwnership of pkg/action).
const (
	managedByLabel      = "app.kubernetes.io/managed-by"
	managedByHelm       = "Helm"
	releaseAnnotation   = "meta.helm.sh/release-name"
	namespaceAnnotation = "meta.helm.sh/release-namespace"
)

// owner is the release that an object belongs to. Charts write Helm's label themselves, so that it says nothing alone.
func owner(o metav1.Object) (Release, bool) {
	a := o.GetAnnotations()
	return Release{Name: a[releaseAnnotation], Namespace: a[namespaceAnnotation]}, a[releaseAnnotation] != ""
}

// owned reports whether Helm would take an object for its own, in that release.
func (r Release) owned(o metav1.Object) bool {
	by, some := owner(o)
	return some && by.Name == r.Name && by.Namespace == r.Namespace && o.GetLabels()[managedByLabel] == managedByHelm
}

// foreign reports whether an object belongs to another release.
func (r Release) foreign(o metav1.Object) bool {
	by, some := owner(o)
	return some && (by.Name != r.Name || by.Namespace != r.Namespace)
}

// Named names a rendered object. A selector that depends on what isn't known yet is left out.
func Named(o *chart.Object) Object {
	out := Object{APIVersion: o.APIVersion, Kind: o.Kind, Namespace: o.Namespace, Name: o.Name}
	if o.Kind == "Service" {
		out.Service = o.Body
	}
	spec, _ := o.Body["spec"].(map[string]any)
	if selector, ok := spec["selector"].(map[string]any); ok && isWorkload(o.Kind) && plain(selector) {
		out.Selector = selector
	}
	return out
}

// plain reports whether a tree holds nothing but maps, lists and texts.
func plain(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			if !plain(e) {
				return false
			}
		}
		return true
	case []any:
		for _, e := range v {
			if !plain(e) {
				return false
			}
		}
		return true
	case string:
		return true
	}
	return false
}
