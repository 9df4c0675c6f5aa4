package build

import "fmt"

// by adds up a counter's rate, grouped by labels; no label gives one number.
func by(labels, metric, selector string) string {
	return grouped("sum", labels, fmt.Sprintf("rate(%s{%s}[$__rate_interval])", metric, selector))
}

func grouped(operator, labels, vector string) string {
	if labels == "" {
		return fmt.Sprintf("%s(%s)", operator, vector)
	}
	return fmt.Sprintf("%s by (%s) (%s)", operator, labels, vector)
}

// portion is the share that a narrower selector has of a counter, nothing where it has no series, and absent where there
// is no traffic at all.
func portion(labels, metric, all, narrower string) string {
	whole := by(labels, metric, all)
	part := by(labels, metric, all+","+narrower)
	return fmt.Sprintf("(%s or %s * 0) / (%s > 0)", part, whole, whole)
}

// quantile is a quantile of a histogram, given without its suffix.
func quantile(q float64, labels, metric, selector string) string {
	le := "le"
	if labels != "" {
		le += ", " + labels
	}
	return fmt.Sprintf("histogram_quantile(%g, %s)", q, by(le, metric+"_bucket", selector))
}

// quantiles are the three that people ask for.
func quantiles(metric, selector string) []query {
	return []query{
		{quantile(0.5, "", metric, selector), "p50"},
		{quantile(0.9, "", metric, selector), "p90"},
		{quantile(0.99, "", metric, selector), "p99"},
	}
}

// orNothing is a number that is 0 where there is no series.
func orNothing(expr string) string { return expr + " or vector(0)" }

// top keeps the largest, so that a graph of a large mesh can be read.
func top(n int, expr string) string { return fmt.Sprintf("topk(%d, %s)", n, expr) }

// Metrics of Istio that several dashboards ask for.
const (
	requests      = "istio_requests_total"
	duration      = "istio_request_duration_milliseconds"
	requestBytes  = "istio_request_bytes"
	responseBytes = "istio_response_bytes"
	tcpOpened     = "istio_tcp_connections_opened_total"
	tcpClosed     = "istio_tcp_connections_closed_total"
	tcpSent       = "istio_tcp_sent_bytes_total"
	tcpReceived   = "istio_tcp_received_bytes_total"
	cpu           = "container_cpu_usage_seconds_total"
	memory        = "container_memory_working_set_bytes"
)

// Label matchers.
const (
	serverError = `response_code=~"5.."`
	clientError = `response_code=~"4.."`
	noServerErr = `response_code!~"5.."`
	mutualTLS   = `connection_security_policy="mutual_tls"`
	proxy       = `container="istio-proxy"`
	// containers leaves out cAdvisor's sums over a pod.
	containers = `container!=""`
)
