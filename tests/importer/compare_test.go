package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

// difference is one place where two sets of objects differ.
type difference struct {
	// object is its helmrender.Key.
	object string
	// path leads to the place: metadata.labels."istio.io/rev". An item of a list goes by its name, spec.ports.http2, or
	// else by its index. The path is empty where one side lacks the object.
	path string
	// ours and theirs are what is there, nil for nothing.
	ours, theirs any
}

func (d difference) String() string {
	return fmt.Sprintf("%s %s\n\tMeshStack: %.300s\n\tistioctl:  %.300s", d.object, d.path, show(d.ours), show(d.theirs))
}

// show writes a value as JSON.
func show(v any) string {
	if v == nil {
		return "nothing"
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}

// compare lists the differences of two sets of objects, by object and path.
func compare(ours, theirs map[string]m) []difference {
	var out []difference
	for key, object := range ours {
		if _, ok := theirs[key]; !ok {
			out = append(out, difference{object: key, ours: object})
			continue
		}
		r := &reporter{object: key}
		gocmp.Equal(normal(object, ""), normal(theirs[key], ""), gocmp.Reporter(r))
		out = append(out, r.found...)
	}
	for key, object := range theirs {
		if _, ok := ours[key]; !ok {
			out = append(out, difference{object: key, theirs: object})
		}
	}
	slices.SortFunc(out, func(a, b difference) int {
		return cmp.Or(strings.Compare(a.object, b.object), strings.Compare(a.path, b.path))
	})
	return out
}

// order is the key under which a list with names, which is compared as a map, keeps its order.
const order = "(order)"

// normal returns a tree with what means the same written the same: no keys that are null, no empty labels and annotations,
// texts without line breaks at the end, lists by the names of their items, and the documents in ConfigMaps as what they say.
func normal(node any, under string) any {
	switch node := node.(type) {
	case m:
		out := m{}
		for key, value := range node {
			if value == nil {
				continue
			}
			if text, ok := value.(string); ok && under == "data" {
				value = document(text)
			}
			value = normal(value, key)
			if empty, ok := value.(m); ok && len(empty) == 0 && (key == "annotations" || key == "labels") {
				continue
			}
			out[key] = value
		}
		return out
	case list:
		return normalList(node)
	case string:
		return strings.TrimRight(node, "\n")
	}
	return node
}

func normalList(items list) any {
	out := list{}
	named := m{}
	var names []string
	for _, item := range items {
		item = normal(item, "")
		out = append(out, item)
		if object, ok := item.(m); ok {
			if name, ok := object["name"].(string); ok {
				named[name] = item
				names = append(names, name)
			}
		}
	}
	if len(items) == 0 || len(named) < len(items) {
		return out
	}
	named[order] = strings.Join(names, ",")
	return named
}

// document reads what a ConfigMap holds: maps in YAML or JSON, and other text as it is.
func document(text string) any {
	var out m
	if err := yaml.Unmarshal([]byte(text), &out); err != nil || out == nil {
		return text
	}
	return out
}

// reporter collects what go-cmp finds.
type reporter struct {
	object string
	path   gocmp.Path
	found  []difference
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
	d := difference{object: r.object, path: text(r.path), ours: value(ours), theirs: value(theirs)}
	if strings.HasSuffix(d.path, order) && !sameNames(d.ours, d.theirs) {
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

// text writes a path as difference.path has it.
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
