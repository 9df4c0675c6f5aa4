package build

import "fmt"

// workload is one workload: what it gets, what it calls, and what it needs.
func workload(p *page) {
	p.describe("One workload from both sides: what it is asked, what it asks of others, and the CPU and memory of its pods and proxies.")
	p.variable(reporterVariable())
	p.variable(choice("namespace", "Namespace", "Namespace of the workload.",
		eitherSide("workload_namespace", `source_workload_namespace!="unknown"`, `destination_workload_namespace!="unknown"`)).Regex(foundPattern))
	p.variable(choice("workload", "Workload", "Name of the Deployment, StatefulSet or the like.",
		eitherSide("workload", `source_workload_namespace="$namespace"`, `destination_workload_namespace="$namespace"`)).Regex(foundPattern))
	const in = `reporter=~"$reporter",destination_workload_namespace="$namespace",destination_workload="$workload"`
	const out = `reporter="source",source_workload_namespace="$namespace",source_workload="$workload"`

	p.line(numberHeight,
		single("Requests in", "HTTP and gRPC requests to this workload, per second.", requestsPerSecond, by("", requests, in)),
		single("Success rate in", "Share that this workload did not answer with 5xx.", share, portion("", requests, in, noServerErr)).Thresholds(healthy()),
		single("p99 latency in", "99 of 100 requests to this workload are faster.", milliseconds, quantile(0.99, "", duration, in)),
		single("Requests out", "HTTP and gRPC requests by this workload, per second.", requestsPerSecond, by("", requests, out)),
		single("Success rate out", "Share that others did not answer with 5xx.", share, portion("", requests, out, noServerErr)).Thresholds(healthy()),
		single("p99 latency out", "99 of 100 requests by this workload are faster.", milliseconds, quantile(0.99, "", duration, out)),
	)
	const callers, callersLegend = "source_workload, source_workload_namespace", "{{source_workload}}.{{source_workload_namespace}}"
	workloadSide(p, "Inbound", in, callers, callersLegend, "by the workload that calls")
	const called, calledLegend = "destination_service", "{{destination_service}}"
	workloadSide(p, "Outbound", out, called, calledLegend, "by the service that is called, as this workload's proxy sees it")
	p.row("TCP")
	p.line(graphHeight,
		graph("Inbound bytes", "Of connections to this workload: received from clients and sent to them.", bytesPerSecond,
			query{by("", tcpReceived, in), "received"}, query{by("", tcpSent, in), "sent"}),
		graph("Outbound bytes", "Of connections by this workload, by the service that is called: what it sent.", bytesPerSecond,
			query{top(10, by(called, tcpReceived, out)), calledLegend}),
		graph("Connections", "Opened per second, to this workload and by it.", opsPerSecond,
			query{by("", tcpOpened, in), "inbound"}, query{by("", tcpOpened, out), "outbound"}),
	)
	workloadResources(p)
}

// workloadSide draws one direction.
func workloadSide(p *page, title, all, labels, legend, how string) {
	p.row(title)
	p.line(graphHeight,
		stacked("Requests by response code", title+". 0 means that the client went away before an answer came.", requestsPerSecond,
			query{by("response_code", requests, all), "{{response_code}}"}),
		stacked("Requests", title+", per second, "+how+".", requestsPerSecond, query{top(15, by(labels, requests, all)), legend}),
		ratios("Server errors", title+": share answered with 5xx, "+how+".", query{top(15, portion(labels, requests, all, serverError)), legend}),
	)
	p.line(graphHeight,
		graph("Latency", title+": quantiles over every request.", milliseconds, quantiles(duration, all)...),
		graph("p95 latency", title+", "+how+".", milliseconds, query{top(15, quantile(0.95, labels, duration, all)), legend}),
		graph("Response flags", title+": why Envoy ended requests itself, such as UF no connection, UH no healthy host, NR no route, UO circuit breaker.",
			requestsPerSecond, query{by("response_flags", requests, all+`,response_flags!="-"`), "{{response_flags}}"}),
	)
}

// podsOf matches the pods of a workload by its name: cAdvisor knows no workloads.
const podsOf = `namespace="$namespace",pod=~"$workload-.*",` + containers

func workloadResources(p *page) {
	p.row("Resources")
	p.line(graphHeight,
		graph("CPU by container", "Cores, of all pods whose names begin with the workload's.", cores, query{by("container", cpu, podsOf), "{{container}}"}),
		graph("Memory by container", "Working set, which counts towards the limit.", bytesIEC,
			query{fmt.Sprintf("sum by (container) (%s{%s})", memory, podsOf), "{{container}}"}),
		graph("Proxy memory by pod", "A proxy grows with what it is told about: a Sidecar scope keeps it small.", bytesIEC,
			query{fmt.Sprintf("sum by (pod) (%s{%s,%s})", memory, podsOf, proxy), "{{pod}}"}),
	)
}
