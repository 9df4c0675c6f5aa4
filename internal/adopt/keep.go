package adopt

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// balancerFields are those of a Service by which a cloud's controller decides on its load balancer, and which types have them.
var balancerFields = map[string][]string{
	"loadBalancerIP":           {"LoadBalancer"},
	"loadBalancerClass":        {"LoadBalancer"},
	"loadBalancerSourceRanges": {"LoadBalancer"},
	"externalTrafficPolicy":    {"LoadBalancer", "NodePort"},
	"internalTrafficPolicy":    {"LoadBalancer", "NodePort", "ClusterIP"},
}

// unkept start the names of annotations that belong to the tools of the old mesh.
var unkept = []string{"kubectl.kubernetes.io/last-applied-configuration", "operator.istio.io/", "install.operator.istio.io/"}

// kept lists the fields of a Service, by their paths, in order, that stay although its chart doesn't have them: what overlays
// or an old chart told the cloud's controller. Without them it might replace the load balancer, and its address. They are
// among those that the managers own; nobody takes the others away.
func (o Object) kept(live metav1.Object, managers []string) [][]string {
	if o.Service == nil {
		return nil
	}
	rendered, _, err := unstructured.NestedFieldNoCopy(o.Service, "metadata", "annotations")
	annotations, ok := rendered.(map[string]any)
	spec, known := o.Service["spec"].(map[string]any)
	if err != nil || !known || rendered != nil && !ok { // it depends on what isn't known yet
		return nil
	}
	owned := ownedBy(live, append(managers[:len(managers):len(managers)], ownManager))
	var out [][]string
	for _, key := range slices.Sorted(maps.Keys(live.GetAnnotations())) {
		_, given := annotations[key]
		old := slices.ContainsFunc(unkept, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
		if at := []string{"metadata", "annotations", key}; !given && !old && hasField(owned, at) {
			out = append(out, at)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(balancerFields)) {
		_, given := spec[key]
		if at := []string{"spec", key}; !given && slices.Contains(balancerFields[key], serviceType(spec)) && hasField(owned, at) {
			out = append(out, at)
		}
	}
	return out
}

// serviceType is that of a Service, "" where it isn't known yet.
func serviceType(spec map[string]any) string {
	given, some := spec["type"]
	if !some {
		return "ClusterIP"
	}
	text, _ := given.(string)
	return text
}

// keptText names a field that stays.
func keptText(at []string) string {
	if len(at) == 3 { // metadata.annotations and a key, which has dots itself
		return fmt.Sprintf("%s.%s[%q]", at[0], at[1], at[2])
	}
	return strings.Join(at, ".")
}

// keeping is what is applied over an object: the release's, with what stays of the live one.
func (b *body) keeping(live *unstructured.Unstructured, managers []string) *unstructured.Unstructured {
	out := b.content.DeepCopy()
	b.keepReplicas(out, live)
	for _, at := range b.kept(live, managers) {
		if value, some, err := unstructured.NestedFieldCopy(live.Object, at...); some && err == nil {
			_ = unstructured.SetNestedField(out.Object, value, at...) // metadata.annotations and spec are maps
		}
	}
	return out
}

// keepReplicas keeps the number that an autoscaler has chosen where the release says none: without an owner it would fall
// back to 1.
func (b *body) keepReplicas(out, live *unstructured.Unstructured) {
	replicas, some, err := unstructured.NestedFieldNoCopy(live.Object, "spec", "replicas")
	if _, given, _ := unstructured.NestedFieldNoCopy(out.Object, "spec", "replicas"); err != nil || !some || given || !isWorkload(b.Kind) {
		return
	}
	_ = unstructured.SetNestedField(out.Object, replicas, "spec", "replicas") // spec is a map: it has a selector
}
