package build

// service is one service: who calls it, how it answers, from which workloads.
func service(p *page) {
	p.describe("One service as its callers get it: traffic, errors and latency, by caller and by the workload that answers.")
	p.variable(reporterVariable())
	p.variable(choices("namespace", "Namespace", "Namespaces of the services to choose from.",
		labelValues("destination_service_namespace", traffic), anything))
	p.variable(choice("service", "Service", "The service's host name.",
		labelValues("destination_service", traffic+`,destination_service_namespace=~"$namespace"`)).Multi(true))
	const all = `reporter=~"$reporter",destination_service=~"$service"`

	p.line(numberHeight,
		single("Requests", "HTTP and gRPC requests per second.", requestsPerSecond, by("", requests, all)),
		single("Success rate", "Share of requests that were not answered with 5xx.", share, portion("", requests, all, noServerErr)).Thresholds(healthy()),
		single("Client errors", "Share of requests answered with 4xx.", share, portion("", requests, all, clientError)),
		single("p99 latency", "99 of 100 requests are faster.", milliseconds, quantile(0.99, "", duration, all)),
		single("TCP received", "Bytes per second from clients, of connections that are not HTTP.", bytesPerSecond, by("", tcpReceived, all)),
		single("Mutual TLS", "Share of requests that arrived over mutual TLS, as servers see it.", share, portion("", requests, serviceServers, mutualTLS)),
	)
	p.row("HTTP and gRPC")
	p.line(graphHeight,
		stacked("Requests by response code", "0 means that the client went away before an answer came.", requestsPerSecond,
			query{by("response_code", requests, all), "{{response_code}}"}),
		graph("Latency", "Quantiles over every request.", milliseconds, quantiles(duration, all)...),
		graph("Response flags", "Why Envoy ended requests itself: UF no connection, UH no healthy host, NR no route, UO circuit breaker, DC client gone, UT timeout.",
			requestsPerSecond, query{by("response_flags", requests, all+`,response_flags!="-"`), "{{response_flags}}"}),
	)
	p.line(graphHeight,
		graph("Request size", "Bytes of the requests.", bytesIEC, quantiles(requestBytes, all)...),
		graph("Response size", "Bytes of the responses.", bytesIEC, quantiles(responseBytes, all)...),
		stacked("gRPC by status", "0 is OK; gRPC's own errors come with HTTP code 200.", requestsPerSecond,
			query{by("grpc_response_status", requests, all+`,request_protocol="grpc"`), "{{grpc_response_status}}"}),
	)
	p.row("Callers")
	serviceSide(p, all, "source_workload, source_workload_namespace", "{{source_workload}}.{{source_workload_namespace}}",
		"by the workload that calls")
	p.row("Workloads that answer")
	serviceSide(p, all, "destination_workload, destination_version", "{{destination_workload}} {{destination_version}}",
		"by the workload that answers and its version")
	p.row("TCP")
	p.line(graphHeight,
		graph("Bytes received", "From clients, by the workload that calls.", bytesPerSecond,
			query{by("source_workload, source_workload_namespace", tcpReceived, all), "{{source_workload}}.{{source_workload_namespace}}"}),
		graph("Bytes sent", "To clients, by the workload that calls.", bytesPerSecond,
			query{by("source_workload, source_workload_namespace", tcpSent, all), "{{source_workload}}.{{source_workload_namespace}}"}),
		graph("Connections", "Opened and closed per second. What stays open is the space between.", opsPerSecond,
			query{by("", tcpOpened, all), "opened"}, query{by("", tcpClosed, all), "closed"}),
	)
	p.row("Trust")
	p.line(graphHeight,
		stacked("Requests by security", "How requests arrived, as servers see it. none is plain text.", requestsPerSecond,
			query{by("connection_security_policy", requests, serviceServers), "{{connection_security_policy}}"}),
		stacked("Requests by identity", "Who called, by the certificate; unknown came without one.", requestsPerSecond,
			query{top(15, by("source_principal", requests, serviceServers)), "{{source_principal}}"}),
	)
}

const serviceServers = `reporter=~"` + serverSide + `",destination_service=~"$service"`

// serviceSide draws traffic, errors and latency by the labels of one side.
func serviceSide(p *page, all, labels, legend, how string) {
	p.line(graphHeight,
		stacked("Requests", "Per second, "+how+".", requestsPerSecond, query{top(15, by(labels, requests, all)), legend}),
		ratios("Server errors", "Share of requests answered with 5xx, "+how+".",
			query{top(15, portion(labels, requests, all, serverError)), legend}),
		graph("p95 latency", "95 of 100 requests are faster, "+how+".", milliseconds,
			query{top(15, quantile(0.95, labels, duration, all)), legend}),
	)
}
