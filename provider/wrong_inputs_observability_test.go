package provider

// wrongObservability are wrong arguments about what is observed, through the wire: a few of each subject, whose full tables are
// beside their arguments in package components.
var wrongObservability = []wrongInput{
	{"no backend", m{"tracing": m{}}, "tracing", "jaegerV2"},
	{"two backends", m{"tracing": m{"jaegerV2": m{}, "existing": m{"address": "otel.example.com:4317"}}}, "tracing", "one"},
	{"more than everything", m{"tracing": m{"sampling": 101, "jaegerV2": m{}}}, "tracing.sampling", "100"},
	{"an address without port", m{"tracing": m{"existing": m{"address": "jaeger-collector.observability"}}}, "tracing.existing.address", "port"},
	{
		"the port of another protocol", m{"tracing": m{"protocol": "otlpGrpc", "existing": m{"address": "jaeger-collector.observability:9411"}}},
		"tracing.existing.address", "4317",
	},
	{"a production Jaeger in memory, which the operator runs as allInOne", m{"tracing": m{"jaeger": m{"strategy": "production"}}}, "tracing.jaeger.storage.type", "elasticsearch"},
	{"two mechanisms", m{"metrics": m{"additionalScrapeConfigs": m{}, "monitors": m{}}}, "metrics", "one of the two"},
	{
		"a job called like one of ours", m{"metrics": m{"additionalScrapeConfigs": m{"extraJobs": list{m{"job_name": "istiod", "static_configs": list{m{"targets": list{"a:1"}}}}}}}},
		"metrics.additionalScrapeConfigs.extraJobs[0].job_name", "istiod",
	},
	{"a mechanism that doesn't exist", m{"metrics": m{"scrape": "push"}}, "metrics.scrape", "annotations"},
	{"neither way to run Kiali", m{"kiali": m{"prometheus": m{"url": "http://prometheus.monitoring:9090"}}}, "kiali", "install"},
	{"Kiali without Prometheus", m{"kiali": m{"configMap": m{}}}, "kiali.prometheus.url", "http://prometheus.monitoring:9090"},
	{"a Grafana of which nothing is said", m{"grafana": m{}}, "grafana", "dashboards"},
	{"custom resources for no Grafana in particular", m{"grafana": m{"dashboards": m{"deliver": "grafanaDashboard"}}}, "grafana.dashboards.instanceSelector", "write"},
}
