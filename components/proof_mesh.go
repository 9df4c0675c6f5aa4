package components

import (
	"context"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// prove renders what is planned and checks what comes out, before anything is registered.
func (m *mesh) prove(ctx context.Context, f *check.Findings, p *plan.Plan, seen facts) *proof.Mesh {
	proved := proveReleases(ctx, f, m.args.Charts, p, proof.Cluster{KubeVersion: m.kubeVersion(ctx, seen)})
	m.proveWiring(ctx, f, proved)
	return proved
}

// kubeVersion is what charts are told of the cluster, "" where nobody knows it or can read it.
func (m *mesh) kubeVersion(ctx context.Context, seen facts) string {
	version := seen.KubernetesVersion
	if m.args.KubernetesVersion != nil {
		given, _ := plan.AwaitOpen(ctx, m.args.KubernetesVersion)
		version, _ = given.(string)
	}
	k, err := istio.ParseKubernetes(version)
	if err != nil {
		return ""
	}
	return k.String()
}
