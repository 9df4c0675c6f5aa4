package proof

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"
	helmchart "helm.sh/helm/v3/pkg/chart"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Release is what a planned release renders to.
type Release struct {
	Plan  *plan.Release
	Chart *helmchart.Chart
	// Values are the planned ones, and User those that the user wrote as values: maps, lists and leaves as Helm takes them,
	// with stand-ins for what is hidden.
	Values plan.Resolved
	User   any
	// Objects are in Helm's order, nil where Err says why. Leaves that depend on hidden values are plan.Hidden, except
	// that texts around a secret keep what is open of them.
	Objects []Object
	// MeshConfig is what istiod's ConfigMap holds under `mesh`, and Injector what that of the injector holds under `values`;
	// nil in other releases. Leaves are as in Objects.
	MeshConfig, Injector map[string]any
	// Notes is what the chart says once it is installed. It may hold stand-ins.
	Notes string
	// Err is what Render returned; see chart.Render.
	Err error
}

// Object is a rendered object.
type Object struct {
	chart.Object

	// unknown says that some of it hangs on unknown values.
	unknown bool
}

// Cluster is what charts are told of the cluster.
type Cluster struct {
	// KubeVersion such as v1.33.1, "" where nobody knows.
	KubeVersion string
	// APIVersions are served beside Kubernetes' own.
	APIVersions []string
}

// Source returns a planned chart once it's there, nil where it couldn't be loaded. It is called for many charts at once.
type Source func(plan.Chart) *helmchart.Chart

// Mesh is what a plan will be.
type Mesh struct {
	Plan *plan.Plan
	// Releases are in the order of the plan, without those whose charts are missing.
	Releases []*Release
}

// Render renders the planned releases, side by side.
func Render(ctx context.Context, p *plan.Plan, source Source, cluster Cluster) *Mesh {
	releases := make([]*Release, len(p.Releases))
	group := errgroup.Group{}
	for i, planned := range p.Releases {
		group.Go(func() error {
			c := source(planned.Chart)
			if c == nil {
				return nil
			}
			r := &Release{Plan: planned, Chart: c, Values: plan.Resolve(ctx, planned.Values)}
			r.User = first.apply(plan.Resolve(ctx, planned.User.Values).Value)
			r.render(cluster)
			releases[i] = r
			return nil
		})
	}
	_ = group.Wait() // each keeps its error
	return &Mesh{Plan: p, Releases: slices.DeleteFunc(releases, func(r *Release) bool { return r == nil })}
}

func (r *Release) render(cluster Cluster) {
	options := chart.RenderOptions{
		Name: r.Plan.Name, Namespace: r.Plan.Namespace, KubeVersion: cluster.KubeVersion, APIVersions: cluster.APIVersions,
	}
	objects, notes, err := renderWith(r.Chart, first, r.Values.Value, options)
	if err != nil {
		r.Err = err
		return
	}
	if r.hidden() || inventive(r.Chart) {
		// Where the other stand-ins don't do, the texts alone show what depends on hidden values.
		if others, _, err := renderWith(r.Chart, second, r.Values.Value, options); err == nil {
			compare(objects, others)
		}
	}
	r.Notes = notes
	r.MeshConfig = r.embedded(objects, "istio", "mesh")
	r.Injector = r.embedded(objects, "istio-sidecar-injector", "values")
	r.Objects = cover(objects, r.differing())
}

func renderWith(c *helmchart.Chart, s standins, values any, o chart.RenderOptions) ([]chart.Object, string, error) {
	tree, _ := s.apply(values).(map[string]any)
	return chart.RenderWithNotes(c, tree, o)
}

// hidden reports whether the values hold something that the rendering didn't get.
func (r *Release) hidden() bool { return len(r.Values.Unknown) > 0 || len(r.Values.Secret) > 0 }

// madeUp stands for what a template makes up anew each time.
const madeUp = "[made up at each rendering]"

// differing is what a leaf is that two renderings made differently.
func (r *Release) differing() any {
	switch {
	case len(r.Values.Unknown) > 0:
		return plan.Hidden{Unknown: true}
	case len(r.Values.Secret) > 0:
		return plan.Hidden{}
	}
	return madeUp
}
