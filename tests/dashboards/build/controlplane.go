package build

import "fmt"

// controlPlane is istiod.
func controlPlane(p *page) {
	p.describe("istiod: does configuration reach the proxies, how fast, what do they refuse, do injection, validation and certificates work.")
	p.variable(choices("namespace", "Namespace", "Namespaces of control planes.", "label_values(pilot_info, namespace)", anything))
	p.variable(choices("pod", "istiod", "Pods of istiod; a revision's names begin with istiod-<revision>.",
		`label_values(pilot_info{namespace=~"$namespace"}, pod)`, "istiod-.*"))
	const all = `namespace=~"$namespace",pod=~"$pod"`

	p.line(numberHeight,
		single("istiods", "Pods that are scraped.", count, fmt.Sprintf("count(pilot_info{%s})", all)).Thresholds(thresholds(step{"red", 0}, step{"green", 1})),
		single("Proxies", "Proxies that are connected.", count, fmt.Sprintf("sum(pilot_xds{%s})", all)),
		single("p99 convergence", "From a change of configuration until 99 of 100 proxies have it.", seconds, quantile(0.99, "", "pilot_proxy_convergence_time", all)),
		single("Refused", "Configuration that proxies refused in the time shown.", count,
			orNothing(fmt.Sprintf("sum(increase(pilot_total_xds_rejects{%s}[$__range]))", all))).Thresholds(unwanted()),
		single("Failed injections", "In the time shown: pods that did not start, or started without a proxy.", count,
			orNothing(fmt.Sprintf("sum(increase(sidecar_injection_failure_total{%s}[$__range]))", all))).Thresholds(unwanted()),
		single("Root certificate", "Time until the mesh's root certificate ends. With a CA of somebody else there is none here.", seconds,
			fmt.Sprintf("min(citadel_server_root_cert_expiry_timestamp{%s}) - time()", all)).
			Thresholds(thresholds(step{"red", 0}, step{"orange", 30 * day}, step{"green", 90 * day})),
	)
	controlPlanePushes(p, all)
	controlPlaneErrors(p, all)
	p.row("Injection, validation and certificates")
	p.line(graphHeight,
		graph("Injection", "Pods per second.", opsPerSecond,
			query{by("", "sidecar_injection_success_total", all), "injected"},
			query{by("", "sidecar_injection_skip_total", all), "left alone"},
			query{by("", "sidecar_injection_failure_total", all), "failed"}),
		graph("Validation", "Resources of Istio that were checked, per second.", opsPerSecond,
			query{by("", "galley_validation_passed", all), "taken"},
			query{by("", "galley_validation_failed", all), "refused"}),
		graph("Certificates", "Requests for certificates, per second.", opsPerSecond,
			query{by("", "citadel_server_csr_count", all), "asked for"},
			query{by("", "citadel_server_success_cert_issuance_count", all), "issued"},
			query{by("", "citadel_server_authentication_failure_count", all), "not authenticated"},
			query{by("", "citadel_server_csr_sign_err_count", all), "not signed"}),
	)
	p.row("Resources")
	p.line(graphHeight,
		graph("CPU", "Cores by pod.", cores, query{by("pod", "process_cpu_seconds_total", all), "{{pod}}"}),
		graph("Memory", "By pod: what the process holds, and what of it is Go's heap.", bytesIEC,
			query{fmt.Sprintf("sum by (pod) (process_resident_memory_bytes{%s})", all), "{{pod}}"},
			query{fmt.Sprintf("sum by (pod) (go_memstats_heap_inuse_bytes{%s})", all), "{{pod}} heap"}),
		graph("Goroutines", "By pod.", count, query{fmt.Sprintf("sum by (pod) (go_goroutines{%s})", all), "{{pod}}"}),
	)
}

// day in seconds.
const day = 24 * 60 * 60

