package plan

import (
	"context"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// IsSecret reports whether an input is a secret, known or not.
func IsSecret(ctx context.Context, in pulumi.Input) bool {
	_, _, secret := await(ctx, in)
	return secret
}
