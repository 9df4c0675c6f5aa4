package build

import "fmt"

// performance is what the mesh costs.
func performance(p *page) {
	p.describe("What the mesh costs: CPU and memory of proxies and control plane, set against the traffic, and how much configuration each proxy carries.")
	p.variable(choices("namespace", "Namespace", "Namespaces of the pods with proxies.", labelValues("namespace", "__name__=\"envoy_server_live\""), anything))
	const pods = `namespace=~"$namespace",` + proxy
	// Both sides of a request cost something, so both are counted.
	const handled = `reporter=~"source|destination|waypoint",namespace=~"$namespace"`
	proxyCPU := by("", cpu, pods)
	proxyMemory := fmt.Sprintf("%s{%s}", memory, pods)

	p.line(numberHeight,
		single("Proxies", "Containers that are proxies: sidecars, gateways, waypoints, and ztunnels with their namespace.", count, fmt.Sprintf("count(%s)", proxyMemory)),
		single("Proxy CPU", "Cores, of all proxies together.", cores, proxyCPU),
		single("Proxy memory", "Working set of all proxies together.", bytesIEC, fmt.Sprintf("sum(%s)", proxyMemory)),
		single("Memory per proxy", "The middle one of all proxies.", bytesIEC, fmt.Sprintf("quantile(0.5, %s)", proxyMemory)),
		single("CPU per 1000 requests/s", "Cores that proxies need for a thousand requests per second; a request passes two of them.", cores,
			fmt.Sprintf("%s / (%s > 0) * 1000", proxyCPU, by("", requests, handled))),
		single("Clusters per proxy", "Destinations that the middle one of all proxies knows. Sidecar scopes bring it down.", count,
			`quantile(0.5, envoy_cluster_manager_active_clusters{namespace=~"$namespace"})`),
	)
	p.row("Proxies")
	p.line(graphHeight,
		graph("CPU by namespace", "Cores, of the proxies in each namespace.", cores, query{top(15, by("namespace", cpu, pods)), "{{namespace}}"}),
		graph("Memory by namespace", "Working set of the proxies in each namespace.", bytesIEC,
			query{top(15, fmt.Sprintf("sum by (namespace) (%s)", proxyMemory)), "{{namespace}}"}),
		graph("Memory per proxy", "Spread over all proxies.", bytesIEC,
			query{fmt.Sprintf("quantile(0.5, %s)", proxyMemory), "p50"},
			query{fmt.Sprintf("quantile(0.99, %s)", proxyMemory), "p99"},
			query{fmt.Sprintf("max(%s)", proxyMemory), "max"}),
	)
	p.line(graphHeight,
		graph("Largest proxies", "Working set; the ten largest.", bytesIEC,
			query{top(10, fmt.Sprintf("sum by (namespace, pod) (%s)", proxyMemory)), "{{namespace}}/{{pod}}"}),
		graph("Busiest proxies", "Cores; the ten busiest.", cores, query{top(10, by("namespace, pod", cpu, pods)), "{{namespace}}/{{pod}}"}),
		graph("Requests handled", "Requests per second that proxies pass on, counted on both sides.", requestsPerSecond,
			query{by("reporter", requests, handled), "{{reporter}}"}),
	)
	performanceConfig(p)
	p.row("Control plane")
	const istiods = `pod=~"istiod-.*",` + containers
	p.line(graphHeight,
		graph("istiod CPU", "Cores by pod.", cores, query{by("namespace, pod", cpu, istiods), "{{namespace}}/{{pod}}"}),
		graph("istiod memory", "Working set by pod.", bytesIEC,
			query{fmt.Sprintf("sum by (namespace, pod) (%s{%s})", memory, istiods), "{{namespace}}/{{pod}}"}),
		graph("Proxies per istiod", "Many more on one than on another: the new one gets its share as connections are renewed, after half an hour at most.", count,
			query{"sum by (namespace, pod) (pilot_xds)", "{{namespace}}/{{pod}}"}),
	)
}

// performanceConfig draws what proxies are told, and whether they take it.
func performanceConfig(p *page) {
	const in = `namespace=~"$namespace"`
	p.row("Configuration in proxies")
	p.line(graphHeight,
		graph("Clusters per proxy", "Spread over all proxies. What a proxy knows costs memory in it and work in istiod.", count,
			query{"quantile(0.5, envoy_cluster_manager_active_clusters{" + in + "})", "p50"},
			query{"max(envoy_cluster_manager_active_clusters{" + in + "})", "max"}),
		graph("Envoy memory", "Allocated by Envoy itself; the ten largest.", bytesIEC,
			query{top(10, "sum by (namespace, pod) (envoy_server_memory_allocated{"+in+"})"), "{{namespace}}/{{pod}}"}),
		graph("Refused by proxies", "Configuration that proxies refused, per second: they go on with the last good one.", opsPerSecond,
			query{by("namespace", "envoy_cluster_manager_cds_update_rejected", in), "clusters {{namespace}}"},
			query{by("namespace", "envoy_listener_manager_lds_update_rejected", in), "listeners {{namespace}}"}),
	)
}
