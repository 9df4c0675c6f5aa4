package prometheus

import (
	"slices"
	"strings"
)

// Kind of a metric.
type Kind int

// The kinds. A histogram has the series _bucket, _sum and _count.
const (
	Counter Kind = iota
	Gauge
	Histogram
)

// Metric is one that some part of Istio exports.
type Metric struct {
	Name string
	Kind Kind
	// Source is the file that exports it, in istio.io/istio (or, with a colon, elsewhere).
	Source string
}

// Exported reports whether Istio exports a series of that name.
func Exported(series string) bool {
	return slices.ContainsFunc(Metrics, func(m Metric) bool { return slices.Contains(m.Series(), series) })
}

// Series lists the names of the metric's series.
func (m Metric) Series() []string {
	if m.Kind == Histogram {
		return []string{m.Name + "_bucket", m.Name + "_sum", m.Name + "_count"}
	}
	return []string{m.Name}
}

// Traffic reports whether it is one of the metrics of requests and connections, which every proxy exports.
func (m Metric) Traffic() bool { return strings.HasPrefix(m.Source, trafficSource) }

const trafficSource = "pilot/pkg/model/telemetry.go"
