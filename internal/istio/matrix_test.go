package istio_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/Masterminds/semver/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

func kubernetes(t *testing.T, s string) istio.Kubernetes {
	t.Helper()
	k, err := istio.ParseKubernetes(s)
	require.NoError(t, err)
	return k
}

func TestMatrixIsWhole(t *testing.T) {
	t.Parallel()
	var minors []uint64
	for _, r := range istio.Releases {
		minors = append(minors, r.Minor)
	}
	assert.Equal(t, []uint64{31, 30, 29, 28, 27, 26, 25, 24}, minors, "each minor release once, newest first, without a gap")
}

func TestMatrixIsConsistent(t *testing.T) {
	t.Parallel()
	knownOn, err := time.Parse(time.DateOnly, istio.ReleasesKnownOn)
	require.NoError(t, err)
	for i, r := range istio.Releases {
		name := fmt.Sprintf("1.%d", r.Minor)
		for _, d := range []time.Time{r.Released, r.EndOfLife} {
			assert.Equal(t, d.Truncate(24*time.Hour), d, "%s: a day, not a time of it", name)
			assert.Equal(t, time.UTC, d.Location(), "%s: everybody's day", name)
		}
		assert.False(t, r.Released.After(knownOn), "%s: what is listed is out", name)
		assert.True(t, r.EndOfLife.After(r.Released.AddDate(0, 5, 0)), "%s: two more minor releases come before the end", name)
		assert.Equal(t, r.EndOfLife.After(knownOn), r.EndOfLifeEstimated, "%s: an end in the past is announced, one to come isn't", name)

		assert.Less(t, r.Kubernetes.Min, r.Kubernetes.Max, "%s: Istio supports several versions at once", name)
		assert.LessOrEqual(t, r.Kubernetes.Max-r.Kubernetes.Min, uint64(4), "%s: five at most", name)
		assert.Less(t, r.CompatibilityMin, r.Minor, "%s: compatibility is with earlier releases", name)

		g, err := semver.StrictNewVersion(r.GatewayAPI[1:])
		require.NoError(t, err, name)
		assert.Equal(t, r.GatewayAPI, "v"+g.String(), "%s: as the CRDs' annotation says it", name)
		if i == 0 {
			continue
		}
		newer := istio.Releases[i-1]
		assert.True(t, r.Released.Before(newer.Released), "%s came before 1.%d", name, newer.Minor)
		assert.True(t, r.EndOfLife.Before(newer.EndOfLife), "%s ends before 1.%d", name, newer.Minor)
		assert.False(t, newer.EndedBy(knownOn) && !r.EndedBy(knownOn), "%s doesn't outlive 1.%d", name, newer.Minor)
		assert.LessOrEqual(t, r.Kubernetes.Min, newer.Kubernetes.Min, "support of %s doesn't begin later than that of 1.%d", name, newer.Minor)
		assert.LessOrEqual(t, r.Kubernetes.Max, newer.Kubernetes.Max, "support of %s doesn't reach further than that of 1.%d", name, newer.Minor)
		assert.GreaterOrEqual(t, r.Kubernetes.Max, newer.Kubernetes.Min, "a cluster can go from %s to 1.%d", name, newer.Minor)
		assert.LessOrEqual(t, r.CompatibilityMin, newer.CompatibilityMin, "%s imitates what 1.%d does, or older ones", name, newer.Minor)
		assert.False(t, semver.MustParse(newer.GatewayAPI).LessThan(g), "1.%d isn't built with an older Gateway API than %s", newer.Minor, name)
	}
}

func TestVersionRelease(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version string
		minor   uint64
		ok      bool
		reason  string
	}{
		{"1.31.1", 31, true, "the newest"},
		{"1.31.0-rc.0", 31, true, "a pre-release belongs to its minor release"},
		{"1.31.99", 31, true, "a later patch does, too"},
		{"1.24.0", 24, true, "the oldest"},
		{"1.32.0", 0, false, "one that came out later"},
	} {
		r, ok := istio.MustParseVersion(c.version).Release()
		assert.Equal(t, c.ok, ok, "%s: %s", c.version, c.reason)
		assert.Equal(t, c.minor, r.Minor, "%s: %s", c.version, c.reason)
	}
}

func TestFitKubernetes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version, kubernetes string
		want                istio.Fit
		reason              string
	}{
		{"1.31.1", "v1.32.0", istio.Fits, "the oldest supported"},
		{"1.31.1", "v1.36.1", istio.Fits, "the newest supported"},
		{"1.31.1", "v1.31.9", istio.TooOld, "one before the oldest"},
		{"1.31.1", "v1.33.4-gke.1200", istio.Fits, "who built it doesn't matter"},
		{"1.31.0-rc.0", "v1.31.9", istio.TooOld, "a pre-release supports what its release does"},
		{"1.30.5", "v1.37.0", istio.TooNew, "one after the newest"},
		{"1.29.8", "v1.31.9", istio.Fits, "an older Istio for an older cluster"},
		{"1.24.6", "1.32", istio.TooNew, "an old Istio on a newer cluster"},
		{"1.24.6", "1.27+", istio.TooOld, "older still"},
		{"1.32.0", "1.33", istio.Unknown, "nothing is known of it, so nothing is claimed"},
	} {
		fit, r := istio.MustParseVersion(c.version).FitKubernetes(kubernetes(t, c.kubernetes))
		assert.Equal(t, c.want, fit, "%s on %s: %s", c.version, c.kubernetes, c.reason)
		assert.Equal(t, c.want == istio.Unknown, r.Minor == 0, "%s: the release is what the message names", c.version)
	}
	r, _ := istio.MustParseVersion("1.31.1").Release()
	assert.Equal(t, "1.32 to 1.36", r.Kubernetes.String(), "as messages say it")
}

func TestNewestFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kubernetes string
		minor      uint64
		ok         bool
		reason     string
	}{
		{"1.36", 31, true, "the newest both ways"},
		{"1.32", 31, true, "several support it: the newest"},
		{"1.31", 29, true, "1.30 and 1.31 don't any more"},
		{"1.30", 28, true, "an old cluster"},
		{"1.29", 27, true, "an older one"},
		{"1.28", 24, true, "the oldest that any supports"},
		{"1.27", 0, false, "nothing supports it"},
		{"1.99", 0, false, "nothing supports it yet"},
	} {
		r, ok := istio.NewestFor(kubernetes(t, c.kubernetes))
		assert.Equal(t, c.ok, ok, "%s: %s", c.kubernetes, c.reason)
		assert.Equal(t, c.minor, r.Minor, "%s: %s", c.kubernetes, c.reason)
	}
}

func TestEndedBy(t *testing.T) {
	t.Parallel()
	r, ok := istio.MustParseVersion("1.29.8").Release()
	require.True(t, ok)
	for _, c := range []struct {
		at, reason string
		want       bool
	}{
		{"2026-02-16T00:00:00Z", "the day it came out", false},
		{"2026-10-11T12:00:00Z", "the day before its last", false},
		{"2026-10-12T00:00:00Z", "its last day begins", false},
		{"2026-10-12T23:59:59Z", "its last day isn't over", false},
		{"2026-10-13T00:00:00Z", "the day after", true},
		{"2026-10-13T01:00:00+02:00", "already tomorrow there, but not in UTC", false},
		{"2027-01-01T00:00:00Z", "long after", true},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		require.NoError(t, err)
		assert.Equal(t, c.want, r.EndedBy(at), "%s: %s", c.at, c.reason)
	}
}
