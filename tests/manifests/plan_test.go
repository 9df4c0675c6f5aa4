package manifests

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		args     m
		releases []string
		object   string
		err      string
		reason   string
	}{
		{
			"nothing said", m{}, []string{"istio-base (istio-system)", "istiod (istio-system)"},
			"Deployment/istio-system/istiod", "", "the minimal profile",
		},
		{
			"another namespace", m{"namespace": "mesh"}, []string{"istio-base (mesh)", "istiod (mesh)"},
			"Deployment/mesh/istiod", "", "arguments reach the charts",
		},
		{"empty", m{"profile": "empty"}, nil, "", "", "nothing is planned"},
		{"refused", m{"profile": "nonesuch"}, nil, "", "profile", "the error's details have the property"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := Plan(t, tc.args)
			if tc.err != "" {
				require.ErrorContains(t, err, tc.err, tc.reason)
				return
			}
			require.NoError(t, err, tc.reason)
			assert.Equal(t, tc.releases, got.Releases, tc.reason)
			if tc.object == "" {
				assert.Empty(t, got.Objects, tc.reason)
				return
			}
			assert.Contains(t, got.Objects, tc.object, tc.reason)
		})
	}
}
