package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
)

// Tracing says which requests leave a trace, and where the spans go.
type Tracing struct {
	Sampling     *float64              `pulumi:"sampling,optional"`
	Mode         *TracingMode          `pulumi:"mode,optional"`
	Protocol     *TracingProtocol      `pulumi:"protocol,optional"`
	TraceContext *TraceContext         `pulumi:"traceContext,optional"`
	CustomTags   map[string]TracingTag `pulumi:"customTags,optional"`
	MaxTagLength *int                  `pulumi:"maxTagLength,optional"`
	Jaeger       *Jaeger               `pulumi:"jaeger,optional"`
	JaegerV2     *JaegerV2             `pulumi:"jaegerV2,optional"`
	Existing     *ExistingTracing      `pulumi:"existing,optional"`
}

// Annotate describes the properties for the schema.
func (t *Tracing) Annotate(a infer.Annotator) {
	a.Describe(&t, "Which requests leave a trace, and where the spans go. Exactly one of `jaegerV2`, `jaeger` and `existing` says where; with `sampling: 0` none is "+
		"needed. Port, protocol and address come from there, and every Sidecar of the mesh keeps the collector reachable.")
	a.Describe(&t.Sampling, "Share of the requests that are traced, in percent, 0 to 100, in steps of 0.01; for example `100` for each of them. 0 switches tracing off: the proxies "+
		"forget the collector, which stays installed. Default: 1.")
	a.Describe(&t.Mode, "How the proxies are told: `telemetry` (default) reaches running pods, `bootstrap` reaches a pod at its next restart and speaks zipkin only.")
	a.Describe(&t.Protocol, "What the proxies speak to the collector: `zipkin`, `otlpGrpc` or `otlpHttp`. Default: `otlpGrpc` for `jaegerV2`, `zipkin` for `jaeger` and with the mode "+
		"`bootstrap`; for `existing` the one of its port, 9411, 4317 or 4318.")
	a.Describe(&t.TraceContext, "Headers by which a trace goes on from hop to hop, for the protocol zipkin with the mode `telemetry`, from Istio 1.28 on: `b3` or `b3AndW3c`. Default: `b3`. "+
		"The other protocols use W3C's.")
	a.Describe(&t.CustomTags, "Tags that every span gets, by name. Default: none.")
	a.Describe(&t.MaxTagLength, "Longest path that is kept in a span's URL tag, in bytes. Default: Istio's own, 256.")
	a.Describe(&t.Jaeger, "A Jaeger v1 that the Jaeger operator runs, which must be in the cluster. Jaeger v1 has ended: prefer `jaegerV2`.")
	a.Describe(&t.JaegerV2, "A Jaeger v2, from its Helm chart or by the OpenTelemetry operator; `{}` keeps traces in memory.")
	a.Describe(&t.Existing, "A collector that somebody else runs.")
}

// TracingMode is how the proxies are told where spans go.
type TracingMode string

const (
	tracingTelemetry TracingMode = "telemetry"
	tracingBootstrap TracingMode = "bootstrap"
)

// Values lists the modes.
func (TracingMode) Values() []infer.EnumValue[TracingMode] {
	return []infer.EnumValue[TracingMode]{
		{Name: "Telemetry", Value: tracingTelemetry, Description: "An extension provider and the mesh-wide Telemetry; running pods follow a change."},
		{Name: "Bootstrap", Value: tracingBootstrap, Description: "The proxies' start configuration; a pod follows a change when it restarts."},
	}
}

// TracingProtocol is what the proxies speak to the collector.
type TracingProtocol string

const (
	tracingZipkin   = TracingProtocol(jaeger.Zipkin)
	tracingOTLPGRPC = TracingProtocol(jaeger.OTLPGRPC)
	tracingOTLPHTTP = TracingProtocol(jaeger.OTLPHTTP)
)

// Values lists the protocols.
func (TracingProtocol) Values() []infer.EnumValue[TracingProtocol] {
	return []infer.EnumValue[TracingProtocol]{
		{Name: "Zipkin", Value: tracingZipkin, Description: "Zipkin v2 JSON over HTTP, port 9411."},
		{Name: "OTLPGRPC", Value: tracingOTLPGRPC, Description: "OpenTelemetry over gRPC, port 4317."},
		{Name: "OTLPHTTP", Value: tracingOTLPHTTP, Description: "OpenTelemetry over HTTP, port 4318, path /v1/traces."},
	}
}

