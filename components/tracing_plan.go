package components

import (
	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// tracingProvider is the name of the extension provider, and of the objects that go with it. An entry of that name in the
// user's mesh config is merged over it.
const tracingProvider = "meshstack-tracing"

// endpoint is where spans go. Each field is plain data or an Input of it.
type endpoint struct {
	// host is fully qualified; port goes with the protocol; address is both.
	host, port, address any
	// service is how istiod finds the host, `host` or `namespace/host`; egress is how a Sidecar keeps it.
	service, egress any
	// queryURL and queryGRPC are nil where nobody said.
	queryURL, queryGRPC any
}

// endpoint tells where spans go, nil where no backend is given.
func (t *Tracing) endpoint(m *mesh) *endpoint {
	domain := m.clusterDomain()
	protocol := t.protocol(domain)
	switch {
	case t.Jaeger != nil:
		j := t.Jaeger
		return ownEndpoint(jaeger.CollectorService(j.name()), jaeger.QueryService(j.name()), j.namespace(), j.basePath(), domain, protocol)
	case t.JaegerV2 != nil:
		j := t.JaegerV2
		return ownEndpoint(j.service(), j.service(), j.namespace(), j.basePath(), domain, protocol)
	case t.Existing != nil:
		return t.Existing.endpoint(m, protocol)
	}
	return nil
}

func ownEndpoint(service, query, namespace, basePath, domain string, protocol TracingProtocol) *endpoint {
	c := collector{host: service + "." + namespace + ".svc." + domain, service: service, namespace: namespace}
	return &endpoint{
		host: c.host, port: c.portOr(protocol), address: c.text(protocol),
		service: c.host, egress: namespace + "/" + c.host,
		queryURL:  jaeger.QueryURL(query, namespace, jaeger.QueryPort, basePath),
		queryGRPC: jaeger.QueryURL(query, namespace, jaeger.QueryGRPCPort, basePath),
	}
}

func (e *ExistingTracing) endpoint(m *mesh, protocol TracingProtocol) *endpoint {
	domain := m.clusterDomain()
	at := func(build func(collector) any) any { return e.of(domain, build) }
	// A host in several namespaces is found by none but the one that is named, so our own entry is named.
	in := "*"
	if e.ownEntry() {
		in = m.rootNamespace()
	}
	return &endpoint{
		host:    at(func(c collector) any { return c.host }),
		port:    at(func(c collector) any { return c.portOr(protocol) }),
		address: at(func(c collector) any { return c.text(protocol) }),
		service: at(func(c collector) any {
			if c.outside() && e.ownEntry() {
				return in + "/" + c.host
			}
			return c.host
		}),
		egress: at(func(c collector) any {
			if c.outside() {
				return in + "/" + c.host
			}
			return c.namespace + "/" + c.host
		}),
		queryURL: plan.Plain(e.QueryURL), queryGRPC: plan.Plain(e.QueryGRPCURL),
	}
}

// ownEntry reports whether the mesh is told of a collector outside the cluster by an entry of ours.
func (e *ExistingTracing) ownEntry() bool { return e.ServiceEntry == nil || *e.ServiceEntry }

// settings writes what istiod and the proxies read, and tells the other features.
func (t *Tracing) settings(p *plan.Plan, m *mesh) {
	if t == nil {
		return
	}
	to := t.endpoint(m)
	protocol := t.protocol(m.clusterDomain())
	if to != nil {
		p.Tracing = &plan.Tracing{Host: to.host, Port: to.port, Protocol: string(protocol), QueryURL: to.queryURL, QueryGRPC: to.queryGRPC}
	}
	switch {
	case t.off() || to == nil:
		// No provider either, so that gateways forget the collector. Without the entry here, istiod would fall back to the
		// mesh config's tracer and its sampling.
		p.Telemetry.Set([]any{plan.Tree{"disableSpanReporting": true}}, "tracing")
	case t.bootstrap():
		t.bootstrapSettings(p.MeshConfig, to)
	default:
		p.EgressHosts = append(p.EgressHosts, to.egress)
		m.addProvider(p, t.provider(to, protocol))
		entry := plan.Tree{"providers": []any{plan.Tree{"name": tracingProvider}}, "randomSamplingPercentage": t.sampling()}
		entry.Set(t.tags(), "customTags")
		p.Telemetry.Set([]any{entry}, "tracing")
	}
}

// bootstrapSettings go into every injected pod.
func (t *Tracing) bootstrapSettings(config plan.Tree, to *endpoint) {
	config.Set(true, "enableTracing")
	config.Set(t.sampling(), "defaultConfig", "tracing", "sampling")
	config.Set(to.address, "defaultConfig", "tracing", "zipkin", "address")
	config.Set(t.tags(), "defaultConfig", "tracing", "customTags")
	config.Set(t.MaxTagLength, "defaultConfig", "tracing", "maxPathTagLength")
}

// otlpPath is where OTLP over HTTP takes spans. Envoy wants a timeout, for which istiod has no default.
const (
	otlpPath    = "/v1/traces"
	otlpTimeout = "5s"
)

// provider is the entry of the mesh config.
func (t *Tracing) provider(to *endpoint, protocol TracingProtocol) plan.Tree {
	at := plan.Tree{}
	at.Set(to.service, "service")
	at.Set(to.port, "port")
	at.Set(t.MaxTagLength, "maxTagLength")
	kind := "opentelemetry"
	switch protocol {
	case tracingZipkin:
		kind = "zipkin"
		if t.TraceContext != nil && *t.TraceContext == traceContextB3AndW3C {
			at.Set("USE_B3_WITH_W3C_PROPAGATION", "traceContextOption")
		}
	case tracingOTLPHTTP:
		at.Set(plan.Tree{"path": otlpPath, "timeout": otlpTimeout}, "http")
	}
	return plan.Tree{"name": tracingProvider, kind: at}
}

// tags are the custom tags, in the form that Telemetry and mesh config share.
func (t *Tracing) tags() plan.Tree {
	out := plan.Tree{}
	for name, tag := range t.CustomTags {
		out.Set(plan.Plain(tag.Literal), name, "literal", "value")
		out.Set(tag.Header, name, "header", "name")
		out.Set(tag.Environment, name, "environment", "name")
		for kind, given := range map[string]bool{"header": tag.Header != nil, "environment": tag.Environment != nil} {
			if given {
				out.Set(tag.DefaultValue, name, kind, "defaultValue")
			}
		}
	}
	return out
}

// contribute plans the backend, and how the mesh knows one outside the cluster. The backend waits for no istiod: its pods
// stay out of the mesh.
func (t *Tracing) contribute(p *plan.Plan, m *mesh) {
	if t == nil {
		return
	}
	t.Jaeger.contribute(p, m)
	t.JaegerV2.contribute(p, m)
	if t.Existing.outside(m.clusterDomain()) && !t.off() && !t.bootstrap() {
		t.Existing.contribute(p, m, t.protocol(m.clusterDomain()))
	}
}

// contribute plans the ServiceEntry by which istiod finds a host outside the cluster, and how TLS is spoken to it.
func (e *ExistingTracing) contribute(p *plan.Plan, m *mesh, protocol TracingProtocol) {
	to := e.endpoint(m, protocol)
	spoken := "HTTP"
	if protocol == tracingOTLPGRPC {
		spoken = "GRPC"
	}
	if e.ownEntry() {
		p.AddObject(&plan.Object{
			ID:         "tracing-serviceentry",
			APIVersion: "networking.istio.io/v1", Kind: "ServiceEntry", Name: tracingProvider, Namespace: m.rootNamespace(),
			Body: plan.Tree{"spec": plan.Tree{
				"hosts": []any{to.host}, "location": "MESH_EXTERNAL", "resolution": "DNS",
				"ports": []any{plan.Tree{"number": to.port, "name": "tracing", "protocol": spoken}},
			}},
			After: m.validators(p),
		})
	}
	if e.TLS != nil && *e.TLS {
		p.AddObject(&plan.Object{
			ID:         "tracing-destinationrule",
			APIVersion: "networking.istio.io/v1", Kind: "DestinationRule", Name: tracingProvider, Namespace: m.rootNamespace(),
			Body: plan.Tree{"spec": plan.Tree{
				"host": to.host, "trafficPolicy": plan.Tree{"tls": plan.Tree{"mode": "SIMPLE", "sni": to.host}},
			}},
			After: m.validators(p),
		})
	}
}
