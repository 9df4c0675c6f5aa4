package components

import (
	"context"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/cluster"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// adoptedCluster says which cluster is meant. It must be the one that Helm goes to: that of the passed Kubernetes provider,
// which only the arguments can tell, or else the ambient one, of which they have no say.
func (m *mesh) adoptedCluster(ctx *pulumi.Context, f *check.Findings, opts []pulumi.ResourceOption) (where plan.Adoption, ok bool) {
	a := m.args.Adopt
	if explicitKubernetesProvider(ctx.Context(), opts) {
		if a.Kubeconfig == nil {
			f.Errorf("adopt.kubeconfig", "a Kubernetes provider is passed, which can't be asked for its cluster; write the kubeconfig that it has")
			return where, false
		}
		where.Kubeconfig, where.Explicit = a.Kubeconfig, true
		if a.Context != nil {
			where.Context = *a.Context
		}
		return where, true
	}
	settings, toFiles := kubernetesSettings(ctx)
	if toFiles {
		f.Errorf("adopt", "the children are written to files (kubernetes:renderYamlToDirectory), and no cluster is meant in which anything could be adopted; leave `adopt` out")
		return where, false
	}
	const elsewhere = "no Kubernetes provider is passed, so Helm goes to the ambient cluster, whatever is written here; set kubernetes:%s in its place " +
		"(`pulumi config set`), or pass the provider of the cluster"
	if a.Kubeconfig != nil {
		f.Errorf("adopt.kubeconfig", elsewhere, "kubeconfig")
	}
	if a.Context != nil {
		f.Errorf("adopt.context", elsewhere, "context")
	}
	where.Context, where.Cluster = settings.Context, settings.Cluster
	if settings.Kubeconfig != "" {
		where.Kubeconfig = pulumi.StringPtr(settings.Kubeconfig)
	}
	return where, a.Kubeconfig == nil && a.Context == nil
}

// connection is how the cluster is reached, nil where that can't be told.
func (a *Adopt) connection(ctx context.Context, f *check.Findings, where plan.Adoption) *cluster.Config {
	out := &cluster.Config{Context: where.Context, Cluster: where.Cluster}
	if where.Kubeconfig == nil {
		return out
	}
	value, known := plan.Await(ctx, where.Kubeconfig)
	if !known {
		f.Warnf("adopt.kubeconfig", "it is known only once the update has begun, so this preview doesn't show what is adopted, nor what stands in the way")
		return nil
	}
	out.Kubeconfig = textOf(value)
	if !where.Explicit {
		return out
	}
	out.Prefix = "adopt."
	if strings.TrimSpace(out.Kubeconfig) == "" {
		f.Errorf("adopt.kubeconfig", "it is empty, and without it the ambient cluster would be meant, which the passed provider may not use; write the kubeconfig that it has")
		return nil
	}
	names, _, err := cluster.Contexts(*out)
	if err == nil && len(names) > 1 && out.Context == "" {
		f.Errorf("adopt.context", "the kubeconfig has several contexts, and which one the passed provider uses can't be told; write that one: %s", strings.Join(names, ", "))
		return nil
	}
	return out // what is wrong with the kubeconfig, connecting says
}

// textOf is a text, given as it is or by a pointer.
func textOf(v any) string {
	if p, ok := v.(*string); ok && p != nil {
		return *p
	}
	s, _ := v.(string)
	return s
}
