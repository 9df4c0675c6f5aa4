package profiles

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/tests/manifests"
)

var update = flag.Bool("update", false, "write the tables of docs/profiles.md")

const page = "../../docs/profiles.md"

// TestPage compares the parts of the page between comments, `<!-- begin x -->` and `<!-- end x -->`, with the tables here.
func TestPage(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(page)
	require.NoError(t, err)
	content := string(data)
	for _, part := range []struct {
		name  string
		lines []string
	}{
		{"profiles", profileLines(t)},
		{"differences", differenceLines()},
	} {
		begin, end := "<!-- begin "+part.name+" -->\n", "<!-- end "+part.name+" -->"
		before, rest, ok := strings.Cut(content, begin)
		require.True(t, ok, "the page has %q", begin)
		got, after, ok := strings.Cut(rest, end)
		require.True(t, ok, "the page has %q", end)
		want := strings.Join(part.lines, "\n") + "\n"
		if *update {
			content = before + begin + want + end + after
			continue
		}
		assert.Equal(t, strings.Split(want, "\n"), strings.Split(got, "\n"),
			"%s: run go test ./profiles -update in tests, and read what changes", part.name)
	}
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(content), 0o644))
	}
}

// profileLines are the rows of the profiles, with the releases that are planned.
func profileLines(t *testing.T) []string {
	t.Helper()
	lines := []string{"| istioctl's profile | In a MeshStack | Releases (namespace) | Settings |", "|---|---|---|---|"}
	for _, p := range profiles {
		planned, err := manifests.Plan(t, p.ours)
		require.NoError(t, err)
		releases := planned.Releases
		slices.Sort(releases)
		if len(releases) == 0 {
			releases = []string{"none"}
		}
		lines = append(lines, "| "+strings.Join([]string{"`" + p.name + "`", p.writes, strings.Join(releases, ", "), p.sets}, " | ")+" |")
	}
	return lines
}

// differenceLines are the rows of the list.
func differenceLines() []string {
	lines := []string{"| What differs | Why that is right | Where | Profiles |", "|---|---|---|---|"}
	for _, r := range onTheList {
		where := code(r.Objects)
		var paths []string
		for _, f := range r.Fields {
			if f.Path != "" {
				paths = append(paths, f.Path)
			}
		}
		if len(paths) > 0 {
			where += ": " + code(paths)
		}
		of := "all that have it"
		if r.Inputs != nil {
			of = code(r.Inputs)
		}
		lines = append(lines, "| "+strings.Join([]string{r.What, r.Why, where, of}, " | ")+" |")
	}
	return lines
}

func code(texts []string) string { return "`" + strings.Join(texts, "`, `") + "`" }
