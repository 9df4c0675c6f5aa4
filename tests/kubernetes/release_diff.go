package kubernetes

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

// diffRelease compares old inputs, new inputs and state three ways: what the program took out is deleted, what it set
// is compared with the state, and what Helm added to the state is no change.
func (p *Provider) diffRelease(req *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	state, err := decode("old state", req.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := decode("inputs", req.GetNews())
	if err != nil {
		return nil, err
	}
	// Of ignoreChanges only the version needs help: Check resolved it after the engine had put the old input back.
	if slices.Contains(req.GetIgnoreChanges(), "version") {
		news["version"] = state["version"]
	}
	olds := releaseInputs(state)
	delete(olds, "checksum")
	delete(olds, "resourceNames")

	patch, err := releasePatch(olds, news, state)
	if err != nil {
		return nil, fmt.Errorf("failed to check for changes in the Helm release: %w", err)
	}
	if len(patch) == 0 {
		return &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}, nil
	}
	plain := func(m resource.PropertyMap) map[string]any { return m.MapRepl(nil, stripSecret) }
	detail := detailedDiff(patch, plain(state), plain(news), plain(olds), []string{".name", ".namespace"})
	response := &pulumirpc.DiffResponse{
		Changes: pulumirpc.DiffResponse_DIFF_SOME, Replaces: replaces(detail),
		DetailedDiff: detail, HasDetailedDiff: len(detail) > 0,
	}
	for key := range patch {
		response.Diffs = append(response.Diffs, key)
	}
	slices.Sort(response.Diffs)
	return response, nil
}

// releasePatch returns what has to change in the state. Unknown values count as null here.
func releasePatch(olds, news, state resource.PropertyMap) (map[string]any, error) {
	var raw [3][]byte
	for i, m := range []resource.PropertyMap{olds, news, state} {
		var err error
		if raw[i], err = json.Marshal(m.MapRepl(nil, stripUnknown)); err != nil {
			return nil, err
		}
	}
	merged, err := strategicpatch.CreateThreeWayMergePatch(raw[0], raw[1], raw[2], plainLists{}, true)
	if err != nil {
		return nil, err
	}
	patch := map[string]any{}
	return patch, json.Unmarshal(merged, &patch)
}

// plainLists tells the patch that no list merges by key: each is replaced as a whole, as Helm does with values.
type plainLists struct{}

func (plainLists) LookupPatchMetadataForStruct(
	string,
) (strategicpatch.LookupPatchMeta, strategicpatch.PatchMeta, error) {
	return plainLists{}, strategicpatch.PatchMeta{}, nil
}

func (plainLists) LookupPatchMetadataForSlice(
	string,
) (strategicpatch.LookupPatchMeta, strategicpatch.PatchMeta, error) {
	return plainLists{}, strategicpatch.PatchMeta{}, nil
}

func (plainLists) Name() string { return "" }