// TraceContext is by which headers a trace goes on from hop to hop.
type TraceContext string

const (
	traceContextB3       TraceContext = "b3"
	traceContextB3AndW3C TraceContext = "b3AndW3c"
)

// Values lists the kinds.
func (TraceContext) Values() []infer.EnumValue[TraceContext] {
	return []infer.EnumValue[TraceContext]{
		{Name: "B3", Value: traceContextB3, Description: "Zipkin's B3 headers."},
		{Name: "B3AndW3C", Value: traceContextB3AndW3C, Description: "B3 and W3C's traceparent, for applications that speak either."},
	}
}

// TracingTag is a tag that every span gets.
type TracingTag struct {
	Literal      pulumi.StringPtrInput `pulumi:"literal,optional"`
	Header       *string               `pulumi:"header,optional"`
	Environment  *string               `pulumi:"environment,optional"`
	DefaultValue *string               `pulumi:"defaultValue,optional"`
}

// Annotate describes the properties for the schema.
func (t *TracingTag) Annotate(a infer.Annotator) {
	a.Describe(&t, "A tag that every span gets: exactly one of `literal`, `header` and `environment` says its value.")
	a.Describe(&t.Literal, "The value itself, for example the cluster's name. Whoever may read the mesh config or the Telemetry reads it.")
	a.Describe(&t.Header, "Request header that has the value, for example `x-tenant`.")
	a.Describe(&t.Environment, "Environment variable of the proxy that has the value, for example `POD_NAMESPACE`.")
	a.Describe(&t.DefaultValue, "Value where the header or the variable is missing. Default: the span goes without the tag.")
}

// ExistingTracing is a collector that somebody else runs.
type ExistingTracing struct {
	Address      pulumi.StringPtrInput `pulumi:"address,optional"`
	External     *bool                 `pulumi:"external,optional"`
	TLS          *bool                 `pulumi:"tls,optional"`
	ServiceEntry *bool                 `pulumi:"serviceEntry,optional"`
	QueryURL     pulumi.StringPtrInput `pulumi:"queryUrl,optional"`
	QueryGRPCURL pulumi.StringPtrInput `pulumi:"queryGrpcUrl,optional"`
}

// Annotate describes the properties for the schema.
func (e *ExistingTracing) Annotate(a infer.Annotator) {
	a.Describe(&e, "A collector that somebody else runs. Nothing is installed but what Istio needs to know of it.")
	a.Describe(&e.Address, "Host and port of the collector, for example `jaeger-collector.observability:9411`. A host of two parts is a Service and its namespace, and is completed to the "+
		"full name in the cluster. The port may be left out where `protocol` says which it is. Needed. Default: none.")
	a.Describe(&e.External, "Whether the collector is outside the cluster. Default: by the host: `service.namespace` and `….svc…` are inside, other names outside. Write `true` where the "+
		"address is an output and the host is outside.")
	a.Describe(&e.TLS, "Whether the proxies speak TLS to a collector outside the cluster, with the mode `telemetry`. Default: false.")
	a.Describe(&e.ServiceEntry, "Whether the ServiceEntry is created by which the mesh knows a collector outside the cluster. Default: true; write `false` where there is one.")
	a.Describe(&e.QueryURL, "Base URL of Jaeger's query API over HTTP as Kiali reaches it, for example `http://jaeger-query.observability:16686/jaeger`. Default: none.")
	a.Describe(&e.QueryGRPCURL, "The same over gRPC, for example `http://jaeger-query.observability:16685/jaeger`. Default: none.")
}

// defaultSampling is in percent.
const defaultSampling = 1

func (t *Tracing) sampling() float64 {
	if t.Sampling == nil {
		return defaultSampling
	}
	return *t.Sampling
}

// off reports whether nothing is traced.
func (t *Tracing) off() bool { return t.sampling() == 0 }

func (t *Tracing) bootstrap() bool { return t.Mode != nil && *t.Mode == tracingBootstrap }

// protocol is what the proxies speak, "" where an existing collector doesn't tell.
func (t *Tracing) protocol(domain string) TracingProtocol {
	switch {
	case t.Protocol != nil:
		return *t.Protocol
	case t.bootstrap(), t.Jaeger != nil:
		return tracingZipkin
	case t.JaegerV2 != nil:
		return tracingOTLPGRPC
	}
	c, known, err := t.Existing.parse(domain)
	if !known || err != nil {
		return ""
	}
	return TracingProtocol(jaeger.ProtocolOf(c.port))
}
