package children

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// read reads an object of the cluster. The SDK sends no version with a read; by the package the engine knows which plugin
// is meant.
func read(ctx *pulumi.Context, token, name string, id pulumi.IDInput, into pulumi.CustomResource, opts ...pulumi.ResourceOption) error {
	pkg, err := ctx.RegisterPackage(&pulumirpc.RegisterPackageRequest{Name: "kubernetes", Version: KubernetesVersion})
	if err != nil {
		return fmt.Errorf("register the package kubernetes: %w", err)
	}
	return ctx.ReadPackageResource(token, name, id, nil, into, pkg.GetRef(), opts...)
}
