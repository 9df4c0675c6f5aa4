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

func TestReleases(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, istio.Releases)
	for i, r := range istio.Releases {
		v, err := semver.StrictNewVersion(r.Newest)
		require.NoError(t, err, "a release is x.y.z")
		assert.Equal(t, fmt.Sprintf("1.%d", r.Minor), fmt.Sprintf("%d.%d", v.Major(), v.Minor()), "the patch belongs to its minor release")
		assert.Empty(t, v.Prerelease()+v.Metadata(), "a pre-release isn't installed unasked")
		if i > 0 {
			assert.Equal(t, istio.Releases[i-1].Minor, r.Minor+1, "newest first, without a gap")
		}
		parsed, err := istio.ParseVersion(r.Newest)
		require.NoError(t, err, "what is listed can be installed")
		assert.True(t, parsed.Known(), "what is listed is known")
	}
	assert.Equal(t, istio.Releases[0].Newest, istio.NewestVersion())
}

func TestReleasesKnownOn(t *testing.T) {
	t.Parallel()
	_, err := time.Parse(time.DateOnly, istio.ReleasesKnownOn)
	assert.NoError(t, err, "the date is shown to people")
}

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, reason string
		ok         bool
	}{
		{"1.31.1", "a release", true},
		{"1.31.0", "its first", true},
		{"1.24.0", "the oldest minor release", true},
		{"1.32.0", "one that came out later", true},
		{"1.31.0-rc.0", "a pre-release, for who asks for it", true},
		{"", "nothing", false},
		{"latest", "the charts would change under the user", false},
		{"1.31", "a range, not a release", false},
		{"1.x.x", "a range", false},
		{"~1.31.0", "a range", false},
		{"v1.31.1", "the charts' versions have no v", false},
		{"1.31.1.0", "four numbers", false},
		{"1.031.1", "a leading zero isn't semver", false},
		{" 1.31.1", "a space", false},
		{"1.31.1+build", "no chart has build metadata", false},
		{"1.23.9", "older than the charts this package knows", false},
		{"0.31.1", "another major release", false},
		{"2.0.0", "another major release", false},
	} {
		t.Run(c.in, func(t *testing.T) {
			t.Parallel()
			v, err := istio.ParseVersion(c.in)
			if !c.ok {
				require.Error(t, err, c.reason)
				assert.ErrorContains(t, err, istio.NewestVersion(), "the error says what to write")
				assert.Panics(t, func() { istio.MustParseVersion(c.in) }, c.reason)
				return
			}
			require.NoError(t, err, c.reason)
			assert.Equal(t, c.in, v.String(), "a version is written as it was read")
			assert.Equal(t, v, istio.MustParseVersion(c.in))
		})
	}
}

func TestAtLeast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version string
		minor   uint64
		want    bool
		reason  string
	}{
		{"1.31.0", 31, true, "the first of the minor release"},
		{"1.31.1", 31, true, "a patch of it"},
		{"1.31.0-rc.0", 31, true, "a pre-release has the feature already"},
		{"1.31.0", 30, true, "a later one"},
		{"1.30.99", 31, false, "no patch reaches the next minor release"},
		{"1.30.0", 31, false, "an earlier one"},
	} {
		v := istio.MustParseVersion(c.version)
		assert.Equal(t, c.want, v.AtLeast(c.minor), "%s at least 1.%d: %s", c.version, c.minor, c.reason)
	}
	assert.Equal(t, uint64(30), istio.MustParseVersion("1.30.5").Minor())
}

func TestKnown(t *testing.T) {
	t.Parallel()
	newest := istio.Releases[0]
	for _, c := range []struct {
		version, reason string
		want            bool
	}{
		{newest.Newest, "the newest", true},
		{fmt.Sprintf("1.%d.0", newest.Minor), "an earlier patch", true},
		{fmt.Sprintf("1.%d.0-rc.0", newest.Minor), "a pre-release of what came out", true},
		{fmt.Sprintf("1.%d.99", newest.Minor), "a later patch", false},
		{fmt.Sprintf("1.%d.0", newest.Minor+1), "a later minor release", false},
		{istio.Releases[len(istio.Releases)-1].Newest, "the oldest", true},
	} {
		assert.Equal(t, c.want, istio.MustParseVersion(c.version).Known(), "%s: %s", c.version, c.reason)
	}
}
