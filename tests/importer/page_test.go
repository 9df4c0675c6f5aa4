package importer

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/tests/manifests"
)

var update = flag.Bool("update", false, "write the tables of docs/from-istiooperator.md")

const page = "../../docs/from-istiooperator.md"

// TestPage compares the parts of the page between comments, `<!-- begin x -->` and `<!-- end x -->`, with what was found.
func TestPage(t *testing.T) {
	data, err := os.ReadFile(page)
	require.NoError(t, err)
	content := string(data)
	for _, part := range []struct {
		name  string
		lines []string
	}{
		{"inputs", inputLines(t)},
		{"differences", differenceLines(t)},
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
			"%s: run go test ./importer -update in tests, and read what changes", part.name)
	}
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(content), 0o644))
	}
}

// explained are the numbers, from 1, of the particular entries that explain something of each input.
func explained(t *testing.T) map[string][]int {
	t.Helper()
	verdict := manifests.Review(slices.Concat(always, particular), found(t))
	out := map[string][]int{}
	for name, entries := range verdict.By {
		for _, i := range entries {
			if i >= len(always) {
				out[name] = append(out[name], i-len(always)+1)
			}
		}
		slices.Sort(out[name])
	}
	return out
}

// inputLines are the rows of the inputs, and how many there are of each kind.
func inputLines(t *testing.T) []string {
	t.Helper()
	numbers := explained(t)
	counts := map[string]int{}
	var rows []string
	for _, o := range outcomes()(t) {
		var what string
		switch {
		case o.theirs != nil && o.ours != nil:
			what = "refused by both"
		case o.theirs != nil:
			what = "refused by istioctl alone"
		case len(numbers[o.name]) == 0:
			what = "equal"
		default:
			what = "explained"
		}
		counts[what]++
		detail := ""
		if reason := istioctlAlone[o.name]; reason != "" {
			detail = reason
		}
		for i, n := range numbers[o.name] {
			if i > 0 {
				detail += ", "
			}
			detail += fmt.Sprint(n)
		}
		left := fmt.Sprint(o.left)
		if o.ours != nil || o.theirs != nil {
			left = ""
		}
		rows = append(rows, "| "+strings.Join([]string{"`" + o.name + "`", what, detail, left}, " | ")+" |")
	}
	summary := fmt.Sprintf("%d inputs: %d equal, %d explained, %d refused by both, %d refused by istioctl alone.", len(rows), counts["equal"], counts["explained"],
		counts["refused by both"], counts["refused by istioctl alone"])
	return slices.Concat([]string{summary, "", "| Input | Result | Differences, or why | Fields to decide on |", "|---|---|---|---|"}, rows)
}

// differenceLines are the rows of the particular entries.
func differenceLines(t *testing.T) []string {
	t.Helper()
	lines := []string{"| | What differs | Why that is right |", "|---|---|---|"}
	for i, r := range particular {
		lines = append(lines, fmt.Sprintf("| %d | %s | %s |", i+1, r.What, r.Why))
	}
	return lines
}
