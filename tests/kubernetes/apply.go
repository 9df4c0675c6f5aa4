package kubernetes

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/util/csaupgrade"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

// createManager is the field manager of objects as the provider creates them.
const createManager = "pulumi-kubernetes"

// clientSideManagers are the managers whose fields the first apply takes over.
var clientSideManagers = sets.New(
	createManager, "pulumi-kubernetes.exe", "pulumi-resource-kubernetes", "kubectl", "before-first-apply")

// fieldManager returns the name under which a resource owns its fields: the annotation's, the one in the state, or a
// new one.
func fieldManager(
	serverSide bool, state resource.PropertyMap, inputs *unstructured.Unstructured,
) (string, error) {
	if !serverSide {
		return createManager, nil
	}
	if v := inputs.GetAnnotations()[patchFieldManager]; v != "" {
		return v, nil
	}
	if v, ok := state[fieldManagerKey]; ok && v.IsString() {
		return v.StringValue(), nil
	}
	return resource.NewUniqueName(nil, "pulumi-kubernetes-", 0, 0, nil)
}

// apply sends inputs by server-side apply.
func apply(
	ctx context.Context, client dynamic.ResourceInterface, inputs *unstructured.Unstructured,
	name, manager string, force, preview bool,
) (*unstructured.Unstructured, error) {
	body, err := json.Marshal(inputs.Object)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", name, err)
	}
	options := metav1.PatchOptions{FieldManager: manager, Force: &force}
	if preview {
		options.DryRun = []string{metav1.DryRunAll}
	}
	live, err := client.Patch(ctx, name, types.ApplyPatchType, body, options)
	if apierrors.IsConflict(err) {
		err = fmt.Errorf("server-side apply field conflict detected: "+
			"the resource managed by field manager %q had an apply conflict: %w", manager, err)
	}
	return live, err
}

// relinquish makes manager own nothing of an object any more: fields that nobody else owns go away. An object that is
// gone already would come back empty; the released plugin does that too.
func relinquish(
	ctx context.Context, client dynamic.ResourceInterface, live *unstructured.Unstructured, manager string,
) error {
	empty := &unstructured.Unstructured{}
	empty.SetGroupVersionKind(live.GroupVersionKind())
	empty.SetNamespace(live.GetNamespace())
	empty.SetName(live.GetName())
	_, err := apply(ctx, client, empty, live.GetName(), manager, false, false)
	return err
}

// force says whether to overwrite what other managers own. Previews do where the real run won't meet a conflict: with
// an object that is about to be replaced, or whose fields the real run takes over first.
func (p *Provider) force(inputs, live *unstructured.Unstructured, preview bool) bool {
	if says(inputs, patchForce) || p.settings.patchForce {
		return true
	}
	if live == nil {
		return preview
	}
	if preview {
		for _, f := range live.GetManagedFields() {
			if f.Operation == metav1.ManagedFieldsOperationUpdate && (f.Manager == createManager ||
				f.Manager == "pulumi-kubernetes.exe" || f.Manager == "pulumi-resource-kubernetes") {
				return true
			}
		}
	}
	return len(live.GetManagedFields()) == 0
}

// takeOver hands the fields that were set at creation, or with kubectl, to the resource's own manager, so that the
// apply that follows may remove them.
func takeOver(
	ctx context.Context, client dynamic.ResourceInterface, live *unstructured.Unstructured, manager string,
) (*unstructured.Unstructured, error) {
	if len(live.GetManagedFields()) == 0 {
		return live, nil
	}
	patch, err := csaupgrade.UpgradeManagedFieldsPatch(live, clientSideManagers, manager)
	if err != nil {
		return nil, fmt.Errorf("take over the managed fields of %s: %w", live.GetName(), err)
	}
	if len(patch) == 0 {
		return live, nil
	}
	return client.Patch(ctx, live.GetName(), types.JSONPatchType, patch, metav1.PatchOptions{})
}

// keepIgnored makes inputs leave alone the fields that the program ignores: what another manager owns is not sent, and
// what is the resource's own keeps its live value.
func keepIgnored(inputs, live *unstructured.Unstructured, ignore []string, manager string) error {
	if len(ignore) == 0 {
		return nil
	}
	ours, theirs := &fieldpath.Set{}, &fieldpath.Set{}
	for _, f := range live.GetManagedFields() {
		if f.FieldsV1 == nil {
			continue
		}
		set := &fieldpath.Set{}
		if err := set.FromJSON(bytes.NewReader(f.FieldsV1.GetRawBytes())); err != nil {
			return fmt.Errorf("read the managed fields of %s: %w", live.GetName(), err)
		}
		if f.Manager == manager {
			ours = ours.Union(withParents(set))
		} else {
			theirs = theirs.Union(withParents(set))
		}
	}
	for _, raw := range ignore {
		parsed, err := resource.ParsePropertyPath(raw)
		if err != nil {
			return fmt.Errorf("read ignoreChanges %q: %w", raw, err)
		}
		keys := strings.Split(parsed.String(), ".")
		parts := make([]any, len(keys))
		for i, key := range keys {
			parts[i] = key
		}
		path, err := fieldpath.MakePath(parts...)
		if err != nil {
			return fmt.Errorf("read ignoreChanges %q: %w", raw, err)
		}
		if theirs.Has(path) && !ours.Has(path) {
			unstructured.RemoveNestedField(inputs.Object, keys...)
			continue
		}
		v, found, err := unstructured.NestedFieldCopy(live.Object, keys...)
		if err == nil && found {
			err = unstructured.SetNestedField(inputs.Object, v, keys...)
		}
		if err != nil {
			return fmt.Errorf("keep the ignored field %q: %w", raw, err)
		}
	}
	return nil
}

// withParents adds to a set of fields everything that contains them.
func withParents(set *fieldpath.Set) *fieldpath.Set {
	all := &fieldpath.Set{}
	set.Iterate(func(path fieldpath.Path) {
		for i := range path {
			all.Insert(path[:i+1])
		}
	})
	return all
}
