// Package stack is the mesh that the benchmarks render: everything that Istio's own charts install.
package stack

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// Version is the Istio release.
const Version = charts.Version

// KubeVersion is the Kubernetes release of the cluster.
const KubeVersion = tools.KubernetesVersion

// Gateways are the names of the two gateways, each in a namespace of its own name.
var Gateways = [2]string{"istio-ingress", "istio-egress"}

// Args are the arguments of base, istiod, CNI, ztunnel and two gateways, with charts from a repository.
func Args(repository string) components.MeshStackArgs {
	args := components.MeshStackArgs{
		Version: new(Version), KubernetesVersion: pulumi.String(KubeVersion), Charts: &components.Charts{Repository: &repository},
		CNI: &components.CNI{}, Ztunnel: &components.Ztunnel{},
	}
	for _, name := range Gateways {
		args.Gateways = append(args.Gateways, components.GatewaySpec{Name: name})
	}
	return args
}

// Wire are the same arguments in the form that a program sends.
func Wire(repository string) map[string]any {
	var gateways []any
	for _, name := range Gateways {
		gateways = append(gateways, map[string]any{"name": name})
	}
	return map[string]any{
		"version": Version, "kubernetesVersion": KubeVersion, "charts": map[string]any{"repository": repository},
		"cni": map[string]any{}, "ztunnel": map[string]any{}, "gateways": gateways,
	}
}

// Scoped are the arguments of a small mesh with a Sidecar scope for each of so many namespaces.
func Scoped(repository string, scopes int) map[string]any {
	var namespaces []any
	for i := range scopes {
		namespaces = append(namespaces, map[string]any{
			"namespace": fmt.Sprintf("team-%d", i),
			"reaches":   []any{"payments", fmt.Sprintf("team-%d", (i+1)%scopes), "api.example.com"},
		})
	}
	return map[string]any{
		"version": Version, "kubernetesVersion": KubeVersion, "charts": map[string]any{"repository": repository},
		"sidecars": map[string]any{"namespaces": namespaces},
	}
}

// Operator is the IstioOperator with which istioctl makes the same workloads.
func Operator() map[string]any {
	var gateways []any
	for _, name := range Gateways {
		gateways = append(gateways, map[string]any{
			"name": name, "namespace": name, "enabled": true, "label": map[string]any{"app": name, "istio": name[len("istio-"):]},
		})
	}
	return map[string]any{
		"apiVersion": "install.istio.io/v1alpha1", "kind": "IstioOperator",
		"spec": map[string]any{
			"profile": "ambient", "hub": charts.Hub, "tag": Version,
			"components": map[string]any{"ingressGateways": gateways},
		},
	}
}
