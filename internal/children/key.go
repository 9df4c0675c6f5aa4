package children

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/build"
)

// SigningKeyType is the type token of this package's own resource that makes up a key.
const SigningKeyType = "meshstack:index:SigningKey"

type signingKey struct {
	pulumi.CustomResourceState

	Key pulumi.StringOutput `pulumi:"key"`
}

// registerKey registers a key that is made up once, and returns it as a secret. It is unknown in the preview that creates
// it. The options are those of the Kubernetes objects, whose plugin it doesn't come from. Without version and address of
// this one the engine would take another default provider at the second update, and look for the plugin elsewhere.
func registerKey(ctx *pulumi.Context, name string, opts []pulumi.ResourceOption) (pulumi.Input, error) {
	key := &signingKey{}
	err := ctx.RegisterResource(SigningKeyType, name, pulumi.Map{}, key,
		append(opts, pulumi.Version(build.Version), pulumi.PluginDownloadURL(build.PluginDownloadURL),
			pulumi.AdditionalSecretOutputs([]string{"key"}))...)
	if err != nil {
		return nil, fmt.Errorf("register its key: %w", err)
	}
	return pulumi.ToSecret(key.Key), nil
}
