package plan

import (
	"context"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
)

// Await returns the value of an input and whether it is known. Inputs of a component are resolved before the component
// is asked for, so nothing is waited for; at preview some are unknown.
func Await(ctx context.Context, in pulumi.Input) (any, bool) {
	v := Plain(in)
	out, ok := v.(pulumi.Output)
	if !ok {
		return v, true
	}
	result, err := internals.UnsafeAwaitOutput(ctx, out)
	if err != nil || !result.Known {
		return nil, false
	}
	return Plain(result.Value), true
}
