package istioapi

import (
	"strings"
	"time"
)

// proxyConfig checks a ProxyConfig of the mesh, which istiod lays over its defaults: what is absent is right.
func (p *problems) proxyConfig(n node) {
	for _, name := range []string{"configPath", "binaryPath", "serviceCluster", "discoveryAddress"} {
		if n.field(name).is("") {
			p.add(Rule, n.field(name).path, "is empty, and istiod doesn't start with that; leave it out")
		}
	}
	drain := n.field("drainDuration")
	p.checkDuration(drain, false)
	if d, ok := drain.duration(); ok && d%time.Second != 0 {
		p.add(Rule, drain.path, "%s isn't of whole seconds; round it", d)
	}
	for _, path := range [][]string{{"discoveryAddress"}, {"statsdUdpAddress"}, {"envoyMetricsServiceAddress"}, {"envoyMetricsService", "address"}, {"envoyAccessLogService", "address"}} {
		if at := n.at(path...); at.filled() {
			p.checkText(at, checkHostPort)
		}
	}
	p.proxyTracing(n.field("tracing"))
	p.checkPort(n.field("proxyAdminPort"), false)
	p.checkPort(n.field("statusPort"), false)
	p.privateKeyProvider(n.field("privateKeyProvider"))
	p.connectionSettings(n.field("connectionSettings"))
}

func (p *problems) proxyTracing(n node) {
	for _, name := range []string{"lightstep", "zipkin", "datadog"} {
		tracer := n.field(name)
		if !tracer.set() || tracer.opaque() {
			continue
		}
		p.checkText(tracer.field("address"), func(s string) error {
			if name != "lightstep" {
				s = strings.Replace(s, "$(HOST_IP)", "127.0.0.1", 1)
			}
			return checkHostPort(s)
		})
	}
	if light := n.field("lightstep"); light.set() && !light.field("accessToken").filled() {
		p.add(Rule, light.field("accessToken").path, "is needed; write the token")
	}
	p.clientTLS(n.field("tlsSettings"), "")
}

func (p *problems) privateKeyProvider(n node) {
	if !n.set() || n.opaque() {
		return
	}
	if !anySet(n, "cryptomb", "qat") {
		p.add(Rule, n.path, "names no provider; write cryptomb or qat, or leave it out")
	}
	for _, name := range []string{"cryptomb", "qat"} {
		if provider := n.field(name); provider.set() && !provider.opaque() {
			delay := provider.field("pollDelay")
			if d, ok := delay.duration(); !delay.set() || (ok && d == 0) {
				p.add(Rule, delay.path, `is needed, and mustn't be 0; write a duration, for example "10ms"`)
			}
		}
	}
}

// smallestWindow is HTTP/2's.
const smallestWindow = 65535

func (p *problems) connectionSettings(n node) {
	for name, least := range map[string]float64{
		"listenerPerConnectionBufferLimitBytes": 0, "clusterPerConnectionBufferLimitBytes": 0, "httpMaxConcurrentStreams": 1,
		"http2InitialStreamWindowSize": smallestWindow, "http2InitialConnectionWindowSize": smallestWindow,
		"listenerConnectionLimit": 1, "globalDownstreamConnectionLimit": 1,
	} {
		p.checkAtLeast(n.field(name), least)
	}
	for _, name := range []string{
		"httpIdleTimeout", "httpMaxConnectionDuration", "httpDrainTimeout", "httpRequestTimeout", "httpRequestHeadersTimeout",
		"httpStreamIdleTimeout", "httpMaxStreamDuration",
	} {
		if d, ok := n.field(name).duration(); ok && d < 0 {
			p.add(Rule, n.field(name).path, "%s is negative; write 0s or more", d)
		}
	}
}
