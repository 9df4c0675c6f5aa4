package dashboards

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// metric is what is known of one.
type metric struct {
	Type   string   `json:"type"`
	Labels []string `json:"labels"`

	source string
}

// scraped are the labels that the scrape adds, whatever the mechanism.
var scraped = []string{"namespace", "pod", "container", "app", "job", "instance"}

// knownMetrics reads the list, with every label that a metric may have.
func knownMetrics(t *testing.T) map[string]metric {
	t.Helper()
	text, err := os.ReadFile("testdata/metrics.yaml")
	require.NoError(t, err)
	var groups []struct {
		Source, Where string
		Labels        []string
		Metrics       map[string]metric
	}
	require.NoError(t, yaml.UnmarshalStrict(text, &groups))
	out := map[string]metric{}
	for _, g := range groups {
		require.NotEmpty(t, g.Where, "%s: every metric has a source", g.Source)
		for name, m := range g.Metrics {
			require.NotContains(t, out, name, "listed twice")
			require.Contains(t, []string{"counter", "gauge", "histogram"}, m.Type, name)
			m.source = g.Source
			m.Labels = slices.Concat(m.Labels, g.Labels, scraped)
			out[name] = m
		}
	}
	return out
}

// find returns the metric of a series: a histogram's series have a suffix and the label le.
func find(metrics map[string]metric, series string) (metric, bool) {
	if m, ok := metrics[series]; ok && m.Type != "histogram" {
		return m, true
	}
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		name, had := strings.CutSuffix(series, suffix)
		m, ok := metrics[name]
		if !had || !ok || m.Type != "histogram" {
			continue
		}
		if suffix == "_bucket" {
			m.Labels = append(slices.Clone(m.Labels), "le")
		}
		return m, true
	}
	return metric{}, false
}

func TestEveryListedMetricIsAskedFor(t *testing.T) {
	t.Parallel()
	var asked strings.Builder
	for _, q := range queries(t) {
		asked.WriteString(q.expr + "\n")
	}
	for name := range knownMetrics(t) {
		assert.Contains(t, asked.String(), name, "a metric that nobody asks for has no place in the list")
	}
}
