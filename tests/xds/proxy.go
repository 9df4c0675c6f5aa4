package xds

import (
	"fmt"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	"google.golang.org/protobuf/types/known/structpb"
)

// istioVersion is what the proxies say they are; istiod suits its answers to it.
const istioVersion = "1.31.0"

// clusterID is the name of the cluster in a single-cluster mesh.
const clusterID = "Kubernetes"

// Proxy is who asks.
type Proxy struct {
	// Type is "sidecar" (the default) or "router", which is what gateways are.
	Type string
	// Namespace and Name are those of the pod; both are needed.
	Namespace, Name string
	// IP is the pod's address; "" is 10.0.0.5. Istiod takes a proxy with the address of a real pod for that pod.
	IP string
	// Labels are the pod's labels: Sidecar, Telemetry and other resources select proxies by them.
	Labels map[string]string
	// Meta is more node metadata, JSON-like values by key, for example "DNS_CAPTURE": "true". It wins over what the other
	// fields say.
	Meta map[string]any
}

// node is how the proxy introduces itself.
func (p Proxy) node() (*core.Node, error) {
	if p.Namespace == "" || p.Name == "" {
		return nil, fmt.Errorf("a proxy needs a namespace and a name, not %q and %q", p.Namespace, p.Name)
	}
	kind, ip := p.Type, p.IP
	if kind == "" {
		kind = "sidecar"
	}
	if ip == "" {
		ip = "10.0.0.5"
	}
	labels := map[string]any{}
	for k, v := range p.Labels {
		labels[k] = v
	}
	fields := map[string]any{
		"NAMESPACE": p.Namespace, "NAME": p.Name, "CLUSTER_ID": clusterID, "ISTIO_VERSION": istioVersion,
		"INSTANCE_IPS": ip, "LABELS": labels,
	}
	for k, v := range p.Meta {
		fields[k] = v
	}
	meta, err := structpb.NewStruct(fields)
	if err != nil {
		return nil, fmt.Errorf("metadata of proxy %s: %w", p.Name, err)
	}
	id := fmt.Sprintf("%s~%s~%s.%s~%s.svc.cluster.local", kind, ip, p.Name, p.Namespace, p.Namespace)
	return &core.Node{Id: id, Metadata: meta}, nil
}
