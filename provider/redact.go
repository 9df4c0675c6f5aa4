package provider

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/errors"
)

// withRedactedErrors keeps secrets out of error messages. The engine prints the value of the property that an
// input-properties error names, and prints secrets in it too. A path that it can't follow, for a space at its end, is
// printed without a value.
func withRedactedErrors(prov p.Provider) p.Provider {
	inner := prov.Construct
	prov.Construct = func(ctx context.Context, req p.ConstructRequest) (p.ConstructResponse, error) {
		resp, err := inner(ctx, req)
		detailed, ok := rpcerror.FromError(err)
		if err == nil || !ok || len(detailed.InputPropertiesErrors()) == 0 {
			return resp, err
		}
		details := append([]errors.InputPropertyErrorDetails(nil), detailed.InputPropertiesErrors()...)
		for i := range details {
			if secretAt(req.Inputs, details[i].PropertyPath) {
				details[i].PropertyPath += " "
			}
		}
		return resp, rpcerror.WrapDetailedError(errors.NewInputPropertiesError(detailed.Message(), details...))
	}
	return prov
}

// secretAt reports whether the value at a path is a secret, lies in one, or holds one.
func secretAt(inputs property.Map, path string) bool {
	parsed, err := resource.ParsePropertyPath(path)
	if err != nil {
		return false
	}
	v := property.New(inputs)
	for _, step := range parsed {
		if v.Secret() {
			return true
		}
		switch step := step.(type) {
		case string:
			if !v.IsMap() {
				return v.HasSecrets()
			}
			v = v.AsMap().Get(step)
		case int:
			if !v.IsArray() || step < 0 || step >= v.AsArray().Len() {
				return v.HasSecrets()
			}
			v = v.AsArray().Get(step)
		}
	}
	return v.HasSecrets()
}
