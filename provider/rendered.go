package provider

import (
	"slices"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/meshstack/pulumi-meshstack/internal/children"
)

// withRenderedReleases keeps what releases are made of.
func withRenderedReleases(prov p.Provider) p.Provider {
	return withRecord(prov, record{token: children.RenderedReleaseType, diff: renderedDiff})
}

// renderedDiff names each object that comes or goes, and in the others each line that changes. Without the names the CLI would
// print every object of the release.
func renderedDiff(req p.DiffRequest) p.DiffResponse {
	before, after := resource.ToResourcePropertyMap(req.OldInputs), resource.ToResourcePropertyMap(req.Inputs)
	changed := before.Diff(after)
	out := p.DiffResponse{HasChanges: changed != nil, DetailedDiff: map[string]p.PropertyDiff{}}
	if changed == nil {
		return out
	}
	const objects = "objects"
	set := func(kind p.DiffKind, path ...any) {
		at := append(resource.PropertyPath{objects}, path...)
		out.DetailedDiff[at.String()] = p.PropertyDiff{Kind: kind, InputDiff: true}
	}
	update, isUpdate := changed.Updates[objects]
	if !isUpdate || update.Object == nil { // all of it is secret, or was
		set(p.Update)
		return out
	}
	for key := range update.Object.Adds {
		set(p.Add, string(key))
	}
	for key := range update.Object.Deletes {
		set(p.Delete, string(key))
	}
	for key, diff := range update.Object.Updates {
		if !setLines(diff.Old, diff.New, func(kind p.DiffKind, line int) { set(kind, string(key), line) }) {
			set(p.Update, string(key))
		}
	}
	return out
}

// setLines names the lines of an object that aren't in the other list, wherever they stand: one more shifts all that follow.
// It reports whether there are any.
func setLines(before, after resource.PropertyValue, set func(kind p.DiffKind, line int)) bool {
	if !before.IsArray() || !after.IsArray() {
		return false
	}
	gone, come := without(before.ArrayValue(), after.ArrayValue()), without(after.ArrayValue(), before.ArrayValue())
	for _, i := range gone {
		if slices.Contains(come, i) {
			set(p.Update, i)
		} else {
			set(p.Delete, i)
		}
	}
	for _, i := range come {
		if !slices.Contains(gone, i) {
			set(p.Add, i)
		}
	}
	return len(gone)+len(come) > 0
}

// without returns the numbers of those lines that the others don't hold. What is unknown is in no list.
func without(lines, others []resource.PropertyValue) []int {
	held := map[string]bool{}
	for _, line := range others {
		if line.IsString() {
			held[line.StringValue()] = true
		}
	}
	var out []int
	for i, line := range lines {
		if !line.IsString() || !held[line.StringValue()] {
			out = append(out, i)
		}
	}
	return out
}
