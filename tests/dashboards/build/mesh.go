package build

import "github.com/meshstack/pulumi-meshstack/internal/dashboards"

// uid returns the UID of one of the dashboards, for links to it.
func uid(name string) string {
	d, _ := dashboards.Find(name)
	return d.UID
}

// mesh is the overview: is the mesh healthy, and which service isn't?
func mesh(p *page) {
	p.describe("The whole mesh: how much goes through it, what fails, how slow it is, and which services to look at.")
	p.variable(reporterVariable())
	p.variable(choices("namespace", "Namespace", "Namespaces of the services that are called.",
		labelValues("destination_service_namespace", traffic), anything))
	const all = `reporter=~"$reporter",destination_service_namespace=~"$namespace"`

	p.line(numberHeight,
		single("Requests", "HTTP and gRPC requests per second.", requestsPerSecond, by("", requests, all)),
		single("Success rate", "Share of requests that were not answered with 5xx.", share, portion("", requests, all, noServerErr)).Thresholds(healthy()),
		single("Server errors", "Requests answered with 5xx, per second.", requestsPerSecond, orNothing(by("", requests, all+","+serverError))).Thresholds(unwanted()),
		single("p99 latency", "99 of 100 requests are faster.", milliseconds, quantile(0.99, "", duration, all)),
		single("Mutual TLS", "Share of requests that arrived over mutual TLS, as servers see it.", share, portion("", requests, meshServers, mutualTLS)),
		single("Proxies", "Proxies that istiod is connected to: sidecars, gateways, waypoints and ztunnels.", count, "sum(pilot_xds)"),
	)
	p.row("HTTP and gRPC")
	p.line(graphHeight,
		stacked("Requests by namespace", "Requests per second by the namespace that is called.", requestsPerSecond,
			query{top(15, by("destination_service_namespace", requests, all)), "{{destination_service_namespace}}"}),
		stacked("Requests by response code", "0 means that the client went away before an answer came.", requestsPerSecond,
			query{by("response_code", requests, all), "{{response_code}}"}),
		graph("Latency", "Quantiles over every request of the mesh.", milliseconds, quantiles(duration, all)...),
	)
	p.line(graphHeight,
		ratios("Errors by service", "Share of requests answered with 5xx; the ten worst.",
			query{top(10, portion("destination_service", requests, all, serverError)), "{{destination_service}}"}),
		graph("Slowest services", "p99 latency; the ten slowest.", milliseconds,
			query{top(10, quantile(0.99, "destination_service", duration, all)), "{{destination_service}}"}),
		graph("Response flags", "Why Envoy ended requests itself: UF no connection, UH no healthy host, NR no route, UO circuit breaker, DC client gone, UT timeout.",
			requestsPerSecond, query{by("response_flags", requests, all+`,response_flags!="-"`), "{{response_flags}}"}),
	)
	p.line(tableHeight, tableOf("HTTP and gRPC services", "Every service that was called; its name opens the service's dashboard.",
		"destination_service", "Service", uid("service"), "service",
		column{"Requests", requestsPerSecond, by("destination_service", requests, all)},
		column{"Success rate", share, portion("destination_service", requests, all, noServerErr)},
		column{"p50", milliseconds, quantile(0.5, "destination_service", duration, all)},
		column{"p90", milliseconds, quantile(0.9, "destination_service", duration, all)},
		column{"p99", milliseconds, quantile(0.99, "destination_service", duration, all)},
	))
	meshTCP(p, all)
	p.row("Releases and trust")
	p.line(graphHeight,
		stacked("Releases", "Programs of the mesh by release: more than one of a kind means that an upgrade is on its way.", count,
			query{"sum by (component, tag) (istio_build)", "{{component}} {{tag}}"}),
		stacked("Requests by security", "How requests arrived, as servers see it. none is plain text.", requestsPerSecond,
			query{by("connection_security_policy", requests, meshServers), "{{connection_security_policy}}"}),
		stacked("TCP connections by security", "How connections arrived, as servers see it. none is plain text.", opsPerSecond,
			query{by("connection_security_policy", tcpOpened, meshServers), "{{connection_security_policy}}"}),
	)
}

// meshServers is what servers report, whatever was chosen: clients don't know whether TLS was used.
const meshServers = `reporter=~"` + serverSide + `",destination_service_namespace=~"$namespace"`

func meshTCP(p *page, all string) {
	p.row("TCP")
	p.line(graphHeight,
		graph("Bytes sent", "To servers; the ten services with most.", bytesPerSecond,
			query{top(10, by("destination_service", tcpReceived, all)), "{{destination_service}}"}),
		graph("Bytes received", "From servers; the ten services with most.", bytesPerSecond,
			query{top(10, by("destination_service", tcpSent, all)), "{{destination_service}}"}),
		graph("Connections", "Opened and closed per second. What stays open is the space between.", opsPerSecond,
			query{by("", tcpOpened, all), "opened"}, query{by("", tcpClosed, all), "closed"}),
	)
}
