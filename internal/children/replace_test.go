package children_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestReplaceOn(t *testing.T) {
	t.Parallel()
	p := plan.New()
	body := func() plan.Tree { return plan.Tree{"spec": plan.Tree{"instanceSelector": plan.Tree{}}} }
	p.AddObject(&plan.Object{
		ID: "fixed", APIVersion: "grafana.integreatly.org/v1beta1", Kind: "GrafanaDashboard", Name: "mesh", Namespace: "monitoring",
		Body: body(), ReplaceOn: []string{"spec.instanceSelector", "spec.uid"},
	})
	p.AddObject(&plan.Object{
		ID: "free", APIVersion: "grafana.integreatly.org/v1beta1", Kind: "GrafanaDashboard", Name: "service", Namespace: "monitoring", Body: body(),
	})
	got := register(t, p, children.Source{})
	assert.Equal(t, []string{"spec.instanceSelector", "spec.uid"}, got["mesh-fixed"].GetReplaceOnChanges(), "a change of these makes it anew")
	assert.True(t, got["mesh-fixed"].GetDeleteBeforeReplace(), "the name stays, so the old one goes first")
	assert.Empty(t, got["mesh-free"].GetReplaceOnChanges(), "the others change in place")
	assert.False(t, got["mesh-free"].GetDeleteBeforeReplaceDefined(), "and the plugin decides")
}
