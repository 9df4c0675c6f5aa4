package chart

import (
	"cmp"
	"maps"
	"slices"

	helmchart "helm.sh/helm/v3/pkg/chart"
)

// Lint reports what the values that a user wrote can't mean: keys that nothing in the chart reads, which Helm takes in
// silence, and values of another type than the chart's own. nil values, which remove a default, are fine.
//
// A key is known if values.yaml has it, or one of Istio's profiles in files/, or if a template reads it; below an empty
// map or nil everything is. What is said of a key by values.schema.json is left to Render, and mesh config to who knows it.
// What can't be told isn't reported: the problems are for a warning. They are sorted by path.
func Lint(c *helmchart.Chart, user map[string]any) []ValueProblem {
	if len(user) == 0 {
		return nil
	}
	l := linter{knowledge: learn(c)}
	l.walk(l.defaults, l.schema, user, nil)
	out := l.problems
	slices.SortStableFunc(out, func(a, b ValueProblem) int { return cmp.Compare(a.Path, b.Path) })
	return out
}

// linter holds a user's values against a chart. A place in the values is a list of keys.
type linter struct {
	*knowledge

	// above is the place of the values that are judged.
	above    []string
	problems []ValueProblem
}

// foreign are the keys whose content isn't judged here: Istio takes mesh config as it is.
var foreign = map[string]bool{"meshConfig": true}

// walk judges a map of the user's. defaults and schema are what is known of that place.
func (l *linter) walk(defaults *node, schema schemaNode, user map[string]any, place []string) {
	for _, key := range slices.Sorted(maps.Keys(user)) {
		value, here := user[key], append(slices.Clip(place), key)
		if value == nil {
			continue
		}
		if len(place) == 0 && l.subchart(key, value) {
			continue
		}
		if !l.known(defaults, schema, place, key) {
			l.unknown(defaults, place, key)
			continue
		}
		child, childSchema := defaults.child(key), schema.property(key)
		if message := child.mismatch(value); message != "" && !childSchema.hasType() {
			l.report(WrongType, here, message, "")
			continue
		}
		if inner, ok := value.(map[string]any); ok && (len(place) > 0 || !foreign[key]) {
			l.walk(child, childSchema, inner, here)
		}
	}
}

// subchart judges the values of a chart inside the chart, or those that the chart itself lifts to the top, and reports
// whether the key is for such.
func (l *linter) subchart(key string, value any) bool {
	sub := l.subcharts[key]
	if l.lifted[key] {
		sub = l.knowledge
	}
	inner, isMap := value.(map[string]any)
	if sub == nil || !isMap {
		return false
	}
	below := linter{knowledge: sub, above: append(slices.Clip(l.above), key)}
	below.walk(sub.defaults, sub.schema, inner, nil)
	l.problems = append(l.problems, below.problems...)
	return true
}

func (l *linter) report(kind ProblemKind, place []string, message, nearest string) {
	l.problems = append(l.problems, ValueProblem{Path: l.path(place), Kind: kind, Message: message, Nearest: nearest})
}

// path is that of a place among all the values.
func (l *linter) path(place []string) string { return pathOf(slices.Concat(l.above, place)) }

// known reports whether a key may stand in a place. In maps that a template takes as a whole, in those that only a profile
// has, and among the globals, which charts share, only what looks like a misspelled key isn't.
func (l *linter) known(defaults *node, schema schemaNode, place []string, key string) bool {
	switch {
	case defaults.child(key) != nil, defaults.free(), schema.closed(), schema.property(key).given(),
		l.reads.paths[dotted(append(slices.Clip(place), key))], l.reads.names[key]:
		return true
	case len(place) > 0 && (place[0] == "global" || !defaults.own || l.reads.whole[dotted(place)]):
		return nearest(key, defaults.keys(), sure) == ""
	}
	return false
}

// unknown reports a key, with the one that may be meant.
func (l *linter) unknown(defaults *node, place []string, key string) {
	here := append(slices.Clip(place), key)
	siblings := append(defaults.keys(), l.reads.below(place)...)
	meant := nearest(key, siblings, sure)
	switch elsewhere := l.defaults.find(key); {
	case meant != "":
	case elsewhere != nil:
		path := l.path(elsewhere)
		l.report(UnknownKey, here, "the chart reads no such key here; write "+path+" if that is meant, or remove it", path)
		return
	default:
		meant = nearest(key, siblings, likely)
	}
	if meant == "" {
		l.report(UnknownKey, here, "the chart reads no such key; remove it, or look up its name in the chart's values.yaml", "")
		return
	}
	path := l.path(append(slices.Clip(place), meant))
	l.report(UnknownKey, here, "the chart reads no such key; write "+path+" if that is meant, or remove it", path)
}
