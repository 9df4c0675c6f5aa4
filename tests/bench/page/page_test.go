package page

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUpdate(t *testing.T) {
	t.Parallel()
	page := func(x, y string) string {
		return "a\n<!-- begin x -->\n" + x + "<!-- end x -->\nb\n<!-- begin y -->\n" + y + "<!-- end y -->\n"
	}
	before := page("old\n", "")
	for name, tc := range map[string]struct {
		reason string
		parts  map[string][]string
		want   string
		fails  string
	}{
		"one part":     {"the rest stays", map[string][]string{"y": {"1", "2"}}, page("old\n", "1\n2\n"), ""},
		"no such part": {"nothing is written, not even the others", map[string][]string{"x": {"new"}, "z": nil}, before, "begin z"},
		"a table": {
			"as Markdown wants it", map[string][]string{"x": Table{[]string{"h", "k"}, [][]string{{"1", "2"}}}.Lines()},
			page("| h | k |\n|---|---|\n| 1 | 2 |\n", ""), "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "page.md")
			require.NoError(t, os.WriteFile(file, []byte(before), 0o600))
			err := Update(file, tc.parts)
			if tc.fails != "" {
				require.ErrorContains(t, err, tc.fails)
			} else {
				require.NoError(t, err)
			}
			got, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Equal(t, tc.want, string(got), tc.reason)
		})
	}
}

func TestHalfAPart(t *testing.T) {
	t.Parallel()
	_, err := Replace("<!-- begin x -->\n", "x", nil)
	assert.ErrorContains(t, err, "end x")
}
