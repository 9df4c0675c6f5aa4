package provider

import (
	"context"
	"slices"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"

	"github.com/meshstack/pulumi-meshstack/internal/children"
)

// withRenderedReleases keeps the inputs of a RenderedRelease exactly as they come: infer forgets what is unknown or secret
// deep inside a free-form map. A change is an update, whatever it is.
func withRenderedReleases(prov p.Provider) p.Provider {
	inner := prov
	ours := func(of urn.URN) bool { return string(of.Type()) == children.RenderedReleaseType }
	prov.Check = func(ctx context.Context, req p.CheckRequest) (p.CheckResponse, error) {
		if !ours(req.Urn) {
			return inner.Check(ctx, req)
		}
		return p.CheckResponse{Inputs: req.Inputs}, nil
	}
	prov.Diff = func(ctx context.Context, req p.DiffRequest) (p.DiffResponse, error) {
		if !ours(req.Urn) {
			return inner.Diff(ctx, req)
		}
		return renderedDiff(req), nil
	}
	prov.Create = func(ctx context.Context, req p.CreateRequest) (p.CreateResponse, error) {
		if !ours(req.Urn) {
			return inner.Create(ctx, req)
		}
		return p.CreateResponse{ID: req.Urn.Name()}, nil
	}
	prov.Update = func(ctx context.Context, req p.UpdateRequest) (p.UpdateResponse, error) {
		if !ours(req.Urn) {
			return inner.Update(ctx, req)
		}
		return p.UpdateResponse{}, nil
	}
	prov.Read = func(ctx context.Context, req p.ReadRequest) (p.ReadResponse, error) {
		if !ours(req.Urn) {
			return inner.Read(ctx, req)
		}
		return p.ReadResponse{ID: req.ID, Inputs: req.Inputs}, nil
	}
	prov.Delete = func(ctx context.Context, req p.DeleteRequest) error {
		if !ours(req.Urn) {
			return inner.Delete(ctx, req)
		}
		return nil
	}
	return prov
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
