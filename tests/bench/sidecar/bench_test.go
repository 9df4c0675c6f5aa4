package sidecar

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// cell is a scope in a mesh of some size, with a sample of each run.
type cell struct {
	size
	scope   string
	samples []sample
}

// of is the median of something that samples have.
func (c *cell) of(what func(sample) float64) float64 {
	var values []float64
	for _, s := range c.samples {
		values = append(values, what(s))
	}
	return median(values)
}

func (c *cell) resident() float64 { return c.of(func(s sample) float64 { return s.resident }) }

func (c *cell) heap() float64 { return c.of(func(s sample) float64 { return s.heap }) }

func (c *cell) agent() float64 { return c.of(func(s sample) float64 { return s.agent }) }

func (c *cell) bytes() float64 { return c.of(func(s sample) float64 { return s.total() }) }

func (c *cell) seconds() float64 { return c.of(func(s sample) float64 { return s.seconds }) }

// manyEndpoints is one more mesh, measured only so that the formula can tell endpoints from clusters.
var manyEndpoints = size{services: 300, namespaces: 30, endpoints: 12}

func BenchmarkSidecar(b *testing.B) {
	sizes := sizesOf(b, *services)
	var cells []*cell
	for _, z := range append(sizes, manyEndpoints) {
		done := b.Run(fmt.Sprintf("%d services with %d endpoints", z.services, z.endpoints), func(b *testing.B) {
			cells = append(cells, measureAll(b, z)...)
		})
		if !done {
			return // nothing is written without all of them
		}
	}
	publish(b, sizes, cells)
}

// sizesOf reads the numbers of services.
func sizesOf(b *testing.B, list string) []size {
	b.Helper()
	var out []size
	for text := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(text)
		require.NoError(b, err, "-services takes numbers with commas")
		require.Greater(b, n, called, "a namespace that calls %d others needs as many services and one", called)
		out = append(out, sizeOf(n))
	}
	return out
}

// measureAll starts a proxy in each scope, and so on for each run: whatever else the machine does meets all scopes.
func measureAll(b *testing.B, z size) []*cell {
	b.Helper()
	m := newMesh(b, z)
	pod := m.startPod(b)
	scopes := m.scopes(b)
	var cells []*cell
	for _, s := range scopes {
		cells = append(cells, &cell{size: z, scope: s.name})
	}
	for run := range *runs {
		for i, s := range scopes {
			start := time.Now()
			got := m.measure(b, pod, s)
			cells[i].samples = append(cells[i].samples, got)
			fmt.Fprintf(os.Stderr, "%4d services, run %d, %-45s resident %6.1f MB, heap %6.1f MB, %8.0f bytes, push %5.1f ms (%.1f s)\n",
				z.services, run+1, s.name+":", got.resident/megabyte, got.heap/megabyte, got.total(), got.seconds*1000, time.Since(start).Seconds())
		}
	}
	return cells
}
