package build

import "fmt"

// gateway is the traffic into the mesh and out of it.
func gateway(p *page) {
	p.describe("Gateways: what comes in or goes out through them, how it is answered, and what their pods need. Their own numbers are those of a client.")
	p.variable(choices("namespace", "Namespace", "Namespaces of gateways.",
		labelValues("source_workload_namespace", traffic+`,reporter="source"`), anything))
	p.variable(choices("gateway", "Gateway", "Workloads that send and never receive for themselves: gateways, and pure clients.",
		gatewayNames, whatsKnown).Regex(`/source_workload="([^"]+)"/`))
	const out = `reporter="source",source_workload_namespace=~"$namespace",source_workload=~"$gateway"`

	p.line(numberHeight,
		single("Requests", "HTTP and gRPC requests per second.", requestsPerSecond, by("", requests, out)),
		single("Success rate", "Share of requests that were not answered with 5xx.", share, portion("", requests, out, noServerErr)).Thresholds(healthy()),
		single("Not routed", "Requests per second for which the gateway has no route: a host or path that nobody serves.", requestsPerSecond,
			orNothing(by("", requests, out+`,response_flags=~"(.*,)?NR(,.*)?"`))),
		single("p99 latency", "99 of 100 requests are faster.", milliseconds, quantile(0.99, "", duration, out)),
		single("TCP connections", "Opened per second.", opsPerSecond, by("", tcpOpened, out)),
		single("Pods", "Running proxies.", count, fmt.Sprintf("count(%s{%s})", memory, gatewayPods)),
	)
	p.row("HTTP and gRPC")
	const behind, behindLegend = "destination_service", "{{destination_service}}"
	p.line(graphHeight,
		stacked("Requests by gateway", "Per second.", requestsPerSecond,
			query{by("source_workload", requests, out), "{{source_workload}}"}),
		stacked("Requests by response code", "0 means that the client went away before an answer came.", requestsPerSecond,
			query{by("response_code", requests, out), "{{response_code}}"}),
		graph("Latency", "Quantiles over every request.", milliseconds, quantiles(duration, out)...),
	)
	p.line(graphHeight,
		stacked("Requests by service", "Per second, by the service behind the gateway; the fifteen with most.", requestsPerSecond,
			query{top(15, by(behind, requests, out)), behindLegend}),
		ratios("Server errors by service", "Share of requests answered with 5xx; the ten worst.",
			query{top(10, portion(behind, requests, out, serverError)), behindLegend}),
		graph("p95 latency by service", "The ten slowest.", milliseconds, query{top(10, quantile(0.95, behind, duration, out)), behindLegend}),
	)
	p.line(graphHeight,
		graph("Response flags", "Why the gateway ended requests itself: NR no route, UF no connection, UH no healthy host, UO circuit breaker, DC client gone, UT timeout.",
			requestsPerSecond, query{by("response_flags", requests, out+`,response_flags!="-"`), "{{response_flags}}"}),
		graph("Request size", "Bytes of the requests.", bytesIEC, quantiles(requestBytes, out)...),
		graph("Response size", "Bytes of the responses.", bytesIEC, quantiles(responseBytes, out)...),
	)
	gatewayRest(p, out)
}

// gatewayNames are workloads that report as clients and never as servers.
const gatewayNames = `query_result(group by (source_workload) ({` + traffic + `,reporter="source",source_workload_namespace=~"$namespace"})` +
	` unless on (source_workload) group by (source_workload) (label_replace({` + traffic + `,reporter="destination",destination_workload_namespace=~"$namespace"},` +
	` "source_workload", "$1", "destination_workload", "(.+)")))`

const gatewayPods = `namespace=~"$namespace",pod=~"($gateway)-.*",` + proxy

func gatewayRest(p *page, out string) {
	p.row("TCP and egress")
	const in = `reporter="source",destination_workload_namespace=~"$namespace",destination_workload=~"$gateway"`
	p.line(graphHeight,
		graph("TCP bytes", "Passed on to services and back.", bytesPerSecond,
			query{by("source_workload", tcpReceived, out), "{{source_workload}} to services"},
			query{by("source_workload", tcpSent, out), "{{source_workload}} from services"}),
		graph("TCP connections", "Opened per second.", opsPerSecond, query{by("source_workload", tcpOpened, out), "{{source_workload}}"}),
		stacked("Requests from the mesh", "Per second, by the workload that sends through this gateway: egress.", requestsPerSecond,
			query{top(15, by("source_workload, source_workload_namespace", requests, in)), "{{source_workload}}.{{source_workload_namespace}}"}),
	)
	p.row("Resources")
	p.line(graphHeight,
		graph("CPU", "Cores by pod.", cores, query{by("pod", cpu, gatewayPods), "{{pod}}"}),
		graph("Memory", "Working set by pod.", bytesIEC, query{fmt.Sprintf("sum by (pod) (%s{%s})", memory, gatewayPods), "{{pod}}"}),
		graph("Clients connected", "Open connections by pod, over all listeners.", count,
			query{`sum by (pod) (envoy_listener_downstream_cx_active{namespace=~"$namespace",pod=~"($gateway)-.*"})`, "{{pod}}"}),
	)
}
