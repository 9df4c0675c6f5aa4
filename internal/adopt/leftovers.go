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

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
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

// revisionLabel says which control plane an object is of.
const revisionLabel = "istio.io/rev"

// Old is what istioctl or the operator installed and no release renders or owns, by `Kind namespace/name`, in order.
type Old struct {
	// Useless are of the control planes that are adopted, or of none.
	Useless []string
	// Others are of other control planes, by their revisions.
	Others map[string][]string
}

// Leftovers lists what there is of the old mesh. Objects are those that the program plans beside its releases, and revisions
// those of its control planes, `default` for the one without. Kinds that may not be listed are left out.
func (k *Cluster) Leftovers(ctx context.Context, releases []Release, objects []Object, revisions []string) (Old, error) {
	out := &leftovers{planned: map[string]bool{}, revisions: revisions, found: map[string]string{}}
	for _, r := range releases {
		objects = append(objects[:len(objects):len(objects)], r.Objects...)
	}
	for _, o := range objects {
		out.planned[o.String()] = true
	}
	for _, kind := range leftoverKinds {
		for _, label := range oldLabels {
			all, err := k.labelled(ctx, kind, label)
			if err != nil {
				return Old{}, fmt.Errorf("look for a %s of the old mesh: %s", kind.Kind, cluster.Why(err))
			}
			for i := range all {
				out.add(kind.Kind, &all[i])
			}
		}
	}
	return out.sorted(), nil
}

type leftovers struct {
	planned   map[string]bool
	revisions []string
	// found are the revisions of other control planes by the names of objects, "" for the adopted ones'.
	found map[string]string
}

func (l *leftovers) add(kind string, live metav1.Object) {
	name := Object{Kind: kind, Namespace: live.GetNamespace(), Name: live.GetName()}.String()
	if _, some := owner(live); some || l.planned[name] || slices.ContainsFunc(managersOf(live), byPulumi) {
		return
	}
	revision := live.GetLabels()[revisionLabel]
	if slices.Contains(l.revisions, revision) {
		revision = ""
	}
	l.found[name] = revision
}

func (l *leftovers) sorted() Old {
	out := Old{Others: map[string][]string{}}
	for _, name := range slices.Sorted(maps.Keys(l.found)) {
		if revision := l.found[name]; revision != "" {
			out.Others[revision] = append(out.Others[revision], name)
			continue
		}
		out.Useless = append(out.Useless, name)
	}
	return out
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
		return nil, fmt.Errorf("look for the operator: %s", cluster.Why(err))
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
