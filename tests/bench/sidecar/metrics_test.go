package sidecar

import (
	"bytes"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/tests/xds"
)

// The types of resources, in the order of the tables.
var types = []struct{ short, url string }{
	{"cds", xds.ClusterType}, {"eds", xds.EndpointType}, {"lds", xds.ListenerType}, {"rds", xds.RouteType},
}

// metrics are those of istiod, by name.
type metrics map[string]*dto.MetricFamily

func (m *mesh) metrics(t testing.TB) metrics {
	t.Helper()
	answer, err := fetch(m.address(t, 15014), "/metrics")
	require.NoError(t, err)
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(answer))
	require.NoError(t, err)
	return families
}

// sum is the sum of a histogram's or gauge's series, of those with the label `type` of that value, or of all for "".
func (m metrics) sum(name, kind string) float64 {
	var sum float64
	for _, series := range m[name].GetMetric() {
		if kind == "" || label(series, "type") == kind {
			sum += series.GetHistogram().GetSampleSum() + series.GetGauge().GetValue() + series.GetCounter().GetValue()
		}
	}
	return sum
}

// count is the number of observations of a histogram.
func (m metrics) count(name string) float64 {
	var count float64
	for _, series := range m[name].GetMetric() {
		count += float64(series.GetHistogram().GetSampleCount())
	}
	return count
}

func label(series *dto.Metric, name string) string {
	for _, l := range series.GetLabel() {
		if l.GetName() == name {
			return l.GetValue()
		}
	}
	return ""
}

// pushed is what istiod sent to a proxy.
type pushed struct {
	// bytes are those of the resources, by the short name of their type.
	bytes map[string]float64
	// seconds is how long istiod took to make and send them.
	seconds float64
}

// pushedSince is the difference between two looks at istiod's metrics, with one proxy connected.
func (m metrics) pushedSince(before metrics) pushed {
	out := pushed{bytes: map[string]float64{}}
	for _, kind := range types {
		const size, seconds = "pilot_xds_config_size_bytes", "pilot_xds_push_time"
		out.bytes[kind.short] = m.sum(size, kind.url) - before.sum(size, kind.url)
		out.seconds += m.sum(seconds, kind.short) - before.sum(seconds, kind.short)
	}
	return out
}

func (p pushed) total() float64 {
	var sum float64
	for _, n := range p.bytes {
		sum += n
	}
	return sum
}

// waitForNobody waits until istiod has no proxy.
func (m *mesh) waitForNobody(t testing.TB) {
	t.Helper()
	eventually(t, "an istiod without proxies", func() bool { return m.metrics(t).sum("pilot_xds", "") == 0 })
}
