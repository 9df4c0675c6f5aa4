package jaeger

import (
	"fmt"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// storageName is the name of the one storage backend in the configuration.
const storageName = "main"

// Config returns the configuration of a Jaeger v2 (an OpenTelemetry collector's) that takes spans by every protocol, keeps
// them in the backend and answers queries. The backend is a map of one type, such as memory, to its settings.
//
// Every listener is told its address: receivers of a collector listen on the loopback interface otherwise. Empty settings
// are empty maps, as the OpenTelemetry operator takes no null.
func Config(backend plan.Tree, basePath string) plan.Tree {
	query := plan.Tree{
		"storage": plan.Tree{"traces": storageName},
		"http":    plan.Tree{"endpoint": everywhere(QueryPort)},
		"grpc":    plan.Tree{"endpoint": everywhere(QueryGRPCPort)},
	}
	if basePath != "" {
		query["base_path"] = basePath
	}
	return plan.Tree{
		"service": plan.Tree{
			"extensions": []any{"jaeger_storage", "jaeger_query", "healthcheckv2"},
			"pipelines": plan.Tree{"traces": plan.Tree{
				"receivers": []any{"otlp", "zipkin"}, "processors": []any{"batch"}, "exporters": []any{"jaeger_storage_exporter"},
			}},
			"telemetry": plan.Tree{"metrics": plan.Tree{"level": "detailed", "readers": []any{
				plan.Tree{"pull": plan.Tree{"exporter": plan.Tree{"prometheus": plan.Tree{"host": "0.0.0.0", "port": MetricsPort}}}},
			}}},
		},
		"extensions": plan.Tree{
			// The chart's probes ask it.
			"healthcheckv2":  plan.Tree{"use_v2": true, "http": plan.Tree{"endpoint": everywhere(HealthPort)}},
			"jaeger_query":   query,
			"jaeger_storage": plan.Tree{"backends": plan.Tree{storageName: backend}},
		},
		"receivers": plan.Tree{
			"otlp": plan.Tree{"protocols": plan.Tree{
				"grpc": plan.Tree{"endpoint": everywhere(OTLPGRPCPort)},
				"http": plan.Tree{"endpoint": everywhere(OTLPHTTPPort)},
			}},
			"zipkin": plan.Tree{"endpoint": everywhere(ZipkinPort)},
		},
		"processors": plan.Tree{"batch": plan.Tree{}},
		"exporters":  plan.Tree{"jaeger_storage_exporter": plan.Tree{"trace_storage": storageName}},
	}
}

func everywhere(port int) string { return fmt.Sprintf("0.0.0.0:%d", port) }
