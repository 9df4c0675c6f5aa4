package components

import (
	"fmt"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Injection lists the namespaces whose pods get a sidecar.
type Injection struct {
	Namespaces []InjectedNamespace `pulumi:"namespaces"`
}

// Annotate describes the properties for the schema.
func (i *Injection) Annotate(a infer.Annotator) {
	a.Describe(&i, "Which namespaces get sidecars. The label is the one that this mesh's revision answers to: "+
		"`istio-injection: enabled` without a revision, `istio.io/rev` with one.")
	a.Describe(&i.Namespaces, "The namespaces to label.")
}

// InjectedNamespace is one namespace whose pods get a sidecar.
type InjectedNamespace struct {
	Name   string `pulumi:"name"`
	Create *bool  `pulumi:"create,optional"`
}

// Annotate describes the properties for the schema.
func (n *InjectedNamespace) Annotate(a infer.Annotator) {
	a.Describe(&n, "A namespace whose pods get a sidecar.")
	a.Describe(&n.Name, "Name of the namespace.")
	a.Describe(&n.Create, "Whether the namespace is created and deleted with the mesh. Default: false: it exists, and gets the label "+
		"for as long as it is listed here.")
}

func (i *Injection) check(f *check.Findings, path string) {
	if i == nil {
		return
	}
	if len(i.Namespaces) == 0 {
		f.Errorf(path+".namespaces", "no namespace is listed; list at least one or leave injection out")
	}
	seen := map[string]bool{}
	for n, ns := range i.Namespaces {
		at := fmt.Sprintf("%s.namespaces[%d].name", path, n)
		check.Namespace(f, at, ns.Name)
		if seen[ns.Name] {
			f.Errorf(at, "%q is listed twice; list it once", ns.Name)
		}
		seen[ns.Name] = true
	}
}

func (i *Injection) contribute(p *plan.Plan, m *mesh) {
	if i == nil {
		return
	}
	for _, ns := range i.Namespaces {
		needNamespace(p, ns.Name, ns.Create != nil && *ns.Create, m.injectionLabels())
	}
}
