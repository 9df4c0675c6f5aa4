package sidecar

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// point is one proxy: what it knew of the mesh's services, and its memory above that of the empty one.
type point struct {
	clusters, endpoints int
	memory              float64
}

// fit finds the formula with the least squares of errors.
func fit(t testing.TB, points []point) formula {
	t.Helper()
	var rows, want []float64
	for _, p := range points {
		rows = append(rows, 1, float64(p.clusters), float64(p.endpoints))
		want = append(want, p.memory)
	}
	var factors mat.QR
	factors.Factorize(mat.NewDense(len(points), 3, rows))
	var x mat.VecDense
	require.NoError(t, factors.SolveVecTo(&x, false, mat.NewVecDense(len(want), want)))
	f := formula{base: x.AtVec(0), perCluster: x.AtVec(1), perEndpoint: x.AtVec(2)}
	f.residuals(points)
	return f
}

// pointsOf are all runs of all cells, above the median of the empty proxy of the same mesh.
func pointsOf(cells []*cell, memory func(sample) float64) []point {
	var out []point
	baseline := map[size]float64{}
	for _, c := range cells {
		if c.scope == empty {
			baseline[c.size] = c.of(memory)
			continue
		}
		for _, s := range c.samples {
			out = append(out, point{s.clusters, s.endpoints, memory(s) - baseline[c.size]})
		}
	}
	return out
}

func TestFit(t *testing.T) {
	t.Parallel()
	var points []point
	for _, clusters := range []int{10, 100, 1000} {
		for _, endpoints := range []int{1, 3} {
			points = append(points, point{clusters, clusters * endpoints, 7 + 20*float64(clusters) + 2*float64(clusters*endpoints)})
		}
	}
	f := fit(t, points)
	assert.InDelta(t, 7, f.base, 1e-6)
	assert.InDelta(t, 20, f.perCluster, 1e-6)
	assert.InDelta(t, 2, f.perEndpoint, 1e-6)
	assert.InDelta(t, 0, f.typical, 1e-6, "it goes through every point")
	assert.InDelta(t, 7+20*50+2*75, f.at(50, 75), 1e-6)

	points[0].memory += 30
	f = fit(t, points)
	assert.Positive(t, f.most, "a point is above")
	assert.Negative(t, f.least, "and others are below")
	assert.Equal(t, len(points), f.points)
}
