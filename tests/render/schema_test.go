package render

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
)

// The gateway chart alone says what it takes, and refuses the rest. That it takes all that is planned is what
// TestArgumentsReachTheCharts shows; this shows that it would refuse.
func TestGatewaySchema(t *testing.T) {
	t.Parallel()
	args := combination{variant: plain}.args()
	s, err := planned(t, args)
	require.NoError(t, err)
	for _, tc := range []struct {
		key    string
		value  any
		reason string
	}{
		{"hub", "docker.io/istio", "the image is the injector's"},
		{"meshConfig", m{"accessLogFile": "/dev/stdout"}, "it's istiod's"},
		{"imagePullSecrets", list{"mirror"}, "names, as the other charts have them"},
		{"resources", m{"requests": m{"cpu": 2}}, "a quantity that is no text"},
		{"service", m{"type": 5}, "a type that is no text"},
	} {
		r := s.releases["edge"]
		_, err := mesh{releases: map[string]release{"edge": r}}.render()
		require.NoError(t, err, "as planned")
		r.values = maps.Clone(r.values)
		r.values[tc.key] = tc.value
		_, err = mesh{releases: map[string]release{"edge": r}}.render()
		require.ErrorContains(t, err, "values don't meet the specifications of the schema", tc.reason)
	}
}

// What a user adds is held against it, too.
func TestGatewaySchemaOnUserValues(t *testing.T) {
	t.Parallel()
	_, err := planned(t, m{"gateways": list{m{"name": "edge", "values": m{"hub": "docker.io/istio"}}}})
	require.ErrorContains(t, err, "MS122", "the schema is read at preview")
	require.ErrorContains(t, err, "gateways[0].values")
	require.ErrorContains(t, err, "hub")
}
