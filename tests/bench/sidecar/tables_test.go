package sidecar

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/tests/bench/page"
)

// The goals of scopes, in a mesh of goalServices.
const (
	goalServices = 1000
	goalMemory   = 2.9
	goalBytes    = 10
)

// noise is what the resident memory of two equal proxies differs by. Less than that isn't told from nothing.
const noise = megabyte

// results are all cells; those of sizes are in the tables.
type results struct {
	sizes []size
	cells []*cell
}

// find returns the cell of a scope.
func (r *results) find(z size, scope string) *cell {
	for _, c := range r.cells {
		if c.size == z && c.scope == scope {
			return c
		}
	}
	return nil
}

// above is a cell's resident memory above that of the empty proxy.
func (r *results) above(c *cell) float64 { return c.resident() - r.find(c.size, empty).resident() }

// each makes a table of the cells, but for those that leave says to leave out.
func (r *results) each(heads []string, row func(*cell) []string, leave ...string) page.Table {
	out := page.Table{Heads: append([]string{"services", "scope"}, heads...)}
	for _, z := range r.sizes {
		for _, c := range r.cells {
			if c.size != z || len(leave) > 0 && c.scope == leave[0] {
				continue
			}
			out.Rows = append(out.Rows, append([]string{strconv.Itoa(z.services), c.scope}, row(c)...))
		}
	}
	return out
}

func (r *results) memoryTable() page.Table {
	heads := []string{"clusters", "resident", "above empty", "heap", "above empty", "so many times less (resident)", "goal", "pilot-agent"}
	return r.each(heads, func(c *cell) []string {
		base := r.find(c.size, empty)
		row := []string{
			strconv.Itoa(c.samples[0].clusters), megabytes(c.resident()), "", megabytes(c.heap()), "", "", "", megabytes(c.agent()),
		}
		if c == base {
			return row
		}
		row[2], row[4] = megabytes(r.above(c)), megabytes(c.heap()-base.heap())
		if c.scope != unscoped {
			ratio, times := fewer(r.above(r.find(c.size, unscoped)), r.above(c), noise)
			row[5], row[6] = times, verdict(c, ratio, goalMemory)
		}
		return row
	})
}

func (r *results) bytesTable() page.Table {
	heads := []string{"clusters", "endpoints", "listeners", "routes", "bytes in all", "so many times less", "goal", "istiod's push time"}
	return r.each(heads, func(c *cell) []string {
		var row []string
		for _, kind := range types {
			bytes := c.of(func(s sample) float64 { return s.bytes[kind.short] })
			row = append(row, fmt.Sprintf("%d in %s", c.samples[0].resources[kind.short], kilobytes(bytes)))
		}
		row = append(row, kilobytes(c.bytes()), "", "", milliseconds(c.seconds()))
		if c.scope != unscoped && c.scope != empty {
			ratio, times := fewer(r.find(c.size, unscoped).bytes(), c.bytes(), 0)
			row[5], row[6] = times, verdict(c, ratio, goalBytes)
		}
		return row
	})
}

func (r *results) changeTable() page.Table {
	return r.each([]string{"bytes", "until the proxy has it"}, func(c *cell) []string {
		bytes := c.of(func(s sample) float64 { return s.change.bytes })
		if bytes == 0 {
			return []string{"nothing", ""}
		}
		return []string{kilobytes(bytes), milliseconds(c.of(func(s sample) float64 { return s.change.seconds }))}
	}, empty)
}

// fewer says how many times less a scope takes. Below the least that can be told apart, it's at least so many times.
func fewer(all, scoped, least float64) (float64, string) {
	if scoped < least {
		return all / least, "over " + times(all/least)
	}
	return all / scoped, times(all / scoped)
}

// times rounds down, so that what is missed by a hair isn't shown as reached.
func times(ratio float64) string { return fmt.Sprintf("%.1f", math.Floor(ratio*10)/10) }

// verdict says whether a cell keeps its goal; there's one for one size only.
func verdict(c *cell, ratio, goal float64) string {
	switch {
	case c.services != goalServices:
		return ""
	case ratio >= goal:
		return fmt.Sprintf("at least %g: kept", goal)
	}
	return fmt.Sprintf("at least %g: **missed**", goal)
}

func megabytes(bytes float64) string { return fmt.Sprintf("%.1f MB", bytes/megabyte) }

func kilobytes(bytes float64) string { return fmt.Sprintf("%.1f kB", bytes/1e3) }

func milliseconds(seconds float64) string { return fmt.Sprintf("%.1f ms", seconds*1e3) }

func TestFewer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		all, scoped, least float64
		want, verdict      string
		reason             string
	}{
		{100, 20, 1, "5.0", "at least 2.9: kept", "five times less"},
		{100, 0.5, 1, "over 100.0", "at least 2.9: kept", "less than can be measured"},
		{100, -0.5, 1, "over 100.0", "at least 2.9: kept", "even below the empty proxy, by chance"},
		{100, 34.6, 1, "2.8", "at least 2.9: **missed**", "2.89 isn't 2.9"},
	} {
		ratio, got := fewer(tc.all, tc.scoped, tc.least)
		assert.Equal(t, tc.want, got, tc.reason)
		assert.Equal(t, tc.verdict, verdict(&cell{size: size{services: goalServices}}, ratio, goalMemory), tc.reason)
	}
	assert.Empty(t, verdict(&cell{size: size{services: 10}}, 100, goalMemory), "goals are for a large mesh")
}

// formulas is the part with the fitted formulas.
func (r *results) formulas(t testing.TB) []string {
	t.Helper()
	out := page.Table{Heads: []string{"memory above an empty proxy", "base", "each cluster", "each endpoint", "error, least to most", "typical error"}}
	var points []point
	for _, kind := range []struct {
		name string
		of   func(sample) float64
	}{
		{"resident", func(s sample) float64 { return s.resident }}, {"heap", func(s sample) float64 { return s.heap }},
	} {
		points = pointsOf(r.cells, kind.of)
		f := fit(t, points)
		out.Rows = append(out.Rows, []string{
			kind.name, whole(f.base), whole(f.perCluster), whole(f.perEndpoint), whole(f.least) + " to " + whole(f.most), whole(f.typical),
		})
	}
	least, most := points[0].clusters, points[0].clusters
	for _, p := range points {
		least, most = min(least, p.clusters), max(most, p.clusters)
	}
	return append(out.Lines(), "", fmt.Sprintf("In bytes, over %d proxies with %d to %d clusters of %d or %d endpoints each.",
		len(points), least, most, r.cells[0].endpoints, manyEndpoints.endpoints))
}

func whole(n float64) string { return fmt.Sprintf("%.0f", n) }
