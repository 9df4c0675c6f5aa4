package proof

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// lines writes an object as a list of texts `path: value`, one for each leaf, in the order of their paths. A list without
// maps and lists in it is one leaf. An unknown leaf is a plan.Hidden in its place, so that a list is as long once it's known.
//
// A tree of maps would say the same. But the engine takes down every key of every map, with all that is below it, whenever
// the object comes by: what a mesh renders to would take it longer than all else that there is in a preview.
func lines(body map[string]any) []any {
	l := &liner{out: []any{}}
	l.walk("", body)
	return l.out
}

type liner struct{ out []any }

func (l *liner) walk(path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			l.walk(plan.Join(path, key), v[key])
		}
		if len(v) > 0 {
			return
		}
	case []any:
		if slices.ContainsFunc(v, composite) {
			names := entryNames(v)
			for i, e := range v {
				l.walk(path+"["+names[i]+"]", e)
			}
			return
		}
		if slices.Contains(v, any(plan.Hidden{Unknown: true})) {
			l.out = append(l.out, plan.Hidden{Unknown: true})
			return
		}
	case plan.Hidden:
		if v.Unknown {
			l.out = append(l.out, v)
			return
		}
	}
	l.out = append(l.out, path+": "+leafText(v))
}

func composite(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// entryNames are what the entries of a list are called: by their `name`, if each has one of its own, as then those after a
// new one keep their paths; else by their number.
func entryNames(list []any) []string {
	names, seen := make([]string, len(list)), map[string]bool{}
	for i, e := range list {
		m, _ := e.(map[string]any)
		names[i], _ = m["name"].(string)
		seen[names[i]] = true
	}
	if len(seen) < len(list) || seen[""] {
		for i := range list {
			names[i] = strconv.Itoa(i)
		}
	}
	return names
}

// leafText writes a leaf as YAML would, with digests in place of long texts. Lines of a text follow indented, which the CLI
// reads as YAML and so shows what changes in them.
func leafText(v any) string {
	switch v := v.(type) {
	case plan.Hidden:
		return plan.SecretText
	case string:
		switch {
		case len(v) > longText:
			return fmt.Sprintf("%s (%d bytes)", textDigest([]byte(v)), len(v))
		case strings.Contains(v, "\n"):
			return "|\n  " + strings.ReplaceAll(v, "\n", "\n  ")
		case v == "" || json.Valid([]byte(v)):
			return strconv.Quote(v) // "1" isn't 1
		}
		return v
	case []any:
		texts := make([]string, len(v))
		for i, e := range v {
			texts[i] = leafText(e)
			if text, ok := e.(string); ok && texts[i] == text && strings.ContainsAny(text, ",]") {
				texts[i] = strconv.Quote(text) // "a, b" isn't two
			}
		}
		return "[" + strings.Join(texts, ", ") + "]"
	}
	text, _ := json.Marshal(v) // a number, a boolean, nothing, or an empty map
	return string(text)
}
