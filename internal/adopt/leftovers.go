package adopt

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// oldLabels are on what istioctl and the operator install: the first on all of it, the second with a name of theirs, and in
// older charts as they are.
var oldLabels = []string{"operator.istio.io/managed", "install.operator.istio.io/owning-resource"}

// leftoverKinds are what istioctl and the operator install, but for CRDs, which base has all of.
var leftoverKinds = []schema.GroupVersionKind{
	{Group: "admissionregistration.k8s.io", Version: "v1", Kind: "MutatingWebhookConfiguration"},
	{Group: "admissionregistration.k8s.io", Version: "v1", Kind: "ValidatingWebhookConfiguration"},
	{Group: "apps", Version: "v1", Kind: "DaemonSet"},
	{Group: "apps", Version: "v1", Kind: "Deployment"},
	{Group: "autoscaling", Version: "v2", Kind: "HorizontalPodAutoscaler"},
	{Version: "v1", Kind: "ConfigMap"},
	{Version: "v1", Kind: "Service"},
	{Version: "v1", Kind: "ServiceAccount"},
	{Group: "networking.istio.io", Version: "v1alpha3", Kind: "EnvoyFilter"},
	{Group: "policy", Version: "v1", Kind: "PodDisruptionBudget"},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "ClusterRole"},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "ClusterRoleBinding"},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "Role"},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "RoleBinding"},
}

// Leftovers lists what istioctl or the operator installed and no release renders or owns, by `Kind namespace/name`. Objects are those
// that the program plans beside its releases. Kinds that may not be listed are left out.
func (k *Cluster) Leftovers(ctx context.Context, releases []Release, objects []Object) ([]string, error) {
	planned := map[string]bool{}
	for _, r := range releases {
		objects = append(objects[:len(objects):len(objects)], r.Objects...)
	}
	for _, o := range objects {
		planned[o.String()] = true
	}
	found := map[string]bool{}
	for _, kind := range leftoverKinds {
		for _, label := range oldLabels {
			all, err := k.labelled(ctx, kind, label)
			if err != nil {
				return nil, fmt.Errorf("look for a %s of the old mesh: %w", kind.Kind, err)
			}
			for i := range all {
				live := &all[i]
				name := Object{Kind: kind.Kind, Namespace: live.Namespace, Name: live.Name}.String()
				if _, some := owner(live); !some && !planned[name] && !slices.ContainsFunc(managersOf(live), byPulumi) {
					found[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// labelled lists the objects of a kind that have a label: none where the kind isn't there or may not be listed.
func (k *Cluster) labelled(ctx context.Context, kind schema.GroupVersionKind, label string) ([]metav1.PartialObjectMetadata, error) {
	mapping, err := k.mapping(kind.GroupVersion().String(), kind.Kind)
	if meta.IsNoMatchError(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := k.metadata.Resource(mapping.Resource).List(ctx, metav1.ListOptions{LabelSelector: label})
	if apierrors.IsForbidden(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return all.Items, nil
}

// operatorName is what the Deployments of the removed operator are called, with or without a revision behind it.
const operatorName = "istio-operator"

// Operators lists the Deployments of the operator that still run: they would undo what is adopted. Where Deployments may
// not be listed there are none.
func (k *Cluster) Operators(ctx context.Context) ([]Object, error) {
	resource := k.objects.Resource(schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "deployments"})
	all, err := resource.List(ctx, metav1.ListOptions{})
	switch {
	case apierrors.IsForbidden(err), apierrors.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look for the operator: %w", err)
	}
	var out []Object
	for i := range all.Items {
		live := &all.Items[i]
		replicas, some, _ := unstructured.NestedInt64(live.Object, "spec", "replicas")
		template, _, _ := unstructured.NestedStringMap(live.Object, "spec", "template", "metadata", "labels")
		if strings.HasPrefix(live.GetName(), operatorName) && template["name"] == operatorName && (!some || replicas > 0) {
			out = append(out, Object{APIVersion: "apps/v1", Kind: "Deployment", Namespace: live.GetNamespace(), Name: live.GetName()})
		}
	}
	return out, nil
}
