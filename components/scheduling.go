package components

import (
	"fmt"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Toleration lets pods run on nodes with a taint.
type Toleration struct {
	Key               *string `pulumi:"key,optional"`
	Operator          *string `pulumi:"operator,optional"`
	Value             *string `pulumi:"value,optional"`
	Effect            *string `pulumi:"effect,optional"`
	TolerationSeconds *int    `pulumi:"tolerationSeconds,optional"`
}

// Annotate describes the properties for the schema.
func (t *Toleration) Annotate(a infer.Annotator) {
	a.Describe(&t, "Lets pods run on nodes with a taint (Kubernetes' `Toleration`).")
	a.Describe(&t.Key, "Key of the taint. Default: every taint, which needs the operator `Exists`.")
	a.Describe(&t.Operator, "`Equal` (default) or `Exists`.")
	a.Describe(&t.Value, "Value of the taint, for the operator `Equal`. Default: empty.")
	a.Describe(&t.Effect, "`NoSchedule`, `PreferNoSchedule` or `NoExecute`. Default: every effect.")
	a.Describe(&t.TolerationSeconds, "For `NoExecute`: how many seconds a pod stays. Default: for good.")
}

func checkTolerations(f *check.Findings, path string, tolerations []Toleration) {
	for i, t := range tolerations {
		at := fmt.Sprintf("%s[%d]", path, i)
		exists := t.Operator != nil && *t.Operator == "Exists"
		check.OneOf(f, at+".operator", t.Operator, "Equal", "Exists")
		check.OneOf(f, at+".effect", t.Effect, "NoSchedule", "PreferNoSchedule", "NoExecute")
		if t.Key == nil && !exists {
			f.Errorf(at, "a toleration without key tolerates every taint and needs the operator Exists; write key, or operator: Exists")
		}
		if exists && t.Value != nil {
			f.Errorf(at+".value", "the operator Exists compares no value; leave value out or write operator: Equal")
		}
	}
}

func tolerationsTree(tolerations []Toleration) []any {
	var out []any
	for _, t := range tolerations {
		tree := plan.Tree{}
		tree.Set(t.Key, "key")
		tree.Set(t.Operator, "operator")
		tree.Set(t.Value, "value")
		tree.Set(t.Effect, "effect")
		tree.Set(t.TolerationSeconds, "tolerationSeconds")
		out = append(out, tree)
	}
	return out
}

// setFreeform writes a free-form argument, which may be absent.
func setFreeform(values plan.Tree, m *freeform.Map, path ...string) {
	if !m.IsZero() {
		values.Set(m.Value(), path...)
	}
}
