package manifests

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"
)

// Compare lists the differences of two sets of objects by helmrender.Key, sorted by object and path; nil if there are none.
// What means the same counts as the same: keys that are null and keys that aren't there, empty labels or annotations and
// none, texts with and without line breaks at the end, YAML and JSON in ConfigMaps. It doesn't change the objects.
func Compare(ours, theirs map[string]map[string]any) []Difference {
	var out []Difference
	for key, object := range ours {
		if _, ok := theirs[key]; !ok {
			out = append(out, Difference{Object: key, Ours: object})
			continue
		}
		r := &reporter{object: key}
		gocmp.Equal(normal(object, ""), normal(theirs[key], ""), gocmp.Reporter(r))
		out = append(out, r.found...)
	}
	for key, object := range theirs {
		if _, ok := ours[key]; !ok {
			out = append(out, Difference{Object: key, Theirs: object})
		}
	}
	slices.SortFunc(out, func(a, b Difference) int {
		return cmp.Or(strings.Compare(a.Object, b.Object), strings.Compare(a.Path, b.Path))
	})
	return out
}

// reporter collects what go-cmp finds.
type reporter struct {
	object string
	path   gocmp.Path
	found  []Difference
}

// PushStep and PopStep follow go-cmp through the trees.
func (r *reporter) PushStep(step gocmp.PathStep) { r.path = append(r.path, step) }

// PopStep goes back up.
func (r *reporter) PopStep() { r.path = r.path[:len(r.path)-1] }

// Report takes a difference down.
func (r *reporter) Report(result gocmp.Result) {
	if result.Equal() {
		return
	}
	ours, theirs := r.path.Last().Values()
	d := Difference{Object: r.object, Path: text(r.path), Ours: value(ours), Theirs: value(theirs)}
	if strings.HasSuffix(d.Path, order) && !sameNames(d.Ours, d.Theirs) {
		return // the item that one side lacks is a difference of its own
	}
	r.found = append(r.found, d)
}

func value(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}

func sameNames(a, b any) bool {
	split := func(v any) []string { return slices.Sorted(slices.Values(strings.Split(fmt.Sprint(v), ","))) }
	return slices.Equal(split(a), split(b))
}

// text writes a path as Difference.Path has it.
func text(path gocmp.Path) string {
	var keys []string
	for _, step := range path {
		switch step := step.(type) {
		case gocmp.MapIndex:
			key := step.Key().String()
			if strings.ContainsAny(key, "./") {
				key = `"` + key + `"`
			}
			keys = append(keys, key)
		case gocmp.SliceIndex:
			x, y := step.SplitKeys()
			keys = append(keys, strconv.Itoa(max(x, y)))
		}
	}
	return strings.Join(keys, ".")
}
