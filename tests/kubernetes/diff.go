package kubernetes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Diff compares the live object of the state, cut down to the shape of the old inputs, with the new inputs. It doesn't
// talk to the API server: drift shows only after a refresh.
func (p *Provider) Diff(_ context.Context, req *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	urn := resource.URN(req.GetUrn())
	if isRelease(urn) {
		return p.diffRelease(req)
	}
	state, err := decode("old state", req.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := decode("inputs", req.GetNews())
	if err != nil {
		return nil, err
	}
	oldInputs, live := readCheckpoint(state)
	if live.GetName() == "" {
		return nil, errors.New("the old state has no name")
	}
	inputs := normalize(toObject(news))
	old := p.comparable(live, normalize(oldInputs), inputs)

	patch, err := mergePatch(old.Object, inputs.Object)
	if err != nil {
		return nil, fmt.Errorf("failed to check for changes in resource %q: %w", urn, err)
	}
	changes := map[string]any{}
	if err := json.Unmarshal(patch, &changes); err != nil {
		return nil, fmt.Errorf("failed to check for changes in resource %q: %w", urn, err)
	}
	forceNew := []string{".metadata.name", ".metadata.namespace"}
	if !isPatch(urn, inputs.GetKind()) {
		forceNew = append(forceNew, p.immutable(inputs)...)
	}
	detail := detailedDiff(changes, old.Object, inputs.Object, old.Object, forceNew)
	if err := dropIgnored(detail, req.GetIgnoreChanges()); err != nil {
		return nil, err
	}
	response := &pulumirpc.DiffResponse{
		Changes: pulumirpc.DiffResponse_DIFF_NONE, DetailedDiff: detail, HasDetailedDiff: true, Replaces: replaces(detail),
	}
	if len(detail) > 0 {
		response.Changes = pulumirpc.DiffResponse_DIFF_SOME
	}
	if d, ok := detail["metadata"]; ok && d.GetKind() == pulumirpc.PropertyDiff_DELETE {
		response.Replaces = append(response.Replaces, "metadata")
	}
	// Two objects of one name can't coexist, so the old one has to go first. A made-up name can be made up again.
	response.DeleteBeforeReplace = len(response.Replaces) > 0 && isNamed(inputs, news) && !says(inputs, autonamed) &&
		inputs.GetName() == live.GetName() && inputs.GetNamespace() == live.GetNamespace()
	return response, nil
}

// comparable cuts the old live object down to what the old inputs set, and evens out on both sides what isn't a change.
func (p *Provider) comparable(live, oldInputs, inputs *unstructured.Unstructured) *unstructured.Unstructured {
	old := &unstructured.Unstructured{Object: prune(live.Object, oldInputs.Object)}
	gvk := inputs.GroupVersionKind()
	if p.cluster.namespaced(gvk) {
		old.SetNamespace(orDefault(old.GetNamespace()))
		inputs.SetNamespace(orDefault(inputs.GetNamespace()))
	} else {
		old.SetNamespace("")
		inputs.SetNamespace("")
	}
	if old.GroupVersionKind().Empty() {
		old.SetGroupVersionKind(gvk)
	}
	if p.settings.serverSideApply {
		old.SetResourceVersion("")
	}
	// The program may name the object as it already is called.
	if inputs.GetName() != "" {
		old.SetName(live.GetName())
	}
	return old
}

// replaces lists the paths of a diff that force a replacement.
func replaces(detail map[string]*pulumirpc.PropertyDiff) []string {
	var paths []string
	for path, d := range detail {
		switch d.GetKind() {
		case pulumirpc.PropertyDiff_ADD_REPLACE, pulumirpc.PropertyDiff_DELETE_REPLACE,
			pulumirpc.PropertyDiff_UPDATE_REPLACE:
			paths = append(paths, path)
		}
	}
	return paths
}

// dropIgnored removes from a diff what the program's ignoreChanges cover.
func dropIgnored(detail map[string]*pulumirpc.PropertyDiff, ignore []string) error {
	for _, raw := range ignore {
		ignored, err := resource.ParsePropertyPath(raw)
		if err != nil {
			return fmt.Errorf("failed to parse ignore path: %w", err)
		}
		for path := range detail {
			parsed, err := resource.ParsePropertyPath(path)
			if err != nil {
				return fmt.Errorf("failed to parse diff path: %w", err)
			}
			if ignored.Contains(parsed) {
				delete(detail, path)
			}
		}
	}
	return nil
}
