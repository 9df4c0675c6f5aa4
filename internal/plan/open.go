package plan

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Open returns a tree in which every Input that is known and no secret is replaced by its value. The others stay.
func Open(ctx context.Context, v any) any {
	switch v := Plain(v).(type) {
	case Tree:
		out := make(Tree, len(v))
		for key, e := range v {
			out[key] = Open(ctx, e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = Open(ctx, e)
		}
		return out
	case pulumi.Input:
		value, known := AwaitOpen(ctx, v)
		if _, still := value.(pulumi.Input); !known || still {
			return v
		}
		return Open(ctx, value)
	default:
		return v
	}
}

// SecretPaths lists the places of a tree that hold secrets, known or not, in order: the tree's own path with keys behind dots
// and places in lists in brackets. A map or list that is secret as a whole is one place.
func SecretPaths(ctx context.Context, v any, path string) []string {
	var out []string
	switch v := Plain(v).(type) {
	case Tree:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			out = append(out, SecretPaths(ctx, v[key], strings.TrimPrefix(path+"."+key, "."))...)
		}
	case []any:
		for i, e := range v {
			out = append(out, SecretPaths(ctx, e, fmt.Sprintf("%s[%d]", path, i))...)
		}
	case pulumi.Input:
		if IsSecret(ctx, v) {
			return []string{path}
		}
	}
	return out
}
