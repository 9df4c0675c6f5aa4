package calls

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Metrics are the counters that tell of calls: requests of HTTP and gRPC, and connections of everything else. A proxy writes
// a series with the first call that it counts.
var Metrics = []string{metricRequests, metricOpened}

// Names of the counters.
const (
	metricRequests = "istio_requests_total"
	metricOpened   = "istio_tcp_connections_opened_total"
)

// What a connection or a stream carries while it is open. Proxies add to it every few seconds (Telemetry's reportingInterval, 5s by default), and ztunnel at once.
// It tells of what was opened before the window, whose counter of calls stands still: a connection is counted once, a stream at its end.
// How much it is says nothing of how many calls there were.
var (
	bytesMetrics    = []string{"istio_tcp_sent_bytes_total", "istio_tcp_received_bytes_total"}
	messagesMetrics = []string{"istio_request_messages_total", "istio_response_messages_total"} // of gRPC
)

// asked are the metrics that a query reads.
var asked = slices.Concat(Metrics, bytesMetrics, messagesMetrics)

// Query is the PromQL that returns a series for each kind of call within a window, a duration of Prometheus. The matcher
// narrows it, "" for everything. Its value is 1: that there was a call, whichever counters tell of it.
//
// A counter that changes was counted up within the window. One that begins within it never changes if there is one call only, and
// increase() and rate() know nothing of what it begins with: what has no sample at the beginning of the window is taken for
// new, and counts with what it has. What began before and stands still
// was called before, or is open and idle.
func Query(matcher, window string) string {
	var parts []string
	for _, metric := range asked {
		series := selector(metric, matcher)
		parts = append(parts, fmt.Sprintf("group by (%s) (changes(%s[%s]) > 0 or (max_over_time(%s[%s]) > 0 unless %s offset %s))",
			strings.Join(Labels, ", "), series, window, series, window, series, window))
	}
	return strings.Join(parts, " or ")
}

// began is the PromQL that returns something if there are samples from the beginning of the window.
func began(window string) string {
	var parts []string
	for _, metric := range asked {
		parts = append(parts, fmt.Sprintf("group(%s offset %s)", metric, window))
	}
	return strings.Join(parts, " or ")
}

func selector(metric, matcher string) string {
	if matcher == "" {
		return metric
	}
	return metric + "{" + matcher + "}"
}

// from matches what the pods of a namespace call.
func from(namespace string) string { return labelFrom + "=" + strconv.Quote(namespace) }
