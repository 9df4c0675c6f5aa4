package manifests

import (
	"path"
	"reflect"
	"slices"
)

// Reviewed is a difference that somebody looked at and found right, in words and as matchers.
type Reviewed struct {
	// What is different, and Why that is right. They are columns of a page.
	What, Why string
	// Inputs are the names of those that differ, as in the keys that [Review] gets; all of them if nil.
	Inputs []string
	// Objects are patterns of helmrender.Key, in the form of path.Match. Any of them may fit.
	Objects []string
	// Fields are places in these objects. Any of them may fit.
	Fields []Field
}

// Field matches what differs in an object, or with an empty path objects that one side alone has.
type Field struct {
	// Path is a pattern of Difference.Path, in the form of path.Match.
	Path string
	// Ours and Theirs are what is there: nil for nothing, a [Wildcard], or the value itself.
	Ours, Theirs any
}

// At makes a [Field].
func At(path string, ours, theirs any) Field { return Field{Path: path, Ours: ours, Theirs: theirs} }

// Wildcard is a value that stands for others.
type Wildcard string

// Some is any value, but not the lack of one; Maybe is either.
const (
	Some  Wildcard = "some"
	Maybe Wildcard = "maybe"
)

func (w Wildcard) fits(got any) bool { return w == Maybe || got != nil }

func fits(want, got any) bool {
	if w, ok := want.(Wildcard); ok {
		return w.fits(got)
	}
	return reflect.DeepEqual(want, got)
}

func (f Field) matches(d Difference) bool {
	ok, err := path.Match(f.Path, d.Path)
	return err == nil && ok && fits(f.Ours, d.Ours) && fits(f.Theirs, d.Theirs)
}

// use is a part of an entry that must be good for something.
type use struct {
	entry      int
	kind, name string
}

// uses lists every part of an entry.
func (r Reviewed) uses(entry int) []use {
	var out []use
	for _, name := range r.Inputs {
		out = append(out, use{entry, "input", name})
	}
	for _, o := range r.Objects {
		out = append(out, use{entry, "object", o})
	}
	for _, f := range r.Fields {
		out = append(out, use{entry, "field", f.Path})
	}
	return out
}

// explains reports which parts of an entry explain a difference, none if it doesn't.
func (r Reviewed) explains(entry int, input string, d Difference) []use {
	var out []use
	if r.Inputs != nil {
		if !slices.Contains(r.Inputs, input) {
			return nil
		}
		out = append(out, use{entry, "input", input})
	}
	o := slices.IndexFunc(r.Objects, func(pattern string) bool {
		ok, err := path.Match(pattern, d.Object)
		return err == nil && ok
	})
	f := slices.IndexFunc(r.Fields, func(f Field) bool { return f.matches(d) })
	if o < 0 || f < 0 {
		return nil
	}
	return append(out, use{entry, "object", r.Objects[o]}, use{entry, "field", r.Fields[f].Path})
}
