package importer

import (
	"fmt"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// Options say what the YAML was for, and what the mesh shall be.
type Options struct {
	// SourceVersion is the Istio release that ran the YAML, `x.y` or `x.y.z`. Up to 1.23 lists of gateways add to those of
	// the profile, from 1.24 on they replace them. "" takes it from spec.tag where that is a release, else 1.24 and later.
	SourceVersion string
	// TargetVersion is the release to install, `x.y.z`. "" takes spec.tag where MeshStack installs that release, else the
	// argument is left out.
	TargetVersion string
}

// Outcome is what became of a field.
type Outcome string

// The outcomes.
const (
	// Carried: the field is an argument now, or a patch.
	Carried Outcome = "carried"
	// Default: it holds without being said.
	Default Outcome = "default"
	// Dropped: it had no effect, or needs none any more.
	Dropped Outcome = "dropped"
	// Manual: somebody has to decide or do something.
	Manual Outcome = "manual"
)

// Entry is what became of one field of the input.
type Entry struct {
	// Path is that of the field in its document, for example `spec.values.global.hub`. It is "" for a document that is no
	// IstioOperator.
	Path string `json:"path"`
	// Document counts from 1, and an item of a List has that of the List. Line counts from 1 over the whole input.
	Document int `json:"document"`
	Line     int `json:"line"`
	// Outcome is what became of it, and To where it is now: paths of arguments, or the patch.
	Outcome Outcome  `json:"outcome"`
	To      []string `json:"to,omitempty"`
	// Message says why, and what to do. It is "" for what is carried as it is.
	Message string `json:"message,omitempty"`
}

// String returns the entry on one line.
func (e Entry) String() string {
	return fmt.Sprintf("%s (document %d, line %d): %s %v %s", e.Path, e.Document, e.Line, e.Outcome, e.To, e.Message)
}

// Patch is a change to an object that a chart makes, for what no value of the chart says. It is applied after the mesh,
// server-side.
type Patch struct {
	APIVersion, Kind, Namespace, Name string
	// Body is the object without these four, as for server-side apply: items of lists have the keys that tell them apart.
	Body map[string]any
}

// String names the patch as Entry.To does.
func (p Patch) String() string { return patchOf(p.Kind, p.Name) }

func patchOf(kind, name string) string { return fmt.Sprintf("patch of %s %s", kind, name) }

// Result is a MeshStack that means what the YAML meant.
type Result struct {
	// Args are arguments of MeshStack, of the types that JSON decodes to.
	Args map[string]any
	// Patches are what arguments can't say.
	Patches []Patch
	// Report has exactly one entry for every leaf of the input, in its order.
	Report []Entry
	// Programs hold Args and Patches as the main file of a program.
	Programs map[Language]string
}

// Import reads one or several documents of YAML. What is no IstioOperator is reported and left alone.
//
// All that is wrong with the input comes back together, as Errors.
func Import(yaml []byte, o Options) (*Result, error) {
	versions, err := o.parse()
	if err != nil {
		return nil, err
	}
	in, err := read(yaml)
	if err != nil {
		return nil, err
	}
	t := &translation{versions: versions, args: map[string]any{}}
	t.run(in)
	if err := t.errors.err(); err != nil {
		return nil, err
	}
	for i := range t.patches {
		t.patches[i].Body = decoded(t.patches[i].Body).(map[string]any)
	}
	result := &Result{Args: decoded(t.args).(map[string]any), Patches: t.patches, Report: in.report()}
	result.Programs, err = programs(result)
	return result, err
}

// decoded gives numbers the type that JSON decodes them to.
func decoded(v any) any {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case map[string]any:
		for key, value := range v {
			v[key] = decoded(value)
		}
	case []any:
		for i, value := range v {
			v[i] = decoded(value)
		}
	}
	return v
}

// oldest and newest bound the releases whose IstioOperator is known.
const (
	oldestMinor = 5
	newestMinor = 31
	// replacing is the minor release from which a list of gateways replaces the profile's.
	replacing = 24
)

// parsed are the versions of Options.
type parsed struct {
	// source is the minor release that ran the YAML, 0 where nobody says.
	source int
	target string
}

func (o Options) parse() (parsed, error) {
	out := parsed{target: o.TargetVersion}
	var errs Errors
	if o.SourceVersion != "" {
		minor, ok := minorOf(o.SourceVersion)
		if !ok || minor < oldestMinor || minor > newestMinor {
			errs.add(Error{Path: "sourceVersion", Message: fmt.Sprintf("%q is no release whose IstioOperator is known; write x.y or x.y.z from 1.%d to 1.%d",
				o.SourceVersion, oldestMinor, newestMinor)})
		}
		out.source = minor
	}
	if o.TargetVersion != "" {
		if v, err := istio.ParseVersion(o.TargetVersion); err != nil {
			errs.add(Error{Path: "targetVersion", Message: err.Error()})
		} else if !v.AtLeast(replacing) {
			errs.add(Error{Path: "targetVersion", Message: fmt.Sprintf("%s is before 1.%d, the first release that MeshStack installs; write a later one", o.TargetVersion, replacing)})
		}
	}
	return out, errs.err()
}
