package importer

import (
	"fmt"
	"path"
	"reflect"
	"slices"
)

// reviewed is a difference that somebody looked at and found right, in words and as matchers.
type reviewed struct {
	// what is different, and why that is right. They are columns of the page.
	what, why string
	// inputs are the names of those that differ, all of them if nil.
	inputs []string
	// objects are patterns of helmrender.Key, in the form of path.Match.
	objects []string
	fields  []field
}

// field matches what differs in an object, or with an empty path objects that one side alone has.
type field struct {
	// path is a pattern of difference.path, in the form of path.Match.
	path string
	// ours and theirs are what is there: nil for nothing, a wildcard, or the value itself.
	ours, theirs any
}

// wildcard is a value that stands for others.
type wildcard string

// some is any value, but not the lack of one; maybe is either.
const (
	some  wildcard = "some"
	maybe wildcard = "maybe"
)

func (w wildcard) fits(got any) bool { return w == maybe || got != nil }

func fits(want, got any) bool {
	if w, ok := want.(wildcard); ok {
		return w.fits(got)
	}
	return reflect.DeepEqual(want, got)
}

func (f field) matches(d difference) bool {
	ok, err := path.Match(f.path, d.path)
	return err == nil && ok && fits(f.ours, d.ours) && fits(f.theirs, d.theirs)
}

// use is a part of an entry that must be good for something.
type use struct {
	entry      int
	kind, name string
}

// uses lists every part of an entry.
func (r reviewed) uses(entry int) []use {
	var out []use
	for _, p := range r.inputs {
		out = append(out, use{entry, "input", p})
	}
	for _, o := range r.objects {
		out = append(out, use{entry, "object", o})
	}
	for _, f := range r.fields {
		out = append(out, use{entry, "field", f.path})
	}
	return out
}

// explains reports which parts of an entry explain a difference, none if it doesn't.
func (r reviewed) explains(entry int, input string, d difference) []use {
	var out []use
	if r.inputs != nil {
		if !slices.Contains(r.inputs, input) {
			return nil
		}
		out = append(out, use{entry, "input", input})
	}
	o := slices.IndexFunc(r.objects, func(pattern string) bool {
		ok, err := path.Match(pattern, d.object)
		return err == nil && ok
	})
	f := slices.IndexFunc(r.fields, func(f field) bool { return f.matches(d) })
	if o < 0 || f < 0 {
		return nil
	}
	return append(out, use{entry, "object", r.objects[o]}, use{entry, "field", r.fields[f].path})
}

// review holds differences, by input, against a list: those that it doesn't explain, which of its entries explain each input, and
// what of it is no use.
func review(entries []reviewed, found map[string][]difference) (unexplained []string, by map[string][]int, stale []string) {
	by = map[string][]int{}
	used := map[use]bool{}
	for input, differences := range found {
		for _, d := range differences {
			explained := false
			for i, entry := range entries {
				for _, u := range entry.explains(i, input, d) {
					used[u], explained = true, true
					if !slices.Contains(by[input], i) {
						by[input] = append(by[input], i)
					}
				}
			}
			if !explained {
				unexplained = append(unexplained, input+": "+d.String())
			}
		}
	}
	for i, entry := range entries {
		for _, u := range entry.uses(i) {
			if !used[u] {
				stale = append(stale, fmt.Sprintf("%q: %s %s", entry.what, u.kind, u.name))
			}
		}
	}
	slices.Sort(unexplained)
	return unexplained, by, stale
}
