package kiali

import (
	"fmt"
	"net/url"
)

// Ports of Jaeger's query service.
const (
	jaegerGRPC = "16685"
	jaegerHTTP = "16686"
)

// GRPC reports whether Jaeger's query service speaks gRPC at a URL, by its port.
func GRPC(address string) bool { return portOf(address) == jaegerGRPC }

// portOf is the port of a URL, "" where there is none.
func portOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if port := u.Port(); port != "" {
		return port
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

// CheckURL reports why Kiali could not ask a service at a URL.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return fmt.Errorf("it is not a URL; write for example http://prometheus.monitoring:9090")
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("it is not an http or https URL; write for example http://prometheus.monitoring:9090")
	case u.User != nil:
		return fmt.Errorf("it holds a user name or password, which would stand in a ConfigMap; leave them out and write credentials")
	}
	return nil
}

// CheckTracing reports a protocol that the port of a URL doesn't speak. It is Jaeger's that is judged; Tempo has a port of
// its own for gRPC.
func CheckTracing(address, provider string, grpc bool) error {
	port := portOf(address)
	switch {
	case provider == "tempo":
		return nil
	case grpc && (port == jaegerHTTP || port == "80" || port == "443"):
		return fmt.Errorf("port %s speaks HTTP and Kiali would ask by gRPC and find no traces; write port %s, or use_grpc: false", port, jaegerGRPC)
	case !grpc && port == jaegerGRPC:
		return fmt.Errorf("port %s speaks gRPC and Kiali would ask by HTTP and find no traces; write port %s, or use_grpc: true", port, jaegerHTTP)
	}
	return nil
}

// CheckTold reports an address of which somebody said that it is for gRPC, or for HTTP, and that Kiali would ask otherwise.
// Tempo's is that of its HTTP API, also where Kiali asks by gRPC, at a port of its own.
func CheckTold(provider string, told, grpc bool) error {
	switch {
	case provider == "tempo" && told:
		return fmt.Errorf("the address is told for gRPC, and that of Tempo is its HTTP API's; write tracing.existing.queryUrl, for example http://tempo.observability:3200")
	case provider == "tempo" || told == grpc:
		return nil
	case grpc:
		return fmt.Errorf("the address is told for HTTP and Kiali would ask by gRPC and find no traces; write tracing.existing.queryGrpcUrl, or use_grpc: false")
	}
	return fmt.Errorf("the address is told for gRPC and Kiali would ask by HTTP and find no traces; write tracing.existing.queryUrl, or use_grpc: true")
}
