package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Resources are the compute resources of a container.
type Resources struct {
	Requests *ResourceList `pulumi:"requests,optional"`
	Limits   *ResourceList `pulumi:"limits,optional"`
}

// Annotate describes the properties for the schema.
func (r *Resources) Annotate(a infer.Annotator) {
	a.Describe(&r, "Compute resources of a container.")
	a.Describe(&r.Requests, "What the scheduler sets aside for the container.")
	a.Describe(&r.Limits, "What the container may use at most.")
}

// ResourceList is an amount of CPU and memory.
type ResourceList struct {
	CPU    *string `pulumi:"cpu,optional"`
	Memory *string `pulumi:"memory,optional"`
}

// Annotate describes the properties for the schema.
func (r *ResourceList) Annotate(a infer.Annotator) {
	a.Describe(&r, "An amount of CPU and memory.")
	a.Describe(&r.CPU, "CPU as a Kubernetes quantity, for example `500m` or `2`. Default: what the argument that holds it says.")
	a.Describe(&r.Memory, "Memory as a Kubernetes quantity, for example `512Mi`. Default: what the argument that holds it says.")
}

func (r *Resources) check(f *check.Findings, path string, defaults Resources) {
	if r == nil {
		return
	}
	r.Requests.check(f, path+".requests")
	r.Limits.check(f, path+".limits")
	for _, of := range []struct {
		name   string
		amount func(*ResourceList) *string
	}{
		{"cpu", func(l *ResourceList) *string { return l.CPU }},
		{"memory", func(l *ResourceList) *string { return l.Memory }},
	} {
		request, limit := amount(r.Requests, of.amount), amount(r.Limits, of.amount)
		switch {
		case request != nil && limit == nil:
			check.QuantityOrder(f, path+".requests."+of.name, request, amount(defaults.Limits, of.amount), "the default limit")
		case request == nil && limit != nil:
			check.QuantityOrder(f, path+".limits."+of.name, amount(defaults.Requests, of.amount), limit, "the limit")
		default:
			check.QuantityOrder(f, path+".requests."+of.name, request, limit, "the limit")
		}
	}
}

func amount(list *ResourceList, of func(*ResourceList) *string) *string {
	if list == nil {
		return nil
	}
	return of(list)
}

func (r *ResourceList) check(f *check.Findings, path string) {
	if r == nil {
		return
	}
	check.Quantity(f, path+".cpu", r.CPU, "500m")
	check.Quantity(f, path+".memory", r.Memory, "512Mi")
}

func (r *Resources) tree() any {
	if r == nil {
		return nil
	}
	t := plan.Tree{}
	t.Set(r.Requests.tree(), "requests")
	t.Set(r.Limits.tree(), "limits")
	return t
}

func (r *ResourceList) tree() any {
	if r == nil {
		return nil
	}
	t := plan.Tree{}
	t.Set(r.CPU, "cpu")
	t.Set(r.Memory, "memory")
	return t
}
