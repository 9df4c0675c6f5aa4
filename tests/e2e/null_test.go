package e2e

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Null removes a default of a chart, though Pulumi's SDK leaves nulls out of what it sends (see internal/children).
func TestNullRemovesADefault(t *testing.T) {
	s := newProgram(t, "null", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		parent := &component{}
		if err := ctx.RegisterComponentResource("test:index:Parent", "parent", parent, pulumi.Providers(cluster)); err != nil {
			return err
		}
		p := plan.New()
		p.AddRelease(&plan.Release{
			ID: "alone", Name: "alone", Namespace: "default", Timeout: 60,
			Chart: plan.Chart{Name: "gateway", Version: firstVersion},
			Values: plan.Tree{
				"service": plan.Tree{"type": "None"}, "resources": plan.Tree{"limits": nil},
			},
		})
		_, err = children.Register(ctx, parent, "parent", p, children.Source{Repository: bed.ChartRepository()})
		return err
	})
	require.NoError(t, s.up(t.Context()))
	alone, err := cluster.AppsV1().Deployments("default").Get(t.Context(), "alone", metav1.GetOptions{})
	require.NoError(t, err)
	resources := alone.Spec.Template.Spec.Containers[0].Resources
	assert.Empty(t, resources.Limits, "the chart's default limits are still there")
	assert.NotEmpty(t, resources.Requests, "the chart's default requests are not")
	s.unchanged(t)
	s.destroy(t)
	expectUntouched(t)
}
