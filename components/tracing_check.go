package components

import (
	"context"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

const (
	// traceContextMinor is the minor release of Istio from which W3C's headers go with zipkin.
	traceContextMinor = 28
	// smallestSampling is the finest share that Envoy counts, in percent.
	smallestSampling      = 0.01
	queryURLExample       = "http://jaeger-query.observability:16686/jaeger"
	queryGRPCURLExample   = "http://jaeger-query.observability:16685/jaeger"
	namespaceNameLabelKey = "kubernetes.io/metadata.name"
)

func (t *Tracing) check(f *check.Findings, path string, m *mesh) {
	if t == nil {
		return
	}
	check.Enum(f, path+".mode", t.Mode)
	check.Enum(f, path+".protocol", t.Protocol)
	check.Enum(f, path+".traceContext", t.TraceContext)
	t.checkSampling(f, path+".sampling")
	t.checkBackends(f, path)
	t.checkProtocol(f, path, m)
	t.checkTags(f, path)
	t.Jaeger.check(f, path+".jaeger")
	t.JaegerV2.check(f, path+".jaegerV2")
	t.Existing.check(f, path+".existing", t, m)
	if m.profile() == profileEmpty {
		f.Errorf(path, "the profile empty installs no control plane, which would be told of the collector; write profile: minimal, or leave it out")
	}
	if t.off() {
		return
	}
	if m.profile() == profileRemote {
		f.Report(check.TracingOfRemote, path, "the control plane of this cluster runs elsewhere and reads its own mesh config; give tracing to the mesh there, and leave it out here")
	}
	t.checkMeshConfig(f, m)
}

func (t *Tracing) checkSampling(f *check.Findings, path string) {
	switch s := t.sampling(); {
	case !(s >= 0 && s <= 100):
		f.Errorf(path, "%v percent can't be traced; write 0 to 100, for example 1", s)
	case s > 0 && s < smallestSampling:
		f.Errorf(path, "%v percent is finer than the proxies count, so nothing would be traced; write %v or more, or 0 to switch tracing off", s, smallestSampling)
	}
}

func (t *Tracing) checkBackends(f *check.Findings, path string) {
	var given []string
	for _, of := range []struct {
		name  string
		given bool
	}{{"jaeger", t.Jaeger != nil}, {"jaegerV2", t.JaegerV2 != nil}, {"existing", t.Existing != nil}} {
		if of.given {
			given = append(given, of.name)
		}
	}
	switch {
	case len(given) > 1:
		f.Errorf(path, "%s are given, and the spans go to one place; keep exactly one of them", strings.Join(given, " and "))
	case len(given) == 0 && !t.off():
		f.Errorf(path, "nothing says where the spans go; write exactly one of jaegerV2, jaeger and existing, for example jaegerV2: {}, or sampling: 0")
	}
}

func (t *Tracing) checkProtocol(f *check.Findings, path string, m *mesh) {
	protocol := t.protocol(m.clusterDomain())
	if t.bootstrap() && t.Protocol != nil && *t.Protocol != tracingZipkin {
		f.Errorf(path+".protocol", "the mode bootstrap speaks zipkin only; leave protocol out, or write mode: telemetry")
	}
	if t.TraceContext == nil {
		return
	}
	if t.bootstrap() || protocol != tracingZipkin && protocol != "" {
		f.Errorf(path+".traceContext", "only the protocol zipkin with the mode telemetry has it; leave it out, or write protocol: zipkin")
	}
	for _, control := range m.planes {
		if *t.TraceContext == traceContextB3AndW3C && control.known && !control.version.AtLeast(traceContextMinor) {
			f.Errorf(path+".traceContext", "Istio %s doesn't know it, 1.%d and later do; leave it out, or raise version", control.version, traceContextMinor)
		}
	}
}

func (t *Tracing) checkTags(f *check.Findings, path string) {
	if t.MaxTagLength != nil && *t.MaxTagLength < 1 {
		f.Errorf(path+".maxTagLength", "%d bytes hold nothing; write 1 or more, for example 256", *t.MaxTagLength)
	}
	for name, tag := range t.CustomTags {
		at := fmt.Sprintf("%s.customTags[%q]", path, name)
		if strings.TrimSpace(name) == "" {
			f.Errorf(at, "the tag has no name; write one, for example cluster")
		}
		count := 0
		for _, given := range []bool{tag.Literal != nil, tag.Header != nil, tag.Environment != nil} {
			if given {
				count++
			}
		}
		if count != 1 {
			f.Errorf(at, "%d things say the tag's value; write exactly one of literal, header and environment", count)
		}
		if tag.DefaultValue != nil && tag.Literal != nil {
			f.Errorf(at+".defaultValue", "a literal is never missing; leave it out")
		}
		if text, known := plan.Plain(tag.Literal).(string); known && text == "" {
			f.Errorf(at+".literal", "the value is empty, which Istio refuses; write one, or leave the tag out")
		}
		if tag.Environment != nil && len(validation.IsEnvVarName(*tag.Environment)) > 0 {
			f.Errorf(at+".environment", "%q can't be the name of an environment variable; write for example POD_NAMESPACE", *tag.Environment)
		}
		if tag.Header != nil && len(validation.IsHTTPHeaderName(*tag.Header)) > 0 {
			f.Errorf(at+".header", "%q can't be the name of a header; write for example x-tenant", *tag.Header)
		}
	}
}

// checkMeshConfig reports values that take our provider away.
func (t *Tracing) checkMeshConfig(f *check.Findings, m *mesh) {
	if m.args.Values == nil || m.args.Values.Istiod.IsZero() {
		return
	}
	if lookup(m.args.Values.Istiod.Value(), []string{"meshConfig", extensionProviders}) && !t.bootstrap() {
		f.Errorf("values.istiod.meshConfig."+extensionProviders, "a list of values takes the place of ours, and with it of the collector; write meshConfig.%s, which is added to ours", extensionProviders)
	}
}

// meshConfigValue is the user's mesh config, an Input where all of it is known later only.
func (m *mesh) meshConfigValue() any {
	if m.args.MeshConfig.IsZero() {
		return nil
	}
	return m.args.MeshConfig.Value()
}

func selectorOf(v any) (labels.Selector, bool) {
	tree, ok := plan.Plain(v).(plan.Tree)
	if !ok || plan.HasInput(tree) {
		return nil, false
	}
	out := &metav1.LabelSelector{MatchLabels: map[string]string{}}
	match, _ := tree["matchLabels"].(plan.Tree)
	for key, value := range match {
		out.MatchLabels[key], _ = value.(string)
	}
	expressions, _ := tree["matchExpressions"].([]any)
	for _, e := range expressions {
		expression := metav1.LabelSelectorRequirement{}
		expression.Key, _ = valueAt(e, "key").(string)
		operator, _ := valueAt(e, "operator").(string)
		expression.Operator = metav1.LabelSelectorOperator(operator)
		values, _ := valueAt(e, "values").([]any)
		for _, v := range values {
			text, _ := v.(string)
			expression.Values = append(expression.Values, text)
		}
		out.MatchExpressions = append(out.MatchExpressions, expression)
	}
	selector, err := metav1.LabelSelectorAsSelector(out)
	return selector, err == nil
}

// collectorNamespace is the namespace of the collector's Service, "" for none that is known.
func (t *Tracing) collectorNamespace(m *mesh) string {
	switch {
	case t.Jaeger != nil:
		return t.Jaeger.namespace()
	case t.JaegerV2 != nil:
		return t.JaegerV2.namespace()
	}
	c, _, _ := t.Existing.parse(m.clusterDomain())
	return c.namespace
}

func (e *ExistingTracing) check(f *check.Findings, path string, t *Tracing, m *mesh) {
	if e == nil {
		return
	}
	domain := m.clusterDomain()
	text, known := plan.Plain(e.Address).(string)
	switch {
	case e.Address == nil:
		f.Errorf(path+".address", "it is missing; write the collector's host and port, for example %s", addressExample)
	case known:
		e.checkAddress(f, path, text, t, domain)
	case t.protocol(domain) == "":
		f.Errorf("tracing.protocol", "the address is an output, whose port can't tell the protocol beforehand; write zipkin, otlpGrpc or otlpHttp")
	}
	outside := e.outside(domain)
	if e.TLS != nil && *e.TLS && (!outside || t.bootstrap()) {
		f.Errorf(path+".tls", "the proxies speak TLS to a collector outside the cluster only, with the mode telemetry; leave it out, or write external: true")
	}
	if e.ServiceEntry != nil && (!outside || t.bootstrap()) {
		f.Errorf(path+".serviceEntry", "only a collector outside the cluster needs one, with the mode telemetry; leave it out, or write external: true")
	}
}

// checkAddress reports what is wrong with an address that is known.
func (e *ExistingTracing) checkAddress(f *check.Findings, path, address string, t *Tracing, domain string) {
	c, err := parseCollector(address, e.External, domain)
	if err != nil {
		f.Errorf(path+".address", "%v", err)
		return
	}
	protocol := t.Protocol
	if t.bootstrap() {
		protocol = ref(tracingZipkin)
	}
	usual := jaeger.ProtocolOf(c.port)
	switch {
	case c.ip && !t.bootstrap():
		f.Errorf(path+".address", "istiod finds collectors by name, not by IP address; write a host name, or mode: bootstrap")
	case c.port == 0 && protocol == nil:
		f.Errorf(path+".address", "the port is missing, which also tells the protocol; write for example %s", addressExample)
	case protocol == nil && usual == "":
		f.Errorf("tracing.protocol", "port %d doesn't tell the protocol; write zipkin, otlpGrpc or otlpHttp", c.port)
	case protocol != nil && usual != "" && usual != string(*protocol):
		f.Report(check.TracingPortProtocol, path+".address", "port %d is that of %s, and the proxies would speak %s; write port %d, or protocol: %s",
			c.port, usual, *protocol, jaeger.Port(string(*protocol)), usual)
	}
}

// checkQueryURL reports what Kiali couldn't ask, also where it came as an output. The wrong port is the most frequent reason
// that it finds no traces. A secret is left to Kiali's own checks, as nobody else writes it.
func checkQueryURL(ctx context.Context, f *check.Findings, path string, in pulumi.StringPtrInput, example string, wrongPort int, wrong string) {
	value, known := plan.AwaitOpen(ctx, in)
	text, given := value.(string)
	if !known || !given {
		return
	}
	if u := checkServiceURL(f, path, text, example); u != nil && u.Port() == fmt.Sprint(wrongPort) {
		f.Report(check.KialiProtocol, path, "%d is %s", wrongPort, wrong)
	}
}

// checkKnown looks at what may come as an output and is known by now: in an update, and in most previews.
func (t *Tracing) checkKnown(ctx context.Context, f *check.Findings, path string, m *mesh) {
	if t == nil {
		return
	}
	domain := m.clusterDomain()
	t.Jaeger.checkKnown(ctx, f, path+".jaeger", t.protocol(domain))
	t.JaegerV2.checkKnown(ctx, f, path+".jaegerV2", t.protocol(domain))
	t.Existing.checkKnown(ctx, f, path+".existing", t, domain)
}

func (e *ExistingTracing) checkKnown(ctx context.Context, f *check.Findings, path string, t *Tracing, domain string) {
	if e == nil {
		return
	}
	checkQueryURL(ctx, f, path+".queryUrl", e.QueryURL, queryURLExample, jaeger.QueryGRPCPort, "the port of gRPC; write queryGrpcUrl")
	checkQueryURL(ctx, f, path+".queryGrpcUrl", e.QueryGRPCURL, queryGRPCURLExample, jaeger.QueryPort, "the port of HTTP; write queryUrl")
	if _, literal := plan.Plain(e.Address).(string); literal || e.Address == nil {
		return
	}
	value, known := plan.AwaitOpen(ctx, e.Address)
	address, ok := value.(string)
	if !known || !ok {
		return
	}
	e.checkAddress(f, path, address, t, domain)
	if c, err := parseCollector(address, e.External, domain); err == nil && c.outside() && !c.ip && !e.outside(domain) {
		f.Errorf(path+".address", "%s", outsideUnsaid)
	}
}
