package dashboards_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
)

// board is what these tests look at; tests/dashboards reads the rest, with Grafana's own schema.
type board struct {
	UID        string   `json:"uid"`
	Title      string   `json:"title"`
	Tags       []string `json:"tags"`
	Panels     []panel  `json:"panels"`
	Templating struct {
		List []struct {
			Name string `json:"name"`
		} `json:"list"`
	} `json:"templating"`
}

type panel struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	GridPos struct{ X, Y, W, H int }
}

func read(t *testing.T, d dashboards.Dashboard, datasource string) (board, string) {
	t.Helper()
	text, err := d.JSON(datasource)
	require.NoError(t, err)
	var b board
	require.NoError(t, json.Unmarshal([]byte(text), &b))
	return b, text
}

func TestTheListIsWhatTheFilesSay(t *testing.T) {
	t.Parallel()
	grafanas := regexp.MustCompile(`^[a-zA-Z0-9_-]{1,40}$`)
	names, uids, titles := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, d := range dashboards.All {
		b, _ := read(t, d, "")
		assert.Equal(t, d.UID, b.UID, "the list and the file say the same")
		assert.Equal(t, d.Title, b.Title, "the list and the file say the same")
		assert.Contains(t, b.Tags, "meshstack", "the menu of each dashboard finds the others by it")
		assert.Regexp(t, grafanas, d.UID, "Grafana takes no other")
		for _, other := range dashboards.All {
			if other.Name != d.Name {
				assert.NotContains(t, other.Title, d.Title, "Kiali searches by title and takes the first that it finds")
			}
		}
		names[d.Name], uids[d.UID], titles[d.Title] = true, true, true
	}
	assert.Len(t, names, len(dashboards.All), "names differ")
	assert.Len(t, uids, len(dashboards.All), "a second dashboard of a UID would replace the first")
	assert.Len(t, titles, len(dashboards.All), "titles differ")
}

func TestSize(t *testing.T) {
	t.Parallel()
	const limit = 256 << 10 // a ConfigMap and a custom resource have room for much more
	for _, d := range dashboards.All {
		source, err := d.Source()
		require.NoError(t, err)
		assert.Less(t, len(source), limit, d.Name)
		_, text := read(t, d, "")
		assert.Less(t, len(text), len(source), "%s is delivered without the spaces that are there for people", d.Name)
		assert.NotContains(t, text, "\n", d.Name)
	}
}

func TestPanelsDontOverlap(t *testing.T) {
	t.Parallel()
	for _, d := range dashboards.All {
		b, _ := read(t, d, "")
		require.NotEmpty(t, b.Panels, d.Name)
		taken := map[[2]int]string{}
		for _, p := range b.Panels {
			at := p.GridPos
			require.Positive(t, at.W*at.H, "%s %s has a size", d.Name, p.Title)
			assert.LessOrEqual(t, at.X+at.W, 24, "%s %s lies on the page", d.Name, p.Title)
			for x := at.X; x < at.X+at.W; x++ {
				for y := at.Y; y < at.Y+at.H; y++ {
					assert.Empty(t, taken[[2]int{x, y}], "%s: %s lies there, too", d.Name, p.Title)
					taken[[2]int{x, y}] = p.Title
				}
			}
		}
	}
}

func TestDatasource(t *testing.T) {
	t.Parallel()
	for _, d := range dashboards.All {
		open, text := read(t, d, "")
		assert.Equal(t, "datasource", open.Templating.List[0].Name, "%s: people choose", d.Name)
		assert.Contains(t, text, `"uid":"${datasource}"`, d.Name)

		const name = `Team's "Prometheus" & <co>`
		pinned, text := read(t, d, name)
		assert.NotContains(t, text, "${datasource}", "%s: nothing is left to choose", d.Name)
		assert.Len(t, pinned.Templating.List, len(open.Templating.List)-1, "%s: the variable is gone, the others stay", d.Name)
		assert.Equal(t, strings.Count(text, `"uid":"Team's \"Prometheus\" & <co>"`), strings.Count(text, `"type":"prometheus"`),
			"%s: every reference to a datasource names it", d.Name)
		assert.Equal(t, open.Panels, pinned.Panels, "%s: nothing else changed", d.Name)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	d, ok := dashboards.Find("controlPlane")
	assert.True(t, ok)
	assert.Equal(t, "meshstack-control-plane.json", d.File())
	_, ok = dashboards.Find("wasm")
	assert.False(t, ok, "nobody makes it")
	_, err := dashboards.Dashboard{Name: "none", UID: "none"}.JSON("")
	require.ErrorContains(t, err, "none", "the error names the dashboard")
}
