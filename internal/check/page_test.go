package check

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	heading = regexp.MustCompile(`(?m)^## (.*)$`)
	// section is the heading of a check with the line below it, which tells title and severity.
	section = regexp.MustCompile(`(?m)^## (MS[0-9]+)\n\*\*(.*)\*\* \((.*)\)$`)
)

// TestPage keeps docs/checks.md and the catalog in step: messages name an ID, and its section says what to do.
func TestPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/checks.md")
	require.NoError(t, err)

	var want, got []string
	for _, c := range Catalog {
		want = append(want, fmt.Sprintf("## %s: %s (%s)", c.ID, c.Title, c.Severity))
	}
	for _, found := range section.FindAllStringSubmatch(string(page), -1) {
		got = append(got, fmt.Sprintf("## %s: %s (%s)", found[1], found[2], found[3]))
	}
	assert.Equal(t, want, got, "docs/checks.md has a section for each ID in the catalog's order, `## ID`, and below it `**Title** (severity)`")
	assert.Len(t, heading.FindAllString(string(page), -1), len(got), "docs/checks.md has no section without an ID")
}

// TestPageSaysWhatToDo wants the same four questions answered for each check.
func TestPageSaysWhatToDo(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/checks.md")
	require.NoError(t, err)
	starts := section.FindAllStringSubmatchIndex(string(page), -1)
	for i, at := range starts {
		end := len(page)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		id, text := string(page[at[2]:at[3]]), string(page[at[1]:end])
		for _, question := range []string{"- Found:", "- Why it matters:", "- What to do:", "- To overrule:"} {
			assert.Contains(t, text, "\n"+question+" ", "the section %s answers it", id)
		}
	}
}
