package components

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// It sets the clock, so nothing may run beside it.
func TestCheckVersion(t *testing.T) {
	clock := now
	t.Cleanup(func() { now = clock })
	const before, lastDay, after = "2026-10-11T12:00:00Z", "2026-10-12T23:59:59Z", "2026-10-13T00:00:00Z"
	for name, c := range map[string]struct {
		reason, version, at string
		id                  check.ID
		remedy              string
	}{
		"supported":            {"nothing to say", "1.29.8", before, "", ""},
		"on its last day":      {"it still is", "1.29.8", lastDay, "", ""},
		"ended":                {"when, and what to write", "1.29.8", after, check.VersionEnded, "end of life on 2026-10-12 and gets no security fixes; write 1.31.1"},
		"an older patch":       {"its minor counts", "1.29.0", after, check.VersionEnded, "write 1.31.1"},
		"a candidate":          {"of a minor that ended", "1.29.0-rc.1", after, check.VersionEnded, "write 1.31.1"},
		"long ended":           {"the oldest that is installed", "1.24.6", after, check.VersionEnded, "2025-06-24"},
		"newest":               {"nothing to say", "1.31.1", after, "", ""},
		"newest, years later":  {"this package is old then, and knows it ended", "1.31.1", "2030-01-01T00:00:00Z", check.VersionEnded, "2027-02-28"},
		"a newer patch":        {"it may be fine, nobody here knows", "1.31.99", after, check.VersionUnknown, "installed unchecked"},
		"a newer minor":        {"the same", "1.32.0", after, check.VersionUnknown, "as of " + istio.ReleasesKnownOn},
		"a newer patch, ended": {"one word is enough", "1.29.99", after, check.VersionUnknown, "installed unchecked"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		require.NoError(t, err)
		now = func() time.Time { return at }
		f := &check.Findings{}
		checkVersion(f, "otherRevisions[0].version", istio.MustParseVersion(c.version), nil)
		assert.Empty(t, f.Errors(), name)
		if c.id == "" {
			assert.Empty(t, f.Warnings(), "%s: %s", name, c.reason)
			continue
		}
		if assert.Len(t, f.Warnings(), 1, "%s: %s", name, c.reason) {
			w := f.Warnings()[0]
			assert.Equal(t, c.id, w.ID, "%s: %s", name, c.reason)
			assert.Equal(t, "otherRevisions[0].version", w.Path, name)
			assert.Contains(t, w.Message, c.remedy, "%s: %s", name, c.reason)
		}
	}
}

// It sets the clock, so nothing may run beside it. The advice for a release that ended must be one that hasn't, or users would be sent in a circle.
func TestCheckVersionAdvisesTheLiving(t *testing.T) {
	clock := now
	t.Cleanup(func() { now = clock })
	now = func() time.Time { return istio.Releases[0].EndOfLife.AddDate(0, 0, 1) }
	f := &check.Findings{}
	checkVersion(f, "version", istio.MustParseVersion(istio.NewestVersion()), nil)
	require.Len(t, f.Warnings(), 1)
	assert.NotContains(t, f.Warnings()[0].Message, "write "+istio.NewestVersion(), "it is the one that ended; a newer package is wanted")
}

func TestCheckVersionOfNone(t *testing.T) {
	t.Parallel()
	f := &check.Findings{Mode: check.Off}
	checkVersion(f, "version", istio.Version{}, errors.New("write x.y.z"))
	assert.Equal(t, []check.Finding{{Path: "version", Message: "write x.y.z"}}, f.Errors(), "what can't be read is always an error")
}
