package render

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/provider"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

// The webhooks of a tag are ours, so that a tag can move; they must be what the chart's own would be.
func TestTagsEqualTheCharts(t *testing.T) {
	t.Parallel()
	ours := tagObjects(t)
	theirs := rendered(t, m{"revision": "blue", "values": m{"istiod": m{"revisionTags": list{"prod", "default"}}}})
	for _, tag := range []string{"prod", "default"} {
		name := "MutatingWebhookConfiguration/istio-revision-tag-" + tag
		assert.Equal(t, at(t, theirs[name], "webhooks"), at(t, ours[name], "webhooks"), name)
		for _, label := range []string{"istio.io/rev", "istio.io/tag", "app"} {
			assert.Equal(t, at(t, theirs[name], "metadata", "labels", label), at(t, ours[name], "metadata", "labels", label), name)
		}
		service := "Service/istiod-revision-tag-" + tag
		assert.Equal(t, at(t, theirs[service], "spec"), at(t, ours[service], "spec"), service)
	}
}

func tagObjects(t *testing.T) map[string]m {
	t.Helper()
	prov, err := provider.New()
	require.NoError(t, err)
	got, err := wiretest.Construct(t, prov, components.MeshStackType, wiretest.Value(t, m{
		"revision": "blue", "revisionTags": list{"prod", "default"}, "version": charts.Version,
		"charts": m{"repository": folder(t)},
	}).AsMap(), false)
	require.NoError(t, err)
	out := map[string]m{}
	for _, child := range got.Children {
		object := goValue(property.New(child.Inputs)).(m)
		if kind, ok := object["kind"].(string); ok {
			out[kind+"/"+object["metadata"].(m)["name"].(string)] = object
		}
	}
	return out
}
