package provider

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// record is a resource of ours whose inputs are kept exactly as they come: infer forgets what is unknown or secret deep inside a
// free-form map. A change is an update, whatever it is, and a deletion touches nothing.
type record struct {
	token string
	diff  func(p.DiffRequest) p.DiffResponse
	// write is what an update does beside keeping the inputs, and a preview doesn't; nil for nothing.
	write func(context.Context, property.Map) error
}

func (r record) written(ctx context.Context, in property.Map, preview bool) error {
	if preview || r.write == nil {
		return nil
	}
	return r.write(ctx, in)
}

// withRecord keeps a record in place of infer.
func withRecord(prov p.Provider, r record) p.Provider {
	inner := prov
	ours := func(of urn.URN) bool { return string(of.Type()) == r.token }
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
		return r.diff(req), nil
	}
	prov.Create = func(ctx context.Context, req p.CreateRequest) (p.CreateResponse, error) {
		if !ours(req.Urn) {
			return inner.Create(ctx, req)
		}
		if err := r.written(ctx, req.Properties, req.DryRun); err != nil {
			return p.CreateResponse{}, err
		}
		return p.CreateResponse{ID: req.Urn.Name()}, nil
	}
	prov.Update = func(ctx context.Context, req p.UpdateRequest) (p.UpdateResponse, error) {
		if !ours(req.Urn) {
			return inner.Update(ctx, req)
		}
		return p.UpdateResponse{}, r.written(ctx, req.Inputs, req.DryRun)
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
