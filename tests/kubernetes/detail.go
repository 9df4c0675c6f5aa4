package kubernetes

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// absent stands for a key that a map doesn't have, as opposed to one whose value is null.
var absent = struct{ absent bool }{true}

// detailer turns a merge patch into Pulumi's list of changed properties.
type detailer struct {
	forceNew [][]string
	diff     map[string]*pulumirpc.PropertyDiff
}

// detailedDiff lists what a merge patch changes, property by property, and which of it forces a replacement. The patch
// alone isn't enough: it replaces lists as a whole, and it can't tell a null from an unknown.
func detailedDiff(
	patch, old, newInputs, oldInputs map[string]any, forceNew []string,
) map[string]*pulumirpc.PropertyDiff {
	d := &detailer{diff: map[string]*pulumirpc.PropertyDiff{}}
	for _, path := range forceNew {
		path = strings.ReplaceAll(strings.TrimPrefix(path, "."), "[*]", ".*")
		d.forceNew = append(d.forceNew, strings.Split(path, "."))
	}
	d.mapping(nil, patch, old, newInputs, oldInputs, false)
	return d.diff
}

// mapping compares key by key. Inside a list the patch has the whole element, so a key that it lacks was deleted.
func (d *detailer) mapping(path []any, patch, old, newInput, oldInput map[string]any, inList bool) {
	for key, v := range patch {
		d.value(with(path, key), v, get(old, key), get(newInput, key), get(oldInput, key), inList)
	}
	if !inList {
		return
	}
	for key, v := range old {
		if _, ok := patch[key]; !ok {
			d.value(with(path, key), nil, v, get(newInput, key), get(oldInput, key), inList)
		}
	}
}

// list compares element by element.
func (d *detailer) list(path []any, patch, old, newInput, oldInput []any) {
	at := func(list []any, i int) any {
		if i < len(list) {
			return list[i]
		}
		return nil
	}
	for i := 0; i < len(patch) || i < len(old); i++ {
		var v, before any = at(patch, i), absent
		if i < len(old) {
			before = old[i]
		}
		d.value(with(path, i), v, before, at(newInput, i), at(oldInput, i), true)
	}
}

// value records what happened to one property, given its value in the patch, before, and in either inputs.
func (d *detailer) value(path []any, v, old, newInput, oldInput any, inList bool) {
	// What neither inputs have is the server's own; what only the new ones lack can only be a deletion.
	if newInput == any(absent) && (v != nil || oldInput == any(absent)) {
		return
	}
	kind, inputDiff := pulumirpc.PropertyDiff_UPDATE, false
	_, unknown := newInput.(resource.Computed)
	switch {
	case v == nil && !unknown:
		kind, inputDiff = pulumirpc.PropertyDiff_DELETE, true
	case old == any(absent):
		kind = pulumirpc.PropertyDiff_ADD
	case v != nil:
		if d.descend(path, v, old, newInput, oldInput, inList) {
			return
		}
	}
	if d.forces(path, v) {
		switch kind {
		case pulumirpc.PropertyDiff_ADD:
			kind = pulumirpc.PropertyDiff_ADD_REPLACE
		case pulumirpc.PropertyDiff_DELETE:
			kind = pulumirpc.PropertyDiff_DELETE_REPLACE
		default:
			kind = pulumirpc.PropertyDiff_UPDATE_REPLACE
		}
	}
	d.diff[pathString(path)] = &pulumirpc.PropertyDiff{Kind: kind, InputDiff: inputDiff}
}

// descend compares inside two maps or two lists, and recognizes values that are equal after all, which a patch of a
// list repeats. It says whether that settles the property.
func (d *detailer) descend(path []any, v, old, newInput, oldInput any, inList bool) bool {
	switch v := v.(type) {
	case map[string]any:
		before, ok := old.(map[string]any)
		if ok {
			n, _ := newInput.(map[string]any)
			o, _ := oldInput.(map[string]any)
			d.mapping(path, v, before, n, o, inList)
		}
		return ok
	case []any:
		before, ok := old.([]any)
		if ok {
			n, _ := newInput.([]any)
			o, _ := oldInput.([]any)
			d.list(path, v, before, n, o)
		}
		return ok
	default:
		return reflect.DeepEqual(v, old) || equalNumbers(v, old)
	}
}

// forces says whether a change of v at path touches a property that can't change in place: one at the path, above it,
// or below it inside v.
func (d *detailer) forces(path []any, v any) bool {
	for _, forced := range d.forceNew {
		if touches(forced, path, v) {
			return true
		}
	}
	return false
}

func touches(forced []string, path []any, v any) bool {
	switch {
	case len(forced) == 0:
		return true
	case len(path) > 0:
		switch key := path[0].(type) {
		case string:
			return key == forced[0] && touches(forced[1:], path[1:], v)
		default:
			return forced[0] == "*" && touches(forced[1:], path[1:], v)
		}
	}
	switch v := v.(type) {
	case map[string]any:
		inner, ok := v[forced[0]]
		return ok && touches(forced[1:], nil, inner)
	case []any:
		for _, e := range v {
			if forced[0] == "*" && touches(forced[1:], nil, e) {
				return true
			}
		}
	}
	return false
}

// pathString writes a path the way Pulumi reads it.
func pathString(path []any) string {
	var s strings.Builder
	for _, part := range path {
		key, isKey := part.(string)
		switch {
		case !isKey:
			fmt.Fprintf(&s, "[%d]", part)
		case strings.ContainsAny(key, `."[]`):
			fmt.Fprintf(&s, `["%s"]`, strings.ReplaceAll(key, `"`, `\"`))
		case s.Len() > 0:
			s.WriteString("." + key)
		default:
			s.WriteString(key)
		}
	}
	return s.String()
}

// with returns path extended by one part, leaving path's own memory alone.
func with(path []any, part any) []any {
	return append(path[:len(path):len(path)], part)
}

func get(m map[string]any, key string) any {
	if v, ok := m[key]; ok {
		return v
	}
	return absent
}

// equalNumbers compares numbers of different Go types: JSON has but one.
func equalNumbers(a, b any) bool {
	x, ok := toFloat(a)
	y, also := toFloat(b)
	return ok && also && x == y
}

func toFloat(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}
