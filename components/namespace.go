package components

import (
	"maps"
	"slices"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// builtInNamespaces come with every cluster: they are labelled, never created.
var builtInNamespaces = []string{"default", "kube-system", "kube-public", "kube-node-lease"}

// needNamespace plans a namespace that something else lives in, once, and returns what that something must wait for.
// Where the namespace isn't ours to create, only the labels are planned, as a patch.
func needNamespace(p *plan.Plan, name string, create bool, labels map[string]string) []string {
	id := "namespace-" + name
	create = create && !slices.Contains(builtInNamespaces, name)
	for _, o := range p.Objects {
		if o.ID != id {
			continue
		}
		if o.Labels == nil {
			o.Labels = map[string]string{}
		}
		maps.Copy(o.Labels, labels)
		o.Patch = o.Patch && !create
		return []string{id}
	}
	if !create && len(labels) == 0 {
		return nil
	}
	p.AddObject(&plan.Object{
		ID: id, APIVersion: "v1", Kind: "Namespace", Name: name,
		Labels: maps.Clone(labels),
		Patch:  !create,
	})
	return []string{id}
}
