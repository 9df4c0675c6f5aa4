package jaeger

import "fmt"

// Protocols by which proxies send spans.
const (
	Zipkin   = "zipkin"
	OTLPGRPC = "otlpGrpc"
	OTLPHTTP = "otlpHttp"
)

// Ports that Jaeger serves. The Services of the charts and operators have them as constants.
const (
	ZipkinPort    = 9411
	OTLPGRPCPort  = 4317
	OTLPHTTPPort  = 4318
	QueryPort     = 16686
	QueryGRPCPort = 16685
	HealthPort    = 13133
	MetricsPort   = 8888
)

var ports = map[string]int{Zipkin: ZipkinPort, OTLPGRPC: OTLPGRPCPort, OTLPHTTP: OTLPHTTPPort}

// Port returns the port of a protocol, 0 for an unknown one.
func Port(protocol string) int { return ports[protocol] }

// ProtocolOf returns the protocol that is spoken at a port by convention, "" for a port without one.
func ProtocolOf(port int) string {
	for protocol, p := range ports {
		if p == port {
			return protocol
		}
	}
	return ""
}

// CollectorService is the Service that both operators make for a resource of that name.
func CollectorService(name string) string { return name + "-collector" }

// QueryService is the Service of the query that the v1 operator makes.
func QueryService(name string) string { return name + "-query" }

// MaxName is the longest name of a resource whose collector's Service isn't cut short, and so called otherwise.
const MaxName = 63 - len("-collector")

// QueryURL is the base URL of a query Service inside the cluster; the base path begins with a slash or is "".
func QueryURL(service, namespace string, port int, basePath string) string {
	if basePath == "/" {
		basePath = ""
	}
	return fmt.Sprintf("http://%s.%s:%d%s", service, namespace, port, basePath)
}
