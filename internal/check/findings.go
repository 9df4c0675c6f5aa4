package check

import (
	"fmt"
	"slices"
	"sort"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/errors"
)

// Finding is one thing that is wrong, or looks wrong.
type Finding struct {
	// ID names the check, "" where the finding can't be overruled.
	ID ID
	// Path is the property path of the argument, for example `gateways[0].name`.
	Path string
	// Message says what is wrong and what to write instead. It never holds the value of a secret.
	Message string
}

// String returns path, ID and message.
func (f Finding) String() string { return f.Path + ": " + f.text() }

func (f Finding) text() string {
	if f.ID == "" {
		return f.Message
	}
	return string(f.ID) + ": " + f.Message
}

// Mode is what becomes of findings that have an ID.
type Mode string

// The modes.
const (
	// Enforce takes each finding for what the catalog says.
	Enforce Mode = "enforce"
	// Warn turns errors into warnings.
	Warn Mode = "warn"
	// Off drops them.
	Off Mode = "off"
)

// Findings collects errors, which stop the component, and warnings, which don't.
type Findings struct {
	// Mode is Enforce where it is empty.
	Mode Mode
	// Ignore lists the checks whose findings are dropped.
	Ignore []ID
	// Origin says where the value of an argument comes from that nobody wrote as such, "" of one that somebody wrote. It is told
	// with what is found there. Nil where every argument is written.
	Origin func(path string) string

	errors, warnings, infos []Finding
}

// Report records a finding of the catalog, as mode and ignored IDs say.
func (f *Findings) Report(id ID, path, format string, args ...any) {
	c, ok := Find(id)
	if !ok {
		panic("no check is called " + string(id))
	}
	finding := f.finding(id, path, format, args)
	if c.Severity == Fatal {
		f.errors = append(f.errors, finding)
		return
	}
	if f.Mode == Off || slices.Contains(f.Ignore, id) {
		return
	}
	switch {
	case c.Severity == Error && f.Mode != Warn:
		f.errors = append(f.errors, finding)
	case c.Severity == Info:
		f.infos = append(f.infos, finding)
	default:
		f.warnings = append(f.warnings, finding)
	}
}

// Errorf records something that must be mended first.
func (f *Findings) Errorf(path, format string, args ...any) {
	f.errors = append(f.errors, f.finding("", path, format, args))
}

// Warnf records something that the user should know.
func (f *Findings) Warnf(path, format string, args ...any) {
	f.warnings = append(f.warnings, f.finding("", path, format, args))
}

func (f *Findings) finding(id ID, path, format string, args []any) Finding {
	message := fmt.Sprintf(format, args...)
	if f.Origin != nil {
		if from := f.Origin(path); from != "" {
			message += " (from " + from + ")"
		}
	}
	return Finding{id, path, message}
}

// Errors returns the errors, ordered by path.
func (f *Findings) Errors() []Finding { return sorted(f.errors) }

// Warnings returns the warnings, ordered by path.
func (f *Findings) Warnings() []Finding { return sorted(f.warnings) }

// Infos returns what could not be checked, ordered by path.
func (f *Findings) Infos() []Finding { return sorted(f.infos) }

// Err returns one input-properties error that names every error found, or nil.
func (f *Findings) Err() error {
	if len(f.errors) == 0 {
		return nil
	}
	details := make([]errors.InputPropertyErrorDetails, 0, len(f.errors))
	for _, e := range f.Errors() {
		details = append(details, errors.InputPropertyErrorDetails{PropertyPath: e.Path, Reason: e.text()})
	}
	what := "1 problem was found in the arguments; nothing was changed"
	if n := len(details); n > 1 {
		what = fmt.Sprintf("%d problems were found in the arguments; nothing was changed", n)
	}
	return errors.NewInputPropertiesError(what, details...)
}

func sorted(in []Finding) []Finding {
	out := append([]Finding(nil), in...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}
