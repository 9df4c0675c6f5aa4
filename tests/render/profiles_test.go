package render

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
)

// chartProfiles are the profiles that the charts know. They stop at another: "unknown profile".
var chartProfiles = []string{"ambient", "demo", "preview", "remote", "stable"}

// default, minimal and empty are which releases there are, and no value.
func TestProfilesOfTheCharts(t *testing.T) {
	t.Parallel()
	for _, enum := range components.Profile("").Values() {
		profile := string(enum.Value)
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			args := m{"profile": profile, "cni": m{}, "gateways": list{m{"name": "edge"}}}
			if profile == "remote" {
				args["controlPlane"] = m{"remotePilotAddress": "203.0.113.5"}
			}
			s, err := planned(t, args)
			require.NoError(t, err)
			require.Contains(t, s.releases, "istio-cni")
			for name, r := range s.releases {
				got := []any{r.values["profile"], at(t, r.values, "global", "profile")}
				switch {
				case name == "edge" || !slices.Contains(chartProfiles, profile):
					assert.Equal(t, []any{nil, nil}, got, name)
				default:
					assert.Equal(t, []any{profile, nil}, got, name)
				}
			}
			_, err = s.render()
			require.NoError(t, err)
		})
	}
}

// The charts' word on what isn't a profile of theirs: were it written, nothing could be installed.
func TestUnknownProfiles(t *testing.T) {
	t.Parallel()
	for _, profile := range []string{"default", "minimal", "empty"} {
		s, err := planned(t, m{"gateways": list{m{"name": "edge"}}, "cni": m{}})
		require.NoError(t, err)
		for name, r := range s.releases {
			r.values["profile"] = profile
			_, err := mesh{releases: map[string]release{name: r}}.render()
			require.ErrorContains(t, err, "unknown profile", "%s of %s", profile, name)
		}
	}
}
