package plan

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Tree is a free-form map: string keys, and as values maps, lists, strings, numbers, booleans, null, or Pulumi Inputs.
type Tree map[string]any

// Set puts a value at a path of keys and makes the maps on the way. A map is merged with one that is there, anything else
// takes its place. Nil values and empty containers are left out, so that only what somebody decided is written.
func (t Tree) Set(value any, path ...string) {
	value = Plain(value)
	if isEmpty(value) {
		return
	}
	for i := len(path) - 1; i > 0; i-- {
		value = Tree{path[i]: value}
	}
	t[path[0]] = Merge(t[path[0]], value)
}

// Merge lays over on top of base the way Helm does: maps are merged key by key, everything else, lists too, is
// replaced. Where one side is an Input the merge is done when its value is known.
func Merge(base, over any) any {
	base, over = Plain(base), Plain(over)
	if base == nil {
		return over
	}
	_, baseInput := base.(pulumi.Input)
	_, overInput := over.(pulumi.Input)
	baseTree, baseIsTree := base.(Tree)
	overTree, overIsTree := over.(Tree)
	switch {
	case baseIsTree && overIsTree:
		out := make(Tree, len(baseTree)+len(overTree))
		for k, v := range baseTree {
			out[k] = v
		}
		for k, v := range overTree {
			if existing, ok := out[k]; ok {
				out[k] = Merge(existing, v)
				continue
			}
			out[k] = v
		}
		return out
	case overInput && (baseInput || baseIsTree), baseInput && overIsTree:
		return pulumi.All(Input(base), Input(over)).ApplyT(func(both []any) any {
			return ToGo(Merge(both[0], both[1]))
		})
	}
	return over
}

// Plain turns what is known into plain data: pulumi.String and its like, pointers, typed maps and lists become string,
// float64, bool, Tree and []any. Outputs stay as they are.
func Plain(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case Tree:
		return v
	case map[string]any:
		return plainMap(v)
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = Plain(e)
		}
		return out
	case pulumi.Output:
		return v
	}
	return plainReflect(v)
}

func plainMap(m map[string]any) Tree {
	out := make(Tree, len(m))
	for k, e := range m {
		out[k] = Plain(e)
	}
	return out
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case Tree:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}
