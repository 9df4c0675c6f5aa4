package components

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/adopt"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// Adopt takes over a mesh that runs already.
type Adopt struct {
	FieldManagers []string              `pulumi:"fieldManagers,optional"`
	Kubeconfig    pulumi.StringPtrInput `pulumi:"kubeconfig,optional"`
	Context       *string               `pulumi:"context,optional"`
}

// Annotate describes the properties for the schema.
func (a *Adopt) Annotate(an infer.Annotator) {
	an.Describe(&a, "Takes over a mesh that istioctl, the removed operator or kubectl installed, without deleting anything: what exists becomes what the releases "+
		"render, gets Helm's marks and is Helm's from then on. Leave it out again once it is done.")
	an.Describe(&a.FieldManagers, "Field managers whose fields are handed over, besides those of istioctl, the operator and `kubectl apply`. Default: none.")
	an.Describe(&a.Kubeconfig, "Path or content of the kubeconfig of the cluster. It is kept secret in the state. Write it where a Kubernetes provider is passed, which "+
		"can't be asked. Default: the ambient cluster, which is the one that is meant where no provider is passed; with a passed one it is required.")
	an.Describe(&a.Context, "Context in the kubeconfig. Default: its only one.")
}

// maxFieldManager is what the API server takes.
const maxFieldManager = 128

func (a *Adopt) check(f *check.Findings, path string) {
	if a == nil {
		return
	}
	for i, name := range a.FieldManagers {
		at := fmt.Sprintf("%s.fieldManagers[%d]", path, i)
		switch {
		case name == "" || len(name) > maxFieldManager:
			f.Errorf(at, "a field manager's name has 1 to %d bytes; `kubectl get -o yaml --show-managed-fields` shows them", maxFieldManager)
		case adopt.IsController(name):
			f.Errorf(at, "%s is a controller, which goes on writing its fields, and would lose them; list who installed the mesh", name)
		case slices.Contains(a.FieldManagers[:i], name):
			f.Errorf(at, "%q is listed twice; list it once", name)
		}
	}
	if a.Context != nil && *a.Context == "" {
		f.Errorf(path+".context", "the name is empty; write one, or leave it out")
	}
}

// managers are those whose fields are handed over.
func (a *Adopt) managers() []string {
	out := slices.Clone(adopt.DefaultManagers)
	for _, name := range a.FieldManagers {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// planAdoption says in the plan what each release adopts.
func (m *mesh) planAdoption(p *plan.Plan, proved *proof.Mesh, where plan.Adoption) {
	where.FieldManagers = m.args.Adopt.managers()
	for _, r := range p.Releases {
		adoption := where
		r.Adopt = &adoption
	}
	for _, r := range adoptable(proved) {
		r.of.Plan.Adopt.Objects = []string{}
		for _, o := range r.objects.Objects {
			r.of.Plan.Adopt.Objects = append(r.of.Plan.Adopt.Objects, o.String())
		}
		slices.Sort(r.of.Plan.Adopt.Objects)
	}
}

// adoptableRelease is a rendered release.
type adoptableRelease struct {
	of      *proof.Release
	objects adopt.Release
}

// adoptable lists what releases render to. One that can't be rendered yet is left out.
func adoptable(proved *proof.Mesh) []adoptableRelease {
	var out []adoptableRelease
	for _, r := range proved.Releases {
		if r.Err != nil {
			continue
		}
		release := adopt.Release{Name: r.Plan.Name, Namespace: r.Plan.Namespace}
		for i := range r.Objects {
			if o := &r.Objects[i].Object; adopt.Installed(o) {
				release.Objects = append(release.Objects, adopt.Named(o))
			}
		}
		out = append(out, adoptableRelease{r, release})
	}
	return out
}

// incomplete lists the releases of which it isn't known yet what they render to.
func incomplete(p *plan.Plan, proved *proof.Mesh) []string {
	var out []string
	for _, planned := range p.Releases {
		i := slices.IndexFunc(proved.Releases, func(r *proof.Release) bool { return r.Plan == planned })
		if i < 0 || proved.Releases[i].Err != nil || len(proved.Releases[i].Values.Unknown) > 0 || slices.ContainsFunc(proved.Releases[i].Objects, hiddenName) {
			out = append(out, planned.Name)
		}
	}
	return out
}

// hiddenName reports whether a name depends on what is hidden, for which proof.UnknownText or plan.SecretText stand then.
func hiddenName(o proof.Object) bool { return strings.Contains(o.Namespace+"/"+o.Name, "[") }

// adopted is what a cluster has to adopt.
type adopted struct {
	count int
	// where names the cluster.
	where string
}

// logAdopted tells what is about to be adopted, and where. The log is a courtesy: a monitor that is gone says so where it
// matters.
func logAdopted(ctx *pulumi.Context, component pulumi.Resource, found adopted) {
	if found.count > 0 {
		_ = ctx.Log.Info(fmt.Sprintf("adopt: %s of the cluster become those of the mesh's releases (%s)", counted(found.count, "object"), found.where),
			&pulumi.LogArgs{Resource: component})
	}
}
