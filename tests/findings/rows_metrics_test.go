package findings

import "github.com/meshstack/pulumi-meshstack/internal/check"

func metrics(more m) m { return m{"metrics": more} }

// jobs are scrape jobs of the user's own.
func jobs(jobs ...any) m {
	return metrics(m{"additionalScrapeConfigs": m{"extraJobs": jobs}})
}

// podJob scrapes pods whose port has a name.
func podJob(port string) m {
	return m{"job_name": "theirs", "kubernetes_sd_configs": list{m{"role": "pod"}}, "relabel_configs": list{
		m{"source_labels": list{"__meta_kubernetes_pod_container_port_name"}, "action": "keep", "regex": port},
	}}
}

// serviceJob scrapes what a Service leads to, by its name and that of the port, as Istio's documentation does.
func serviceJob(role, label, regex string) m {
	return m{
		"job_name": "theirs", "kubernetes_sd_configs": list{m{"role": role, "namespaces": m{"names": list{"istio-system"}}}},
		"relabel_configs": list{m{"source_labels": list{"__meta_kubernetes_service_name", label}, "action": "keep", "regex": regex}},
	}
}

func rules(expression string) m {
	return metrics(m{"rules": m{"extraGroups": list{m{"name": "g", "rules": list{m{"record": "a", "expr": expression}}}}}})
}

func label(expression string) m {
	return metrics(m{"overrides": list{m{"metric": "REQUEST_COUNT", "tags": m{"x": expression}}}})
}

func statsMatcher(key string, values ...any) m {
	return m{"defaultConfig": m{"proxyStatsMatcher": m{key: values}}}
}

const (
	operated = "http://prometheus-operated.monitoring:9090"
	ofStack  = "http://kps-kube-prometheus-stack-prometheus.monitoring:9090"
	ofChart  = "http://prometheus-server.monitoring"
)

var (
	unmerged = m{"enablePrometheusMerge": false}
	scrapes  = m{"additionalScrapeConfigs": m{}}
)

