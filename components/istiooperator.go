package components

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/importer"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Imported is what came of the argument `istioOperator` beside the arguments that it stands for. The provider imports the
// YAML and lays the other arguments over it, before infer makes Go values of them.
type Imported struct {
	// Report and Patches are the importer's, without what another argument took the place of.
	Report  []importer.Entry
	Patches []importer.Patch
	// Origin says where in the YAML the value of an argument comes from, "" where it doesn't.
	Origin func(path string) string
}

type importedKey struct{}

// WithImported hands to NewMeshStack and ImagesOf what an IstioOperator gave to their arguments.
func WithImported(ctx context.Context, found *Imported) context.Context {
	return context.WithValue(ctx, importedKey{}, found)
}

const istioOperatorText = "An IstioOperator as it is, of Istio 1.5 to 1.31: one or several documents of YAML, or a List. It stands for the arguments that `fromIstioOperator` makes of it, " +
	"and arguments that are given, too, go before it: maps key by key, lists as a whole. What no argument says is a finding (docs/from-istiooperator.md). " +
	"`version` is the release that it is read for. Default: none."

const istioOperatorVersionText = "Istio release that ran `istioOperator`, `x.y` or `x.y.z`: up to 1.23 a list of gateways adds to the profile's, from 1.24 on it replaces them. " +
	"Default: its `spec.tag` where that is a release, else 1.24 and later."

// checkIstioOperator reports what of the YAML no argument says. From then on findings say which values come from it.
func (a MeshStackArgs) checkIstioOperator(ctx context.Context, f *check.Findings) {
	if a.IstioOperator != nil || a.IstioOperatorVersion != nil {
		// The provider takes it out, so this is a Go program without the provider.
		f.Errorf("istioOperator", "the provider alone reads it; use the package's SDK, or write the arguments that the function fromIstioOperator makes of it")
	}
	found, ok := ctx.Value(importedKey{}).(*Imported)
	if !ok {
		return
	}
	f.Origin = found.Origin
	found.reportManual(f)
	found.reportPatches(f)
}

// reportManual reports what somebody has to decide, fields side by side that share their lot together.
func (i *Imported) reportManual(f *check.Findings) {
	var group []importer.Entry
	flush := func() {
		if len(group) > 0 {
			f.Report(check.IstioOperatorLeft, "istioOperator", "%s: %s", fieldsOf(group), group[0].Message)
		}
		group = nil
	}
	for _, e := range i.Report {
		if e.Outcome != importer.Manual {
			continue
		}
		if len(group) > 0 && group[0].Message != e.Message {
			flush()
		}
		group = append(group, e)
	}
	flush()
}

// reportPatches reports what changes an object that a chart makes.
func (i *Imported) reportPatches(f *check.Findings) {
	for _, p := range i.Patches {
		var fields []importer.Entry
		for _, e := range i.Report {
			if slices.Contains(e.To, p.String()) {
				fields = append(fields, e)
			}
		}
		if len(fields) == 0 {
			continue // a given argument took the place of all of them
		}
		f.Report(check.IstioOperatorPatches, "istioOperator", "%s: no argument says it, so it would be lost; take the program that fromIstioOperator makes, which has a %s, "+
			"or take it out here", fieldsOf(fields), p)
	}
}

// mostFields is how many fields a message names.
const mostFields = 3

// fieldsOf names fields by line and path.
func fieldsOf(entries []importer.Entry) string {
	var names []string
	for _, e := range entries[:min(len(entries), mostFields)] {
		names = append(names, e.Path)
		if e.Path == "" {
			names[len(names)-1] = fmt.Sprintf("document %d", e.Document)
		}
	}
	if more := len(entries) - mostFields; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("line %d: %s", entries[0].Line, strings.Join(names, ", "))
}

// PlannedValues returns the values of the charts base, istiod (of the mesh's own control plane), cni and ztunnel, by their names,
// as far as these arguments plan them. Arguments that are wrong give what can be said of them.
func PlannedValues(args MeshStackArgs) plan.Tree {
	out := plan.Tree{}
	for _, r := range newMesh(args).plan().Releases {
		if out[r.Chart.Name] == nil && r.Chart.Repository == "" && r.Chart.Name != "gateway" {
			out[r.Chart.Name] = plan.Plain(r.Values)
		}
	}
	return out
}
