package children

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// nullValues returns a values file with the nulls of a tree, or nil if it has none. Null removes a chart's default, and
// Pulumi's SDK leaves nulls out of the maps it sends, so they take this way: Helm merges the file under the values.
func nullValues(values any) (pulumi.AssetOrArchiveArray, error) {
	tree, ok := values.(plan.Tree)
	if !ok {
		return nil, nil // an Input, whose nulls the SDK drops when it is resolved
	}
	nulls := onlyNulls(tree)
	if len(nulls) == 0 {
		return nil, nil
	}
	text, err := yaml.Marshal(plan.ToGo(nulls))
	if err != nil {
		return nil, fmt.Errorf("write the values to remove: %w", err)
	}
	return pulumi.AssetOrArchiveArray{pulumi.NewStringAsset(string(text))}, nil
}

// onlyNulls is the tree without anything but its nulls. A list is replaced as a whole by Helm, so its nulls stay in it.
func onlyNulls(tree plan.Tree) plan.Tree {
	out := plan.Tree{}
	for key, value := range tree {
		switch value := plan.Plain(value).(type) {
		case nil:
			out[key] = nil
		case plan.Tree:
			if nested := onlyNulls(value); len(nested) > 0 {
				out[key] = nested
			}
		}
	}
	return out
}
