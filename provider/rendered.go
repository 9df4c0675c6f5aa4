package provider

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
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

// renderedDiff names each leaf that changes. Without the names the CLI would print every object of the release.
func renderedDiff(req p.DiffRequest) p.DiffResponse {
	before, after := resource.ToResourcePropertyMap(req.OldInputs), resource.ToResourcePropertyMap(req.Inputs)
	changed := before.Diff(after)
	out := p.DiffResponse{HasChanges: changed != nil, DetailedDiff: map[string]p.PropertyDiff{}}
	for path, diff := range plugin.NewDetailedDiffFromObjectDiff(changed, true) {
		kind := p.Update
		switch diff.Kind {
		case plugin.DiffAdd:
			kind = p.Add
		case plugin.DiffDelete:
			kind = p.Delete
		}
		out.DetailedDiff[path] = p.PropertyDiff{Kind: kind, InputDiff: true}
	}
	return out
}
