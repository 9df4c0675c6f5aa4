package plan

import (
	"context"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
)

// Await returns the value of an input and whether it is known. Inputs of a component are resolved before the component
// is asked for, so nothing is waited for; at preview some are unknown.
func Await(ctx context.Context, in pulumi.Input) (any, bool) {
	value, known, _ := await(ctx, in)
	return value, known
}

// AwaitOpen is Await for what findings may repeat: a secret counts as unknown.
func AwaitOpen(ctx context.Context, in pulumi.Input) (any, bool) {
	value, known, secret := await(ctx, in)
	if secret {
		return nil, false
	}
	return value, known
}

func await(ctx context.Context, in pulumi.Input) (value any, known, secret bool) {
	v := Plain(in)
	out, ok := v.(pulumi.Output)
	if !ok {
		return v, true, false
	}
	result, err := internals.UnsafeAwaitOutput(ctx, out)
	if err != nil || !result.Known {
		return nil, false, result.Secret
	}
	return Plain(result.Value), true, result.Secret
}
