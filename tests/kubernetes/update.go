package kubernetes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

// Update applies new inputs to an object and waits for it. Unlike in Create, a preview of it talks to the server for
// Patch resources too.
func (p *Provider) Update(_ context.Context, req *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	urn := resource.URN(req.GetUrn())
	if isRelease(urn) {
		return p.updateRelease(req)
	}
	if !req.GetPreview() && p.cluster.unreachable != nil {
		return nil, fmt.Errorf("configured Kubernetes cluster is unreachable: %w", p.cluster.unreachable)
	}
	state, err := decode("old state", req.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := decode("inputs", req.GetNews())
	if err != nil {
		return nil, err
	}
	inputs := normalize(toObject(news))
	if req.GetPreview() && (hasUnknown(inputs.Object) || !p.cluster.knows(inputs)) {
		return &pulumirpc.UpdateResponse{Properties: req.GetNews()}, nil
	}
	oldInputs, oldLive := readCheckpoint(state)
	u := &objectUpdate{
		urn: urn, inputs: inputs, oldInputs: normalize(oldInputs), oldLive: oldLive,
		preview: req.GetPreview(), ignore: req.GetIgnoreChanges(),
	}
	if u.manager, err = fieldManager(p.settings.serverSideApply, state, inputs); err != nil {
		return nil, err
	}
	live, updateErr := p.updateObject(u)
	if updateErr == nil && !req.GetPreview() {
		live, updateErr = p.waitReady(urn, inputs, live, timeout(req.GetTimeout(), inputs))
	}
	if updateErr != nil {
		if req.GetPreview() && apierrors.IsForbidden(updateErr) {
			return &pulumirpc.UpdateResponse{Properties: req.GetNews()}, nil
		}
		if live, err = p.afterFailure(urn, oldLive, updateErr); err != nil {
			return nil, err
		}
	}
	out, err := p.encode("state", checkpoint(inputs, live, news, firstAPIVersion(state, oldInputs), u.manager))
	if err != nil {
		return nil, err
	}
	if updateErr != nil {
		id := joinID(live.GetNamespace(), live.GetName())
		return nil, initFailed(id, fmt.Errorf("the Kubernetes API server reported that %q failed to fully initialize or "+
			"become live: %w", id, updateErr), out, nil)
	}
	if err := p.dropOldManager(u, state, live); err != nil {
		return nil, err
	}
	return &pulumirpc.UpdateResponse{Properties: out}, nil
}

// objectUpdate is one update of one object.
type objectUpdate struct {
	urn                        resource.URN
	inputs, oldInputs, oldLive *unstructured.Unstructured
	manager                    string
	preview                    bool
	ignore                     []string
}

// updateObject sends the update in the way that fits the kind and the provider's mode.
func (p *Provider) updateObject(u *objectUpdate) (*unstructured.Unstructured, error) {
	if p.cluster.unreachable != nil {
		return nil, p.cluster.unreachable
	}
	client, err := p.cluster.client(u.inputs)
	if err != nil {
		return nil, err
	}
	live, err := client.Get(p.ctx, u.oldLive.GetName(), metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	var dryRun []string
	if u.preview {
		dryRun = []string{metav1.DryRunAll}
	}
	switch {
	case isCRD(u.inputs):
		// A CRD is put back as a whole, so that no old version of its schema survives.
		u.inputs.SetResourceVersion(live.GetResourceVersion())
		return client.Update(p.ctx, u.inputs, metav1.UpdateOptions{FieldManager: u.manager, DryRun: dryRun})
	case p.settings.serverSideApply:
		return p.applyUpdate(client, live, u)
	default:
		patch, err := mergePatch(prune(u.oldLive.Object, u.oldInputs.Object), u.inputs.Object)
		if err != nil {
			return nil, err
		}
		return client.Patch(p.ctx, live.GetName(), types.MergePatchType, patch,
			metav1.PatchOptions{FieldManager: u.manager, DryRun: dryRun})
	}
}

// applyUpdate is an update by server-side apply.
func (p *Provider) applyUpdate(
	client dynamic.ResourceInterface, live *unstructured.Unstructured, u *objectUpdate,
) (*unstructured.Unstructured, error) {
	if !u.preview && !isPatch(u.urn, u.inputs.GetKind()) {
		var err error
		if live, err = takeOver(p.ctx, client, live, u.manager); err != nil {
			return nil, err
		}
	}
	if err := keepIgnored(u.inputs, live, u.ignore, u.manager); err != nil {
		return nil, err
	}
	force := p.force(u.inputs, live, u.preview)
	return apply(p.ctx, client, u.inputs, live.GetName(), u.manager, force, u.preview)
}

// afterFailure finds out what a failed update left behind. If the object is still there the failure is recorded with
// its state; if not, all that is left is the error.
func (p *Provider) afterFailure(
	urn resource.URN, oldLive *unstructured.Unstructured, updateErr error,
) (*unstructured.Unstructured, error) {
	if meta.IsNoMatchError(updateErr) {
		return nil, fmt.Errorf("update of resource %q failed because the Kubernetes API server reported that the apiVersion "+
			"for this resource does not exist. Verify that any required CRDs have been created: %w", urn, updateErr)
	}
	failed := fmt.Errorf("update of resource %q failed: %w", urn, updateErr)
	if p.cluster.unreachable != nil {
		return nil, failed
	}
	client, err := p.cluster.client(oldLive)
	if err == nil {
		var live *unstructured.Unstructured
		if live, err = client.Get(p.ctx, oldLive.GetName(), metav1.GetOptions{}); err == nil {
			return live, nil
		}
	}
	return nil, errors.Join(failed, fmt.Errorf("unable to get cluster state: %w", err))
}

// dropOldManager gives up the fields held under an earlier manager name, after an annotation changed it.
func (p *Provider) dropOldManager(u *objectUpdate, state resource.PropertyMap, live *unstructured.Unstructured) error {
	if u.preview || !p.settings.serverSideApply {
		return nil
	}
	old, err := fieldManager(true, state, u.oldInputs)
	if err != nil || old == u.manager {
		return err
	}
	client, err := p.cluster.client(live)
	if err != nil {
		return err
	}
	return relinquish(p.ctx, client, live, old)
}

// mergePatch returns the JSON merge patch that makes new out of old.
func mergePatch(old, new map[string]any) ([]byte, error) {
	before, err := json.Marshal(old)
	if err != nil {
		return nil, err
	}
	after, err := json.Marshal(new)
	if err != nil {
		return nil, err
	}
	return jsonpatch.CreateMergePatch(before, after)
}
