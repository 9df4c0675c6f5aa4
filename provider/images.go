package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// withImages gives the function images the arguments of a MeshStack, in the schema and when it is called.
func withImages(prov p.Provider) p.Provider {
	innerSchema, innerInvoke := prov.GetSchema, prov.Invoke
	prov.GetSchema = func(ctx context.Context, req p.GetSchemaRequest) (p.GetSchemaResponse, error) {
		resp, err := innerSchema(ctx, req)
		if err != nil {
			return resp, err
		}
		var spec schema.PackageSpec
		if err := json.Unmarshal([]byte(resp.Schema), &spec); err != nil {
			return resp, fmt.Errorf("read the inferred schema: %w", err)
		}
		function := spec.Functions[components.ImagesToken]
		function.Inputs = &schema.ObjectTypeSpec{Type: "object", Properties: maps.Clone(spec.Resources[components.MeshStackType].InputProperties)}
		spec.Functions[components.ImagesToken] = function
		out, err := json.Marshal(spec)
		resp.Schema = string(out)
		return resp, err
	}
	prov.Invoke = func(ctx context.Context, req p.InvokeRequest) (p.InvokeResponse, error) {
		if string(req.Token) != components.ImagesToken {
			return innerInvoke(ctx, req)
		}
		ctx, args, err := meshArguments(ctx, req.Args)
		if err != nil {
			return p.InvokeResponse{Failures: failures(err)}, nil
		}
		images, err := components.ImagesOf(ctx, args)
		if err != nil {
			return p.InvokeResponse{Failures: failures(err)}, nil
		}
		var list []property.Value
		for _, image := range images {
			list = append(list, property.New(image))
		}
		return p.InvokeResponse{Return: property.NewMap(map[string]property.Value{"images": property.New(property.NewArray(list))})}, nil
	}
	return prov
}

// meshArguments are the arguments of a MeshStack that a function got. The error is an input-properties error.
func meshArguments(ctx context.Context, in property.Map) (context.Context, components.MeshStackArgs, error) {
	var args components.MeshStackArgs
	l := lifter{findings: &check.Findings{}, known: true}
	ctx, in = l.arguments(ctx, reflect.TypeOf(args), in)
	if err := l.findings.Err(); err != nil {
		return ctx, args, err
	}
	decode(property.New(in), reflect.ValueOf(&args).Elem())
	return ctx, args, nil
}

// failures are the problems of an input-properties error, each with its path.
func failures(err error) []p.CheckFailure {
	detailed, ok := rpcerror.FromError(rpcerror.WrapDetailedError(err))
	if !ok || len(detailed.InputPropertiesErrors()) == 0 {
		return []p.CheckFailure{{Reason: err.Error()}}
	}
	var out []p.CheckFailure
	for _, problem := range detailed.InputPropertiesErrors() {
		out = append(out, p.CheckFailure{Property: problem.PropertyPath, Reason: problem.Reason})
	}
	return out
}
