package savings

// The formula of docs/benchmarks.md for the resident memory of a proxy above that of an empty one, in bytes: a base, so much for each
// cluster, and so much for each endpoint. The error is what was measured less what the formula says. TestFormula holds them to the page.
const (
	base       = 73311
	perCluster = 83759
	perEnd     = 2833
	errorLeast = -1086903
	errorMost  = 1342568
)

// How many endpoints a cluster may have: nobody asks the cluster, and the formula was fitted on no more.
const (
	fewestEndpoints = 1
	mostEndpoints   = 12
)

// MiB is the unit of Range.
const mebibyte = 1 << 20

// Range is an amount of memory in MiB, to a tenth.
type Range struct{ Low, High float64 }

// Memory estimates what so many clusters take in a proxy, above an empty one: with 1 and with 12 endpoints for each cluster, and
// with the least and the greatest error of the formula.
func Memory(clusters int) Range {
	return between(base+of(clusters, fewestEndpoints)+errorLeast, base+of(clusters, mostEndpoints)+errorMost)
}

// Saved estimates what a proxy takes less when it is told about so many clusters less. As the difference of two estimates it
// has the errors of both.
func Saved(clusters int) Range {
	if clusters <= 0 {
		return Range{}
	}
	const most = errorMost - errorLeast
	return between(of(clusters, fewestEndpoints)-most, of(clusters, mostEndpoints)+most)
}

func of(clusters, endpoints int) int { return clusters * (perCluster + endpoints*perEnd) }

func between(low, high int) Range { return Range{tenth(max(low, 0)), tenth(high)} }

func tenth(bytes int) float64 { return float64((bytes*10+mebibyte/2)/mebibyte) / 10 }
