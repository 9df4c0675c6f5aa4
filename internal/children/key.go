package children

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// SigningKeyType is the type token of this package's own resource that makes up a key.
const SigningKeyType = "meshstack:index:SigningKey"

type signingKey struct {
	pulumi.CustomResourceState

	Key pulumi.StringOutput `pulumi:"key"`
}

// registerKey registers a key that is made up once, and returns it as a secret. It is unknown in the preview that creates
// it. The options are those of the Kubernetes objects, whose plugin it doesn't come from: without a version the engine takes
// the plugin that the program uses.
func registerKey(ctx *pulumi.Context, name string, opts []pulumi.ResourceOption) (pulumi.Input, error) {
	key := &signingKey{}
	err := ctx.RegisterResource(SigningKeyType, name, pulumi.Map{}, key,
		append(opts, pulumi.Version(""), pulumi.AdditionalSecretOutputs([]string{"key"}))...)
	if err != nil {
		return nil, fmt.Errorf("register its key: %w", err)
	}
	return pulumi.ToSecret(key.Key), nil
}
