package components

import (
	"fmt"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// tracers reports findings of tracing.
func (w wiring) tracers() {
	for _, v := range w.meshViews() {
		v.oneTracer()
		v.tracingOn()
		v.samplingCounts()
		v.providerSampling()
		v.collectorAddresses()
	}
	w.spansTaken()
	w.spansMade()
	w.jaegerRestarts()
	if t := w.args.Tracing; t != nil {
		t.JaegerV2.checkArguments(w.Findings, "tracing.jaegerV2")
		t.Jaeger.checkImages(w.Findings, "tracing.jaeger")
	}
}

// traces reports whether the argument tracing asks for spans.
func (m *mesh) traces() bool { return m.args.Tracing != nil && !m.args.Tracing.off() }

// proxyTracers are the tracers that a proxy's own configuration may have.
var proxyTracers = []string{"zipkin", "lightstep", "datadog", "stackdriver", "openCensusAgent"}

// proxyTracer is where a tracer of the proxies' own configuration comes from, "" for none. With ours it is the argument
// tracing.
func (v meshView) proxyTracer(tracer string) (path string, ours bool) {
	if proof.At(v.config, "defaultConfig", "tracing", tracer) == nil {
		return "", false
	}
	switch {
	case v.written("defaultConfig.tracing." + tracer):
	case proof.At(v.istiod(v.control).User, "global", "proxy", "tracer") == tracer:
		return "values.istiod.global.proxy.tracer", false
	case v.traces() && v.args.Tracing.bootstrap() && tracer == "zipkin":
		return "tracing", true
	}
	return v.at("defaultConfig.tracing." + tracer), false
}

// oneTracer reports tracers of which proxies take one only: a provider goes before what is in their own configuration.
func (v meshView) oneTracer() {
	if v.args.Tracing != nil && v.args.Tracing.off() {
		return // the mesh's Telemetry switches all of them off
	}
	defaults := v.defaults("tracing")
	if v.traces() {
		for _, tracer := range proxyTracers {
			if path, ours := v.proxyTracer(tracer); path != "" && !ours {
				v.report(check.TracingTwice, path, "the argument tracing gives the proxies their tracer already; remove this one")
			}
		}
		if v.args.Tracing.bootstrap() && len(defaults) > 0 {
			v.report(check.TracingTwice, v.at("defaultProviders.tracing"), "a provider goes before the tracer of the mode bootstrap, which gets no spans then; remove it, or write mode: telemetry")
		}
		return
	}
	if len(defaults) == 0 {
		return
	}
	for _, tracer := range proxyTracers {
		if path, _ := v.proxyTracer(tracer); path != "" {
			v.report(check.TracingTwice, path, "the default provider %s goes before it, so it gets no spans; remove one of the two", defaults[0])
		}
	}
	if len(defaults) > 1 {
		v.report(check.TracersBeyondFirst, v.at("defaultProviders.tracing[1]"), "Istio takes the first, %s, so %s gets no spans; write one, and let it pass the spans on",
			defaults[0], strings.Join(defaults[1:], ", "))
	}
}

// tracingOn reports mesh config that switches off what the mode bootstrap switches on. Telemetry doesn't heed it.
func (v meshView) tracingOn() {
	if on, ok := v.config["enableTracing"].(bool); ok && !on && v.traces() && v.args.Tracing.bootstrap() {
		v.report(check.TracingUndone, v.at("enableTracing"), "it switches off what tracing switches on; remove it, or write tracing: {sampling: 0}")
	}
}

// samplingCounts reports a share that istiod takes for another (proxyConfigSamplingValue in pilot/pkg/networking/core/tracing.go
// of istio/istio, release 1.31), where there is a tracer that it is for. The mesh's Telemetry has a share of its own.
func (v meshView) samplingCounts() {
	share, known := proof.At(v.config, "defaultConfig", "tracing", "sampling").(float64)
	if !known || share > 0 && share <= 100 || !v.written("defaultConfig.tracing.sampling") || v.plannedTelemetry("tracing") != nil {
		return
	}
	traced := len(v.defaults("tracing")) > 0
	for _, tracer := range proxyTracers {
		path, _ := v.proxyTracer(tracer)
		traced = traced || path != ""
	}
	if traced {
		v.report(check.SamplingIgnored, v.at("defaultConfig.tracing.sampling"), "istiod takes 0 for unset and more than 100 for 1, so 1 percent is traced, or what PILOT_TRACE_SAMPLING says; "+
			"write 0.01 to 100, or tracing: {sampling: 0} to switch tracing off")
	}
}

// providerSampling reports a sampler of the provider, which goes before the argument.
func (v meshView) providerSampling() {
	if !v.traces() || v.args.Tracing.bootstrap() {
		return
	}
	for _, p := range v.providers {
		if p.name == tracingProvider && p.settings["dynatraceSampler"] != nil {
			v.report(check.ProviderSamples, fmt.Sprintf("%s.%s.dynatraceSampler", p.path, p.kind), "it decides which requests are traced, and tracing.sampling doesn't; remove one of the two")
		}
	}
}
