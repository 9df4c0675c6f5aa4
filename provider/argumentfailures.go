package provider

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
)

// withArgumentFailures returns the problems of a function's arguments as failures with their paths. An error is shown by its
// first line alone.
func withArgumentFailures(prov p.Provider) p.Provider {
	inner := prov.Invoke
	prov.Invoke = func(ctx context.Context, req p.InvokeRequest) (p.InvokeResponse, error) {
		resp, err := inner(ctx, req)
		if err == nil {
			return resp, nil
		}
		if detailed, ok := rpcerror.FromError(rpcerror.WrapDetailedError(err)); !ok || len(detailed.InputPropertiesErrors()) == 0 {
			return resp, err
		}
		return p.InvokeResponse{Failures: failures(err)}, nil
	}
	return prov
}
