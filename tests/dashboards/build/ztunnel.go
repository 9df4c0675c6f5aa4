package build

import "fmt"

// ztunnel is ambient mode's proxy of each node.
func ztunnel(p *page) {
	p.describe("ztunnel, ambient mode's proxy of each node: the pods it serves, connections and bytes, its name server, and whether istiod tells it everything.")
	p.variable(choices("namespace", "Namespace", "Namespaces of ztunnel.", "label_values(workload_manager_active_proxy_count, namespace)", anything))
	p.variable(choices("pod", "ztunnel", "Pods of ztunnel, one on each node.",
		`label_values(workload_manager_active_proxy_count{namespace=~"$namespace"}, pod)`, "ztunnel-.*"))
	const all = `namespace=~"$namespace",pod=~"$pod"`
	const servers = all + `,reporter="destination"`

	p.line(numberHeight,
		single("ztunnels", "Pods that are scraped: one for each node.", count, fmt.Sprintf("count(workload_manager_active_proxy_count{%s})", all)),
		single("Pods served", "Pods whose traffic goes through ztunnel.", count, fmt.Sprintf("sum(workload_manager_active_proxy_count{%s})", all)),
		single("Pods waiting", "Pods that ztunnel can't serve yet; more than nothing for long means that istiod doesn't tell it about them.", count,
			fmt.Sprintf("sum(workload_manager_pending_proxy_count{%s})", all)).Thresholds(unwanted()),
		single("Connections", "Opened per second, as servers see them.", opsPerSecond, by("", tcpOpened, servers)),
		single("Mutual TLS", "Share of connections that arrived over mutual TLS.", share, portion("", tcpOpened, servers, mutualTLS)),
		single("DNS failures", "Share of forwarded DNS requests that failed.", share,
			fmt.Sprintf("(%s or vector(0)) / (%s > 0)", by("", "istio_dns_upstream_failures_total", all), by("", "istio_dns_upstream_requests_total", all))).Thresholds(unwanted()),
	)
	p.row("Traffic")
	p.line(graphHeight,
		graph("Connections", "Opened and closed per second, by ztunnel.", opsPerSecond,
			query{by("pod", tcpOpened, all), "{{pod}} opened"}, query{by("pod", tcpClosed, all), "{{pod}} closed"}),
		graph("Bytes", "Received and sent per second, by ztunnel.", bytesPerSecond,
			query{by("pod", tcpReceived, all), "{{pod}} received"}, query{by("pod", tcpSent, all), "{{pod}} sent"}),
		graph("Failed connections", "Per second, by the reason's flags. Istio 1.29 and later.", opsPerSecond,
			query{by("response_flags", "istio_tcp_connections_failed_total", all), "{{response_flags}}"}),
	)
	p.line(graphHeight,
		graph("Connections by workload", "Opened per second, by the workload that is called; the ten with most.", opsPerSecond,
			query{top(10, by("destination_workload, destination_workload_namespace", tcpOpened, servers)), "{{destination_workload}}.{{destination_workload_namespace}}"}),
		graph("Bytes by workload", "Received per second, by the workload that is called; the ten with most.", bytesPerSecond,
			query{top(10, by("destination_workload, destination_workload_namespace", tcpReceived, servers)), "{{destination_workload}}.{{destination_workload_namespace}}"}),
		stacked("Connections by security", "How connections arrived. none is plain text from outside the mesh.", opsPerSecond,
			query{by("connection_security_policy", tcpOpened, servers), "{{connection_security_policy}}"}),
	)
	p.row("Name server and control plane")
	p.line(graphHeight,
		graph("DNS requests", "Per second: asked, passed on, and failed there.", opsPerSecond,
			query{by("", "istio_dns_requests_total", all), "asked"},
			query{by("", "istio_dns_upstream_requests_total", all), "passed on"},
			query{by("", "istio_dns_upstream_failures_total", all), "failed"}),
		graph("Messages from istiod", "Per second, by kind.", opsPerSecond, query{by("url", "istio_xds_message_total", all), "{{url}}"}),
		graph("Connections to istiod that ended", "By reason. Each is renewed after half an hour at most, so some are always there.", opsPerSecond,
			query{by("reason", "istio_xds_connection_terminations_total", all), "{{reason}}"}),
	)
	p.row("Resources")
	const pods = all + "," + containers
	p.line(graphHeight,
		graph("CPU", "Cores by pod.", cores, query{by("pod", cpu, pods), "{{pod}}"}),
		graph("Memory", "Working set by pod.", bytesIEC, query{fmt.Sprintf("sum by (pod) (%s{%s})", memory, pods), "{{pod}}"}),
		stacked("Releases", "ztunnels by release: more than one means that an upgrade is on its way.", count,
			query{fmt.Sprintf(`sum by (tag) (istio_build{component="ztunnel",%s})`, all), "{{tag}}"}),
	)
}
