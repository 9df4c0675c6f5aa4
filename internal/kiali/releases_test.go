package kiali_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
)

func TestEveryIstioHasItsKiali(t *testing.T) {
	t.Parallel()
	newer := kiali.For(istio.Releases[0].Minor)
	for _, r := range istio.Releases {
		paired := kiali.For(r.Minor)
		assert.False(t, newer.OlderThan(paired), "1.%d: an older Istio has no newer Kiali", r.Minor)
		assert.True(t, paired.Known(), "1.%d: its keys are known", r.Minor)
		newer = paired
	}
	for minor, want := range map[uint64]string{24: "2.0.0", 28: "2.17.0", 31: "2.27.0", 99: "2.27.0"} {
		assert.Equal(t, want, kiali.For(minor).String(), "as Istio 1.%d ships it, the newest for an unknown one", minor)
	}
}

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for text, c := range map[string]struct {
		reason string
		ok     bool
	}{
		"2.27.0":   {"exact", true},
		"2.27.3":   {"a patch", true},
		"1.89.7":   {"Kiali 1 is refused later, with its own reason", true},
		"v2.27.0":  {"the chart's versions have no v", false},
		"2.27":     {"not exact", false},
		"latest":   {"not a version", false},
		"":         {"nothing", false},
		"3.0.0":    {"nobody knows Kiali 3", false},
		"2.27.0+x": {"build metadata", false},
	} {
		_, err := kiali.ParseVersion(text)
		assert.Equal(t, c.ok, err == nil, "%q: %s", text, c.reason)
		if err != nil {
			assert.ErrorContains(t, err, "2.27.0", "it says what to write")
		}
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v, w string
		want bool
	}{
		{"2.8.0", "2.12.0", true}, {"2.12.0", "2.8.0", false}, {"2.12.0", "2.12.1", false}, {"1.89.0", "2.0.0", true}, {"2.0.0", "1.89.0", false},
	} {
		assert.Equal(t, c.want, version(t, c.v).OlderThan(version(t, c.w)), "%s older than %s", c.v, c.w)
	}
	assert.True(t, version(t, "2.21.0").AtLeast(21), "the same")
	assert.False(t, version(t, "2.20.9").AtLeast(21), "an earlier one")
	assert.True(t, version(t, "1.73.0").First())
	assert.False(t, version(t, "2.31.0").Known(), "published after the data")
}

func version(t *testing.T, s string) kiali.Version {
	t.Helper()
	v, err := kiali.ParseVersion(s)
	require.NoError(t, err)
	return v
}
