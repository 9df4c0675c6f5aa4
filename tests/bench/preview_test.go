package bench

import (
	"fmt"
	"maps"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/tests/bench/stack"
)

// The goals of previews, over the program by hand.
const (
	overByHand       = 1.10
	overScopesByHand = 1.15
)

// records is how many RenderedReleases a preview of the whole stack registers: one for each release.
const records = 6

func BenchmarkPreview(b *testing.B) {
	c := newCluster(b)
	args := stack.Wire(c.bed.ChartRepository())
	none := maps.Clone(args)
	none["preview"] = "none"
	byHand, recorded := c.byHand(b, "by-hand", args, false), c.byHand(b, "by-hand-with-records", args, true)
	objects, bare := c.mesh(b, "objects", args), c.mesh(b, "none", none)
	all := mustPair(b, *rounds, byHand.preview(b), recorded.preview(b), objects.preview(b), bare.preview(b))

	// The component itself isn't the program's.
	require.Equal(b, byHand.creates+1, bare.creates, "a MeshStack is made of what the program registers")
	require.Equal(b, recorded.creates+1, objects.creates, "with the records, too")
	require.Equal(b, bare.creates+records, objects.creates)
	row := func(name string, s *stacked, i int, over ...int) []string {
		cells := []string{name, strconv.Itoa(s.creates), seconds(all[i].median()), "", ""}
		for _, o := range over {
			cells[3+o] = all[i].over(all[o]).String()
		}
		return cells
	}
	publish(b, c.part("preview"), append(table{
		heads: []string{"", "resources", "median", "so many times by hand", "so many times that with the records"},
		rows: [][]string{
			row("by hand", byHand, 0), row("by hand, with the records", recorded, 1),
			row("MeshStack, `preview: objects`", objects, 2, 0, 1), row("MeshStack, `preview: none`", bare, 3, 0),
		},
	}.lines(), "", c.plugin))
}

// scopes are how many Sidecars are compared; the goal is of a thousand.
var scopes = []int{10, 100, 500, goalScopes, 2000}

const goalScopes = 1000

func BenchmarkScopes(b *testing.B) {
	c := newCluster(b)
	out := table{heads: []string{"scopes", "by hand", "MeshStack", "so many times that", "each scope after the first 10", "goal"}}
	var first times
	for _, n := range scopes {
		args := stack.Scoped(c.bed.ChartRepository(), n)
		byHand, mesh := c.byHand(b, fmt.Sprintf("by-hand-%d", n), args, false), c.mesh(b, fmt.Sprintf("scopes-%d", n), args)
		all := mustPair(b, *rounds, byHand.preview(b), mesh.preview(b))
		require.Greater(b, byHand.creates, n)
		ratio, goal, each := all[1].over(all[0]), "", ""
		if n == goalScopes {
			goal = ratio.verdict(overScopesByHand)
		}
		if first == nil {
			first = all[1]
		} else {
			each = fmt.Sprintf("%.2f ms", (all[1].median()-first.median()).Seconds()*1000/float64(n-scopes[0]))
		}
		out.rows = append(out.rows, []string{
			strconv.Itoa(n), seconds(all[0].median()), seconds(all[1].median()), ratio.String(), each, goal,
		})
	}
	publish(b, c.part("scopes"), append(out.lines(), "", c.plugin))
}
