package check_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

func TestCatalog(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, check.Catalog)
	grammar := regexp.MustCompile(`^MS[1-9][0-9]{2}$`)
	var ids []check.ID
	titles := map[string]check.ID{}
	for _, c := range check.Catalog {
		ids = append(ids, c.ID)
		assert.Regexp(t, grammar, c.ID, "users write it in checks.ignore")
		assert.Contains(t, []check.Severity{check.Fatal, check.Error, check.Warning, check.Info}, c.Severity, c.ID)
		assert.NotEmpty(t, c.Title, c.ID)
		assert.NotContains(t, titles, c.Title, "%s has a title of its own", c.ID)
		titles[c.Title] = c.ID
		found, ok := check.Find(c.ID)
		assert.True(t, ok, c.ID)
		assert.Equal(t, c, found, c.ID)
	}
	assert.True(t, slices.IsSorted(ids), "ordered by ID: %v", ids)
	assert.Len(t, slices.Compact(ids), len(check.Catalog), "an ID is one judgement's")
}

func TestFindNothing(t *testing.T) {
	t.Parallel()
	for reason, id := range map[string]check.ID{
		"what can't be overruled has no ID": "", "an ID that nobody gave": "MS999", "IDs are in capitals": "ms103", "an ID is whole": "MS10",
	} {
		_, ok := check.Find(id)
		assert.False(t, ok, reason)
	}
}