// controlPlanePushes draws the way of a change.
func controlPlanePushes(p *page, all string) {
	p.row("Configuration on its way")
	p.line(graphHeight,
		stacked("Pushes", "Sent to proxies per second, by kind. _senderr and the like could not be sent.", opsPerSecond,
			query{by("type", "pilot_xds_pushes", all), "{{type}}"}),
		stacked("Reasons to push", "Per second; endpoint is cheap, global means that everybody is told.", opsPerSecond,
			query{by("type", "pilot_push_triggers", all), "{{type}}"}),
		graph("Convergence", "From a change of configuration until a proxy has it.", seconds, quantiles("pilot_proxy_convergence_time", all)...),
	)
	p.line(graphHeight,
		graph("Where the time goes", "p99 of each part: waiting for more changes, setting up, waiting for a turn, making and sending.", seconds,
			query{quantile(0.99, "", "pilot_debounce_time", all), "debounce"},
			query{quantile(0.99, "", "pilot_pushcontext_init_seconds", all), "set up"},
			query{quantile(0.99, "", "pilot_proxy_queue_time", all), "queue"},
			query{quantile(0.99, "", "pilot_xds_push_time", all), "push"}),
		graph("Size of configuration", "p99 of what is sent to a proxy at once, by kind. gRPC takes 4 MiB by default.", bytesIEC,
			query{quantile(0.99, "type", "pilot_xds_config_size_bytes", all), "{{type}}"}),
		graph("Events", "From Kubernetes per second: services, endpoints and pods, and resources of Istio.", opsPerSecond,
			query{by("type", "pilot_k8s_reg_events", all), "{{type}}"},
			query{by("type", "pilot_k8s_cfg_events", all), "{{type}}"}),
	)
	p.line(graphHeight,
		stacked("Proxies by release", "Connected proxies by their own release.", count,
			query{fmt.Sprintf("sum by (version) (pilot_xds{%s})", all), "{{version}}"}),
		graph("Services", "Services, and virtual services, that istiod knows.", count,
			query{fmt.Sprintf("max(pilot_services{%s})", all), "services"},
			query{fmt.Sprintf("max(pilot_virt_services{%s})", all), "virtual services"}),
		graph("Clusters of Kubernetes", "That istiod reads from: its own, and remote ones.", count,
			query{fmt.Sprintf("max by (cluster_type) (istiod_managed_clusters{%s})", all), "{{cluster_type}}"}),
	)
}

// controlPlaneErrors draws what should stay at nothing.
func controlPlaneErrors(p *page, all string) {
	p.row("What should stay at nothing")
	p.line(graphHeight,
		graph("Refused by proxies", "Configuration that proxies refused, per second: they go on with the last good one.", opsPerSecond,
			query{by("type", "pilot_total_xds_rejects", all), "{{type}}"}),
		graph("Errors in istiod", "Per second.", opsPerSecond,
			query{by("", "pilot_total_xds_internal_errors", all), "internal"},
			query{by("", "pilot_xds_write_timeout", all), "proxy did not take it in time"},
			query{by("", "pilot_jwks_resolver_network_fetch_fail_total", all), "keys of a JWT issuer not fetched"}),
		graph("Configuration at odds", "Resources that contradict one another or lead nowhere.", count,
			query{fmt.Sprintf("max(pilot_conflict_inbound_listener{%s})", all), "inbound listeners"},
			query{fmt.Sprintf("max(pilot_conflict_outbound_listener_tcp_over_current_tcp{%s})", all), "outbound TCP listeners"},
			query{fmt.Sprintf("max(pilot_duplicate_envoy_clusters{%s})", all), "clusters of one name"},
			query{fmt.Sprintf("max(pilot_vservice_dup_domain{%s})", all), "virtual services of one host"},
			query{fmt.Sprintf("max(pilot_dns_cluster_without_endpoints{%s})", all), "DNS hosts without endpoints"},
			query{fmt.Sprintf("max(pilot_no_ip{%s})", all), "pods without address"}),
	)
}
