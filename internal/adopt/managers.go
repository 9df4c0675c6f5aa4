package adopt

import (
	"encoding/json"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/util/csaupgrade"
)

// DefaultManagers are the field managers whose fields are handed over: that of istioctl and of the operator (fieldOwner in
// Istio's operator/pkg/install, the same since 1.8), and those of `kubectl apply`, without and with --server-side.
var DefaultManagers = []string{installer, "kubectl-client-side-apply", "kubectl"}

const (
	// installer is the manager of istioctl and of the operator.
	installer = "istio-operator"
	// ownManager applies where nobody else has.
	ownManager = "pulumi-meshstack"
	// helmManager is what Helm, within Pulumi's Kubernetes provider, writes in its own name: that of the program.
	helmManager = "pulumi-resource-kubernetes"
)

// applies reports whether a manager has applied an object, server-side.
func applies(manager string) func(metav1.ManagedFieldsEntry) bool {
	return func(e metav1.ManagedFieldsEntry) bool {
		return e.Manager == manager && e.Operation == metav1.ManagedFieldsOperationApply && e.Subresource == ""
	}
}

// applier is in whose name an object is applied: the first of the managers that did so before, whose fields the API server
// then takes away unless they are applied again.
func applier(live metav1.Object, managers []string) string {
	for _, m := range managers {
		if slices.ContainsFunc(live.GetManagedFields(), applies(m)) {
			return m
		}
	}
	return ownManager
}

// gather makes all fields of the managers those of the one that will apply, whether they applied or updated them.
func gather(live *unstructured.Unstructured, managers []string, into string) (changed bool, err error) {
	before := live.GetManagedFields()
	managers = append(managers[:len(managers):len(managers)], ownManager) // what was left half-way
	after := slices.Clone(before)
	for i, e := range after {
		if e.Manager != into && e.Subresource == "" && slices.Contains(managers, e.Manager) {
			after[i].Operation = metav1.ManagedFieldsOperationUpdate
		}
	}
	live.SetManagedFields(after)
	if err := csaupgrade.UpgradeManagedFields(live, sets.New(managers...), into); err != nil {
		return false, fmt.Errorf("read the managed fields: %w", err)
	}
	if changed, err = disown(live, into); changed || err != nil {
		return changed, err
	}
	return !slices.EqualFunc(before, live.GetManagedFields(), sameEntry), nil
}

func sameEntry(a, b metav1.ManagedFieldsEntry) bool {
	return a.Manager == b.Manager && a.Operation == b.Operation && a.Subresource == b.Subresource
}

// handOver makes the fields that a manager applied those that Helm's manager updated.
func handOver(live *unstructured.Unstructured, from string) error {
	// What Helm has written already is joined.
	if err := csaupgrade.UpgradeManagedFields(live, sets.New(helmManager), from); err != nil {
		return fmt.Errorf("read the managed fields: %w", err)
	}
	fields := live.GetManagedFields()
	for i, e := range fields {
		if applies(from)(e) {
			fields[i].Manager, fields[i].Operation = helmManager, metav1.ManagedFieldsOperationUpdate
		}
	}
	live.SetManagedFields(fields)
	return nil
}

// managersPatch writes the managed fields of an object, unless somebody has changed it meanwhile: then the API server
// answers with a conflict.
func managersPatch(live *unstructured.Unstructured) ([]byte, error) {
	return json.Marshal([]map[string]any{
		{"op": "replace", "path": "/metadata/managedFields", "value": live.GetManagedFields()},
		{"op": "replace", "path": "/metadata/resourceVersion", "value": live.GetResourceVersion()},
	})
}
