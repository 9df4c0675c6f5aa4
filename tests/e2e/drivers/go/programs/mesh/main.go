// Mesh is a MeshStack, with the arguments that the benchmark writes into a file.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/meshstack/pulumi-meshstack/sdk/go/meshstack"
	"github.com/meshstack/pulumi-meshstack/tests/e2e/drivers/go/driver"
)

type input struct {
	Version, KubernetesVersion string
	Charts                     struct{ Repository string }
	Gateways                   []struct{ Name string }
	Preview                    string
}

func main() { driver.Main(program) }

func program(ctx *pulumi.Context) error {
	content, err := os.ReadFile(config.Require(ctx, "input"))
	if err != nil {
		return err
	}
	var in input
	if err := json.Unmarshal(content, &in); err != nil {
		return fmt.Errorf("read the arguments: %w", err)
	}
	cluster, err := kubernetes.NewProvider(ctx, "cluster", &kubernetes.ProviderArgs{Kubeconfig: pulumi.String(config.Require(ctx, "kubeconfig"))})
	if err != nil {
		return err
	}
	args := &meshstack.MeshStackArgs{
		Version: &in.Version, KubernetesVersion: pulumi.String(in.KubernetesVersion),
		Charts: &meshstack.ChartsArgs{Repository: &in.Charts.Repository},
		Cni:    &meshstack.CNIArgs{}, Ztunnel: &meshstack.ZtunnelArgs{},
	}
	for _, gateway := range in.Gateways {
		args.Gateways = append(args.Gateways, meshstack.GatewaySpecArgs{Name: gateway.Name})
	}
	if in.Preview != "" {
		preview := meshstack.Preview(in.Preview)
		args.Preview = &preview
	}
	_, err = meshstack.NewMeshStack(ctx, "mesh", args, pulumi.Providers(cluster))
	return err
}