var rowsMetrics = []row{
	{
		check.MonitorsUnlabelled, "", "prometheus-operator/prometheus-operator#3636", "metrics.monitors.labels",
		metrics(m{"monitors": m{}}),
		metrics(m{"monitors": m{"labels": m{"release": "kube-prometheus-stack"}}}),
	},
	{
		check.AnnotationsMissing, "by the argument", "annotations come with merging", "metrics.merge",
		metrics(m{"merge": false}),
		metrics(joined(m{"merge": false}, scrapes)),
	},
	{
		check.AnnotationsMissing, "in the mesh config", "", "meshConfig.enablePrometheusMerge",
		joined(metrics(m{}), meshConfig(unmerged)),
		joined(metrics(scrapes), meshConfig(unmerged)),
	},
	{
		check.AnnotationsMissing, "in values, before the argument", "values go last", "values.istiod.meshConfig.enablePrometheusMerge",
		joined(metrics(m{"merge": true}), istiodMesh(unmerged)),
		joined(metrics(m{"monitors": m{"labels": m{"release": "kps"}}}), istiodMesh(unmerged)),
	},
	{
		check.AnnotationsMissing, "of Kiali's Prometheus", "it is asked for the graph", "meshConfig.enablePrometheusMerge",
		joined(kiali(nil), meshConfig(unmerged)),
		meshConfig(unmerged),
	},
	{
		check.AnnotationsMissing, "of an operator", "one finding for one fault", "meshConfig.enablePrometheusMerge",
		joined(metrics(m{"prometheusUrl": operated}), meshConfig(unmerged)),
		joined(metrics(m{"scrape": "none", "prometheusUrl": operated}), meshConfig(unmerged)),
	},
	{
		check.ScrapedTwice, "", "istio/istio#14705", "metrics.additionalScrapeConfigs.extraJobs[0]",
		jobs(podJob(".*-envoy-prom")),
		jobs(podJob("http-metrics")),
	},
	{
		check.ScrapedTwice, "by its Service", "", "metrics.additionalScrapeConfigs.extraJobs[0]",
		joined(jobs(serviceJob("endpoints", "__meta_kubernetes_endpoint_port_name", "istiod-1-31-1;http-monitoring")), m{"revision": "1-31-1"}),
		joined(jobs(), m{"revision": "1-31-1"}),
	},
	{
		check.JobKeepsNothing, "", "the roles' labels have other names", "metrics.additionalScrapeConfigs.extraJobs[0].relabel_configs",
		jobs(serviceJob("endpointslice", "__meta_kubernetes_endpoint_port_name", "db;http")),
		jobs(serviceJob("endpointslice", "__meta_kubernetes_endpointslice_port_name", "db;http")),
	},
	{
		check.JobKeepsNothing, "on a revision", "the Service has its name", "metrics.additionalScrapeConfigs.extraJobs[0].relabel_configs",
		joined(jobs(serviceJob("endpoints", "__meta_kubernetes_endpoint_port_name", "istiod;http-monitoring")), m{"revision": "1-31-1"}),
		joined(jobs(), m{"revision": "1-31-1"}),
	},
	{check.MetricGone, "", "it left the code", "metrics.rules.extraGroups[0].rules[0].expr", rules("pilot_xds_push_errors"), rules("pilot_total_xds_rejects")},
	{
		check.NeededDropped, "", "Kiali's FAQ lists what it needs", "metrics.dropMetrics[0]",
		metrics(joined(scrapes, m{"dropMetrics": list{"istio_.*"}})),
		metrics(joined(scrapes, m{"dropMetrics": list{"envoy_cluster_.*"}})),
	},
	{
		check.NeededDropped, "a label", "", "metrics.overrides[0].removeTags[0]",
		metrics(m{"overrides": list{m{"removeTags": list{"response_flags"}}}}),
		metrics(m{"overrides": list{m{"removeTags": list{"destination_app"}}}}),
	},
	{
		check.PrometheusInjected, "beside its Secret", "kiali/kiali#3578", "injection.namespaces[0].name",
		joined(metrics(scrapes), injecting("monitoring", nil)),
		joined(metrics(scrapes), injecting("shop", nil)),
	},
	{
		check.PrometheusInjected, "in its address", "", "injection.namespaces[0].name",
		joined(metrics(m{"prometheusUrl": "http://prometheus-server.obs.svc.cluster.local"}), injecting("obs", nil)),
		joined(metrics(m{"prometheusUrl": "http://prometheus-server.obs.svc.cluster.local"}), injecting("monitoring", nil)),
	},
	{
		check.PrometheusInjected, "in Kiali's address", "", "injection.namespaces[0].name",
		joined(kiali(nil), injecting("m", nil)),
		joined(kiali(m{"prometheus": m{"url": "http://prometheus.m.example.com"}}), injecting("m", nil)),
	},
	{
		check.PrometheusInjected, "like every namespace", "the webhook takes what has no label", "values.istiod.sidecarInjectorWebhook.enableNamespacesByDefault",
		joined(metrics(scrapes), m{"values": m{"istiod": m{"sidecarInjectorWebhook": m{"enableNamespacesByDefault": true}}}}),
		joined(metrics(scrapes), m{"values": m{"istiod": m{"sidecarInjectorWebhook": m{"enableNamespacesByDefault": false}}}}),
	},
	{
		check.AnnotationsUnread, "", "the operator's Prometheus heeds none", "metrics.scrape",
		metrics(m{"prometheusUrl": operated}),
		metrics(joined(m{"prometheusUrl": operated}, scrapes)),
	},
	{
		check.AnnotationsUnread, "of kube-prometheus-stack", "", "metrics.scrape",
		joined(metrics(m{}), kiali(m{"prometheus": m{"url": ofStack}})),
		joined(metrics(m{}), kiali(m{"prometheus": m{"url": ofChart}})),
	},
	{
		check.AnnotationsUnread, "in Kiali's configuration", "nobody said how it is scraped", "metrics.scrape",
		kiali(m{"prometheus": nil, "config": m{"external_services": m{"prometheus": m{"url": operated}}}}),
		joined(metrics(m{"scrape": "none"}), kiali(m{"prometheus": nil, "config": m{"external_services": m{"prometheus": m{"url": operated}}}})),
	},
	{
		check.ScrapeMechanisms, "", "every rate would be doubled", "metrics",
		metrics(joined(scrapes, m{"monitors": m{"labels": m{"release": "kps"}}})),
		metrics(scrapes),
	},
	{
		check.JobRefused, "", "Prometheus keeps its old configuration, all of it", "metrics.additionalScrapeConfigs.extraJobs[0].scrape_intervall",
		jobs(joined(podJob("web"), m{"scrape_intervall": "15s"})),
		jobs(joined(podJob("web"), m{"scrape_interval": "15s"})),
	},
	{
		check.JobRefused, "a whole file", "the Secret holds a list", "metrics.additionalScrapeConfigs.extraJobsYaml",
		metrics(m{"additionalScrapeConfigs": m{"extraJobsYaml": "scrape_configs:\n- job_name: a\n"}}),
		metrics(m{"additionalScrapeConfigs": m{"extraJobsYaml": "- job_name: a\n"}}),
	},
	{check.RuleRefused, "", "a rule file is taken as a whole", "metrics.rules.extraGroups[0].rules[0]", rules("rate(up)"), rules("rate(up[5m])")},
	{
		check.RuleRefused, "a whole file", "", "metrics.rules.extraGroupsYaml",
		metrics(m{"rules": m{"extraGroupsYaml": "groups: []"}}),
		metrics(m{"rules": m{"extraGroupsYaml": "- {name: g, rules: []}"}}),
	},
	{
		check.PodsUnlisted, "", "its Role is one of three namespaces", "metrics.rbac",
		metrics(joined(scrapes, m{"prometheusUrl": "http://prometheus-k8s.monitoring:9090"})),
		metrics(joined(scrapes, m{"prometheusUrl": "http://prometheus-k8s.monitoring:9090", "rbac": m{"serviceAccount": "prometheus-k8s"}})),
	},
	{check.LabelEndless, "", "istio/istio#19090", `metrics.overrides[0].tags["x"]`, label("request.url_path"), label("request.host")},
	{
		check.EnvoyMetricsAll, "", "dozens for each Service in each proxy", "meshConfig.defaultConfig.proxyStatsMatcher.inclusionRegexps[1]",
		meshConfig(statsMatcher("inclusionRegexps", "cluster.outbound.*", ".*")),
		meshConfig(statsMatcher("inclusionRegexps", "cluster.outbound.*")),
	},
	{
		check.EnvoyMetricsAll, "in values", "", "values.istiod.meshConfig.defaultConfig.proxyStatsMatcher.inclusionRegexps[0]",
		istiodMesh(statsMatcher("inclusionRegexps", ".+")),
		istiodMesh(statsMatcher("inclusionRegexps", "server.+")),
	},
	{
		check.MeshConfigValue, "a prefix of nothing", "Envoy's StringMatcher takes none", "meshConfig.defaultConfig.proxyStatsMatcher.inclusionPrefixes[0]",
		meshConfig(statsMatcher("inclusionPrefixes", "")),
		meshConfig(statsMatcher("inclusionPrefixes", "cluster.outbound")),
	},
	{
		check.MeshConfigValue, "a suffix of nothing", "", "meshConfig.defaultConfig.proxyStatsMatcher.inclusionSuffixes[0]",
		meshConfig(statsMatcher("inclusionSuffixes", "")),
		meshConfig(statsMatcher("inclusionSuffixes", "upstream_rq_total")),
	},
}
