package render

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The webhooks of a tag are ours, so that a tag can move; they must be what the chart's own would be.
func TestTagsEqualTheCharts(t *testing.T) {
	t.Parallel()
	s, err := planned(t, m{"revision": "blue", "revisionTags": list{"prod", "default"}})
	require.NoError(t, err)
	ours := s.own
	theirs := chartTags(t, s, "istiod-blue", list{"prod", "default"})
	for _, tag := range []string{"prod", "default"} {
		name := "MutatingWebhookConfiguration//istio-revision-tag-" + tag
		assert.Equal(t, at(t, theirs[name], "webhooks"), at(t, ours[name], "webhooks"), name)
		for _, label := range []string{"istio.io/rev", "istio.io/tag", "app"} {
			assert.Equal(t, at(t, theirs[name], "metadata", "labels", label), at(t, ours[name], "metadata", "labels", label), name)
		}
		service := "Service/istio-system/istiod-revision-tag-" + tag
		assert.Equal(t, at(t, theirs[service], "spec"), at(t, ours[service], "spec"), service)
	}
}

// chartTags are what the chart of a control plane makes when it gets the tags, which no argument lets it get.
func chartTags(t *testing.T, s mesh, name string, tags list) objects {
	t.Helper()
	r := s.releases[name]
	r.values["revisionTags"] = tags
	out, err := mesh{releases: map[string]release{name: r}}.render()
	require.NoError(t, err)
	return out
}
