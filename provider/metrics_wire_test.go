package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// extraMetrics are the places in metrics where users add entries that are checked, so that the sentinel must be in valid ones.
var extraMetrics = []struct {
	path string
	// entry is a valid entry with a leaf at the path of keys; text is a list as a text, with the sentinel in it.
	entry map[string]any
	leaf  string
	text  string
}{
	{path: "metrics.additionalScrapeConfigs.extraJobs[0]", entry: map[string]any{"job_name": "a"}, leaf: "basic_auth.password"},
	{path: "metrics.additionalScrapeConfigs.extraJobs[0]", entry: map[string]any{"job_name": "a"}, leaf: "proxy_url"},
	{path: "metrics.additionalScrapeConfigs.extraJobsYaml", text: "- job_name: " + sentinel},
	{path: "metrics.rules.extraGroups[0]", entry: map[string]any{"name": "a", "rules": []any{}}, leaf: "labels.where"},
	{path: "metrics.rules.extraGroupsYaml", text: "- {name: " + sentinel + ", rules: []}"},
}

// What users add arrives as what it was: in the Secret encoded and secret, in the rules in its place, unless it is a secret.
func TestExtraMetricsArriveAsTheyWere(t *testing.T) {
	t.Parallel()
	for _, tc := range extraMetrics {
		for _, kind := range kinds {
			t.Run(tc.path+"."+tc.leaf+"/"+kind.name, func(t *testing.T) {
				t.Parallel()
				given := sentinel
				if tc.text != "" {
					given = tc.text
				}
				v := kind.make(property.New(given))
				inputs := any(around(t, components.MeshStackType, tc.path))
				path := strings.Split(tc.path, ".")
				for key, value := range tc.entry {
					inputs = put(inputs, append(append([]string{}, path...), key), wiretest.Value(t, value))
				}
				if tc.leaf != "" {
					path = append(path, strings.Split(tc.leaf, ".")...)
				}
				inputs = put(inputs, path, v)
				got, err := construct(t, components.MeshStackType, wiretest.Value(t, inputs).AsMap(), v.IsComputed())
				if v.Secret() && strings.HasPrefix(tc.path, "metrics.rules.") {
					require.Error(t, err, "rules stand in clear")
					assert.NotContains(t, fmt.Sprint(err, problems(err)), sentinel)
					assert.Empty(t, got.Names(), "a child was registered")
					return
				}
				require.NoError(t, err, problems(err))

				arrived := false
				for _, child := range got.Children {
					for name, in := range child.Inputs.All {
						wiretest.Visit(in, false, func(found property.Value, secret bool) {
							switch {
							case v.IsComputed():
								arrived = arrived || found.IsComputed() && child.DependsOn(name)
							case found.IsString() && mentions(found.AsString()):
								arrived = arrived || len(v.Dependencies()) == 0 || child.DependsOn(name)
								if v.Secret() || strings.Contains(tc.path, "Scrape") {
									assert.True(t, secret, "%s of %s is secret", name, child.Name)
								}
							}
						})
					}
				}
				assert.True(t, arrived, "it arrived")
				for _, log := range got.Logs {
					assert.NotContains(t, log.GetMessage(), sentinel)
				}
			})
		}
	}
}
