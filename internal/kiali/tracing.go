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
