package e2e

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/tests/dashboards/operator"
)

// The Grafana operator's CRD refuses a change of some fields. The resource is made anew then, and changes in place
// otherwise.
func TestImmutableFieldsReplace(t *testing.T) {
	ctx := t.Context()
	text, err := operator.GrafanaDashboards(ctx)
	require.NoError(t, err)
	var crd map[string]any
	require.NoError(t, yaml.Unmarshal(text, &crd))
	name := crd["metadata"].(map[string]any)["name"].(string)

	spec := plan.Tree{"instanceSelector": plan.Tree{"matchLabels": plan.Tree{"a": "b"}}, "folder": "Istio", "json": "{}", "allowCrossNamespaceImport": true}
	s := newProgram(t, "replaced", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		parent := &component{}
		if err := ctx.RegisterComponentResource("test:index:Parent", "parent", parent, pulumi.Providers(cluster)); err != nil {
			return err
		}
		p := plan.New()
		p.AddObject(&plan.Object{
			ID: "crd", APIVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition", Name: name,
			Body: plan.Tree{"spec": crd["spec"]}, WaitFor: "condition=Established", Timeout: 60,
		})
		p.AddObject(&plan.Object{
			ID: "dashboard", APIVersion: "grafana.integreatly.org/v1beta1", Kind: "GrafanaDashboard", Name: "mesh", Namespace: "default",
			Body:      plan.Tree{"spec": spec},
			ReplaceOn: []string{"spec.instanceSelector", "spec.uid", "spec.allowCrossNamespaceImport"},
			After:     []string{"crd"},
		})
		_, err = children.Register(ctx, parent, "parent", p, children.Source{})
		return err
	})
	uid := func() string {
		object, err := objects.Resource(schema.GroupVersionResource{Group: "grafana.integreatly.org", Version: "v1beta1", Resource: "grafanadashboards"}).
			Namespace("default").Get(ctx, "mesh", metav1.GetOptions{})
		require.NoError(t, err)
		return string(object.GetUID())
	}
	require.NoError(t, s.up(ctx))
	s.unchanged(t)
	for _, change := range []struct {
		reason   string
		apply    func()
		replaced bool
	}{
		{"the folder may change", func() { spec["folder"] = "Mesh" }, false},
		{"another Grafana", func() { spec["instanceSelector"] = plan.Tree{"matchLabels": plan.Tree{"a": "c"}} }, true},
		{"a label more", func() { spec["instanceSelector"] = plan.Tree{"matchLabels": plan.Tree{"a": "c", "d": "e"}} }, true},
		{"no longer in other namespaces", func() { spec["allowCrossNamespaceImport"] = false }, true},
		{"a UID of its own", func() { spec["uid"] = "meshstack-mesh" }, true},
		{"another UID", func() { spec["uid"] = "meshstack-mesh-2" }, true},
		{"the content may change", func() { spec["json"] = `{"title": "x"}` }, false},
	} {
		before := uid()
		change.apply()
		require.NoError(t, s.up(ctx), change.reason)
		assert.Equal(t, change.replaced, before != uid(), change.reason)
		s.unchanged(t)
	}
	s.destroy(t)
}
