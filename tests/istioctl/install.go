package istioctl

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"

	"istio.io/istio/operator/pkg/manifest"
)

// FieldManager is in whose name istioctl and the operator apply (fieldOwnerOperator of operator/pkg/install).
const FieldManager = "istio-operator"

// Install applies rendered objects the way `istioctl install` does: server-side, by force, under its own field manager, and
// with its labels. Namespaces are made where they are missing. It waits for nothing but the CRDs' kinds, which none of the
// objects has.
func Install(ctx context.Context, config *rest.Config, objects map[string]map[string]any) error {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	asked, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(asked))
	for _, o := range inOrder(objects) {
		mapping, err := mapper.RESTMapping(o.GroupVersionKind().GroupKind(), o.GroupVersionKind().Version)
		if err != nil {
			return fmt.Errorf("find the resource of %s: %w", o.GetKind(), err)
		}
		labels := o.GetLabels()
		if labels == nil {
			labels = map[string]string{}
		}
		maps.Copy(labels, map[string]string{
			manifest.OperatorManagedLabel: "Reconcile", manifest.OperatorVersionLabel: "unknown",
			manifest.OwningResourceName: "installed-state", manifest.OwningResourceNamespace: "istio-system",
		})
		o.SetLabels(labels)
		_, err = client.Resource(mapping.Resource).Namespace(o.GetNamespace()).
			Apply(ctx, o.GetName(), o, metav1.ApplyOptions{FieldManager: FieldManager, Force: true})
		if err != nil {
			return fmt.Errorf("apply %s %s/%s: %w", o.GetKind(), o.GetNamespace(), o.GetName(), err)
		}
	}
	return nil
}

// inOrder copies the objects, webhooks last: they would be called before istiod answers.
func inOrder(objects map[string]map[string]any) []*unstructured.Unstructured {
	var out []*unstructured.Unstructured
	for _, key := range slices.Sorted(maps.Keys(objects)) {
		out = append(out, (&unstructured.Unstructured{Object: objects[key]}).DeepCopy())
	}
	turn := map[string]int{"ServiceAccount": -1, "ConfigMap": -1, "MutatingWebhookConfiguration": 1, "ValidatingWebhookConfiguration": 1}
	slices.SortStableFunc(out, func(a, b *unstructured.Unstructured) int { return cmp.Compare(turn[a.GetKind()], turn[b.GetKind()]) })
	return out
}
