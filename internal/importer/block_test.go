package importer

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCallsBlock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason string
		calls  map[string][]string
		want   map[Language]string
	}{
		{
			"a graph, with a namespace that calls nobody and one that reads as something else in YAML",
			map[string][]string{"shop": {"api.example.com:8443", "payments"}, "payments": {}, "on": {"catalog/reviews.catalog.svc.cluster.local"}},
			map[Language]string{
				TypeScript: "sidecars: {\n    calls: {\n        on: [\"catalog/reviews.catalog.svc.cluster.local\"],\n        payments: [],\n        shop: [\"api.example.com:8443\", \"payments\"],\n    },\n},\n",
				Python: "sidecars=meshstack.SidecarsArgs(\n    calls={\n        \"on\": [\"catalog/reviews.catalog.svc.cluster.local\"],\n        \"payments\": [],\n" +
					"        \"shop\": [\"api.example.com:8443\", \"payments\"],\n    },\n),\n",
				Go: "Sidecars: &meshstack.SidecarsArgs{\n\tCalls: map[string][]string{\n\t\t\"on\":       {\"catalog/reviews.catalog.svc.cluster.local\"},\n" +
					"\t\t\"payments\": {},\n\t\t\"shop\":     {\"api.example.com:8443\", \"payments\"},\n\t},\n},\n",
				YAML: "sidecars:\n  calls:\n    \"on\":\n      - catalog/reviews.catalog.svc.cluster.local\n    payments: []\n    shop:\n      - api.example.com:8443\n      - payments\n",
			},
		},
		{
			"no graph", map[string][]string{},
			map[Language]string{
				TypeScript: "sidecars: {\n    calls: {},\n},\n",
				Python:     "sidecars=meshstack.SidecarsArgs(\n    calls={},\n),\n",
				Go:         "Sidecars: &meshstack.SidecarsArgs{\n\tCalls: map[string][]string{},\n},\n",
				YAML:       "sidecars:\n  calls: {}\n",
			},
		},
	} {
		got, err := CallsBlock(c.calls)
		require.NoError(t, err, c.reason)
		assert.Equal(t, c.want, got, c.reason)
	}
}
