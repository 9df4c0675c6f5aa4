package stack

import (
	"github.com/meshstack/pulumi-meshstack/sdk/go/meshstack"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	monitoring    = "monitoring"
	observability = "observability"
)

// tracing lets one request in ten leave a trace, at a collector that runs already; JaegerV2 in place of Existing installs one.
func tracing() *meshstack.TracingArgs {
	return &meshstack.TracingArgs{
		Sampling: pulumi.Float64Ref(10),
		Existing: &meshstack.ExistingTracingArgs{
			Address:  pulumi.String("jaeger-collector.observability.svc.cluster.local:4317"),
			QueryUrl: pulumi.String("http://jaeger-query.observability:16686"),
		},
	}
}

// metrics creates scrape jobs for a Prometheus of the operator in that namespace, and alerts.
func metrics() *meshstack.MetricsArgs {
	configMap := meshstack.RuleDeliveryConfigMap
	return &meshstack.MetricsArgs{
		AdditionalScrapeConfigs: &meshstack.AdditionalScrapeConfigsArgs{
			Namespace: pulumi.StringRef(monitoring), CreateNamespace: pulumi.BoolRef(true),
		},
		Rules: &meshstack.MetricRulesArgs{As: &configMap},
	}
}

func grafana() *meshstack.GrafanaArgs {
	return &meshstack.GrafanaArgs{
		Url:         pulumi.String("http://grafana.monitoring:3000"),
		ExternalUrl: pulumi.String("https://grafana.example.com"),
		Dashboards: &meshstack.GrafanaDashboardsArgs{
			Namespace: pulumi.StringRef(monitoring), Folder: pulumi.StringRef("Istio"),
		},
	}
}

// kiali configures the Deployment kiali, which runs there already; Install in place of ConfigMap installs it from its chart.
func kiali() *meshstack.KialiArgs {
	return &meshstack.KialiArgs{
		ConfigMap: &meshstack.KialiConfigMapArgs{
			Namespace: pulumi.StringRef(observability), Create: pulumi.BoolRef(true),
		},
	}
}
