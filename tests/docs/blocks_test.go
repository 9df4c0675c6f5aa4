package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../.."

// block is a program in a page.
type block struct {
	// page is the file's name, and line the number of the fence above the program.
	page string
	line int
	code string
}

func (b block) String() string { return fmt.Sprintf("%s:%d", b.page, b.line) }

// blocksOf returns the programs of the README and the pages that are fenced as one of the languages. A fence may be
// indented, as it is within a list.
func blocksOf(t *testing.T, languages string) []block {
	t.Helper()
	fenced := regexp.MustCompile("(?ms)^( *)```(?:" + languages + ")\n(.*?)^ *```$")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	require.NoError(t, err)
	var out []block
	for _, page := range append(pages, filepath.Join(root, "README.md")) {
		content, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, at := range fenced.FindAllSubmatchIndex(content, -1) {
			indent, code := string(content[at[2]:at[3]]), string(content[at[4]:at[5]])
			out = append(out, block{
				page: filepath.Base(page),
				line: 1 + strings.Count(string(content[:at[0]]), "\n"),
				code: strings.ReplaceAll("\n"+code, "\n"+indent, "\n")[1:],
			})
		}
	}
	require.NotEmpty(t, out)
	return out
}

// longest is how many lines an example may have: what is longer belongs to examples/.
const longest = 15

func TestExamplesAreShort(t *testing.T) {
	t.Parallel()
	for _, b := range blocksOf(t, "typescript|ts|yaml|python|go") {
		if lines := strings.Count(b.code, "\n"); lines > longest {
			t.Errorf("%s: the example has %d lines; keep it to %d", b, lines, longest)
		}
	}
}
