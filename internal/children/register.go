package children

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// KubernetesVersion is the version of the Kubernetes plugin that every child asks for. A resource without a version goes
// to whatever plugin is newest on the machine, and so two plugins would run side by side.
const KubernetesVersion = "4.32.0"

// Registered holds what a plan became, by the plan's IDs.
type Registered struct {
	Releases map[string]*Release
	all      map[string]pulumi.Resource
}

// Register registers a plan under a component. Charts come from the source.
func Register(ctx *pulumi.Context, component pulumi.Resource, name string, p *plan.Plan, source Source) (*Registered, error) {
	steps, err := p.Steps()
	if err != nil {
		return nil, err
	}
	out := &Registered{Releases: map[string]*Release{}, all: map[string]pulumi.Resource{}}
	for _, step := range steps {
		opts := out.options(component, step)
		child := name + "-" + step.ID()
		if step.Release != nil {
			release, err := registerRelease(ctx, child, step.Release, source, opts)
			if err != nil {
				return nil, fmt.Errorf("register release %s: %w", child, err)
			}
			out.Releases[step.ID()], out.all[step.ID()] = release, release
			continue
		}
		object, err := registerObject(ctx, child, step.Object, opts)
		if err != nil {
			return nil, fmt.Errorf("register %s %s: %w", step.Object.Kind, child, err)
		}
		out.all[step.ID()] = object
	}
	return out, nil
}

func (r *Registered) options(component pulumi.Resource, step plan.Step) []pulumi.ResourceOption {
	opts := []pulumi.ResourceOption{pulumi.Parent(component), pulumi.Version(KubernetesVersion)}
	var deps []pulumi.Resource
	for _, id := range step.After() {
		deps = append(deps, r.all[id])
	}
	if len(deps) > 0 {
		opts = append(opts, pulumi.DependsOn(deps))
	}
	return opts
}
