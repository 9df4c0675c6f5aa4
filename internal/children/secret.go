package children

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

type secret struct {
	pulumi.CustomResourceState

	Data pulumi.StringMapOutput `pulumi:"data"`
}

// readSecret reads the Secret that an object is a copy of, and returns its data as a secret. All of it is secret in the
// state: an annotation may repeat the data.
func readSecret(ctx *pulumi.Context, name string, o *plan.Object, opts []pulumi.ResourceOption) (pulumi.Input, error) {
	source := &secret{}
	err := read(ctx, Token("v1", "Secret", false), name+"-source", pulumi.ID(o.CopyOf+"/"+o.Name), source,
		append(opts, pulumi.AdditionalSecretOutputs([]string{"metadata", "data", "stringData", "__inputs"}))...)
	if err != nil {
		return nil, fmt.Errorf("read Secret %s/%s: %w", o.CopyOf, o.Name, err)
	}
	return pulumi.ToSecret(source.Data), nil
}
