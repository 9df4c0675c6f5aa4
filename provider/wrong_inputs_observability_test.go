package provider

import "github.com/pulumi/pulumi/sdk/v3/go/property"

// hush is what must stand nowhere in clear.
var hush = property.New("hush").WithSecret(true)

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
	{
		"a password in the address of a storage", m{"tracing": m{"jaegerV2": m{"via": "openTelemetryOperator", "storage": m{"elasticsearch": m{"serverUrls": "https://me:hush@elasticsearch.logging:9200"}}}}},
		"tracing.jaegerV2.storage.elasticsearch.serverUrls", "credentials",
	},
	{
		"a secret address, which a ConfigMap would have in clear", m{"tracing": m{"jaegerV2": m{"via": "openTelemetryOperator", "storage": m{"cassandra": m{"servers": hush}}}}},
		"tracing.jaegerV2.storage.cassandra.servers", "credentials",
	},
	{
		"a secret in Jaeger's configuration, whatever its key", m{"tracing": m{"jaegerV2": m{"via": "openTelemetryOperator", "config": m{"exporters": m{"otlp": m{"headers": m{"x-scope": hush}}}}}}},
		"tracing.jaegerV2.config.exporters.otlp.headers.x-scope", "${env:NAME}",
	},
	{
		"a configuration that is secret as a whole", m{"tracing": m{"jaegerV2": m{"via": "openTelemetryOperator", "config": property.New(map[string]property.Value{"a": hush}).WithSecret(true)}}},
		"tracing.jaegerV2.config", "${env:NAME}",
	},
	{
		"a password in an address of Jaeger v1", m{"tracing": m{"jaeger": m{"storage": m{"type": "elasticsearch", "options": m{"es.server-urls": "https://me:hush@e:9200"}}}}},
		"tracing.jaeger.storage.options.es.server-urls", "storage.credentials",
	},
	{
		"a secret in a rule, which is in no Secret", m{"metrics": m{"rules": m{"extraGroups": list{m{"name": "a", "rules": list{m{"record": "a", "expr": hush}}}}}}},
		"metrics.rules.extraGroups[0].rules[0].expr", "unsecret",
	},
	{
		"a volume by the name of one of ours",
		m{"tracing": m{"jaegerV2": m{"storage": m{"badger": m{"claimName": "traces"}}, "values": m{"jaeger": m{"extraVolumes": list{m{"name": "badger", "emptyDir": m{}}}}}}}},
		"tracing.jaegerV2.values.jaeger.extraVolumes[0].name", "call yours otherwise",
	},
	{
		"a port of queries twice", m{"tracing": m{"jaegerV2": m{"via": "openTelemetryOperator", "spec": m{"ports": list{m{"name": "ui", "port": 16686}}}}}},
		"tracing.jaegerV2.spec.ports[0].port", "leave it out",
	},
	{
		"a chart that mounts nothing", m{"tracing": m{"jaegerV2": m{"chart": m{"version": "4.11.0"}, "storage": m{"badger": m{"claimName": "traces"}}}}},
		"tracing.jaegerV2.chart.version", "4.11.1",
	},
	{
		"gRPC where only HTTP is told",
		m{"tracing": m{"existing": m{"address": "otel.obs:4317", "queryUrl": "http://jaeger.obs:9000"}}, "kiali": m{"install": m{}, "prometheus": m{"url": "http://p.m:9090"}, "tracing": m{"useGrpc": true}}},
		"kiali.tracing.url", "queryGrpcUrl",
	},
	{"secret rules in a ConfigMap", m{"metrics": m{"rules": m{"as": "configMap", "extraGroupsYaml": hush}}}, "metrics.rules.extraGroupsYaml", "unsecret"},
}
