package sidecar

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/stat"
)

// megabyte is 10^6 bytes.
const megabyte = 1e6

// median is the middle one, or the mean of the two in the middle.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return (stat.Quantile(0.5, stat.Empirical, sorted, nil) + sorted[len(sorted)/2]) / 2
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		values []float64
		want   float64
		reason string
	}{
		{[]float64{3}, 3, "one run is its own median"},
		{[]float64{9, 1, 2}, 2, "runs come in any order, and an outlier doesn't count"},
		{[]float64{4, 1, 2, 100}, 3, "between two there is no middle one"},
	} {
		assert.InDelta(t, tc.want, median(tc.values), 1e-9, tc.reason)
	}
}

// formula says what memory an Envoy needs beside that of an empty one, in bytes.
type formula struct {
	base, perCluster, perEndpoint float64
	// least and most are how much a measured one differs from what the formula says; typical is the root of the mean square.
	least, most, typical float64
	points               int
}

func (f formula) at(clusters, endpoints int) float64 {
	return f.base + f.perCluster*float64(clusters) + f.perEndpoint*float64(endpoints)
}

// residuals fills in the error of a formula.
func (f *formula) residuals(points []point) {
	var squares float64
	f.least, f.most, f.points = math.Inf(1), math.Inf(-1), len(points)
	for _, p := range points {
		off := p.memory - f.at(p.clusters, p.endpoints)
		f.least, f.most = min(f.least, off), max(f.most, off)
		squares += off * off
	}
	f.typical = math.Sqrt(squares / float64(len(points)))
}
