package freeform

import (
	"context"
	"reflect"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Names of the two properties that Split writes. They must equal the tags of Map.
const (
	plainKey  = "plain"
	leavesKey = "leaves"
)

// Map is a free-form argument as CopyTo fills it from what Split returned. In the schema it is a map of any.
type Map struct {
	// Plain holds the values that are known and neither secret nor bound to a resource. A leaf that is kept in Leaves is
	// null here, so that lists keep their length. It is a map[string]any or nil; its type is any because CopyTo leaves
	// keys that begin with __ out of what is typed as a map.
	Plain any `pulumi:"plain"`
	// Leaves holds everything else, by JSON pointer (RFC 6901). "" is the whole map.
	Leaves map[string]pulumi.Input `pulumi:"leaves"`
}

// ElementType makes Map an Input, and so tells the schema what it stands for.
func (Map) ElementType() reflect.Type { return reflect.TypeFor[map[string]any]() }

// ToMapOutput makes Map usable where a map of any is wanted.
func (m Map) ToMapOutput() pulumi.MapOutput {
	return m.ToMapOutputWithContext(context.Background())
}

// ToMapOutputWithContext is ToMapOutput within a context.
func (m Map) ToMapOutputWithContext(ctx context.Context) pulumi.MapOutput {
	return pulumi.ToOutputWithContext(ctx, m.Value()).ApplyT(func(v any) map[string]any {
		tree, _ := v.(map[string]any)
		return tree
	}).(pulumi.MapOutput)
}

// Value returns the map with its leaves in place: a map[string]any, or an Input when the map as a whole is unknown or
// secret.
func (m Map) Value() any {
	if whole, ok := m.Leaves[""]; ok {
		return whole
	}
	root := copyTree(m.plain())
	for path, leaf := range m.Leaves {
		root = place(root, tokens(path), leaf)
	}
	return root
}

// IsZero reports whether nothing was given.
func (m *Map) IsZero() bool {
	return m == nil || len(m.plain()) == 0 && len(m.Leaves) == 0
}

func (m Map) plain() map[string]any {
	plain, _ := m.Plain.(map[string]any)
	return plain
}

// place sets the leaf at a path. Split made the path, so every container on it is there, except for maps that held
// nothing but leaves.
func place(node any, path []string, leaf pulumi.Input) any {
	if len(path) == 0 {
		return leaf
	}
	if list, ok := node.([]any); ok {
		if i, err := strconv.Atoi(path[0]); err == nil && i < len(list) {
			list[i] = place(list[i], path[1:], leaf)
		}
		return list
	}
	object, ok := node.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	object[path[0]] = place(object[path[0]], path[1:], leaf)
	return object
}

func copyTree(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = copyTree(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = copyTree(e)
		}
		return out
	}
	return v
}
