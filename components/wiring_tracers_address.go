package components

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// collectorAddresses reports addresses in the proxies' own configuration that they can't read, or that cost them queries.
func (v meshView) collectorAddresses() {
	for _, tracer := range []string{"zipkin", "lightstep", "datadog"} {
		from, ours := v.proxyTracer(tracer)
		address, known := readableText(proof.At(v.config, "defaultConfig", "tracing", tracer, "address"))
		if from == "" || ours || !known {
			continue
		}
		v.collectorAddress(tracer, address)
	}
}

// addressPath is where the address of a tracer is written, or what made the chart give its own.
func (v meshView) addressPath(tracer string) string {
	user := v.istiod(v.control).User
	switch {
	case v.written("defaultConfig.tracing." + tracer + ".address"), proof.At(user, "global", "proxy", "tracer") != tracer:
		return v.at("defaultConfig.tracing." + tracer + ".address")
	case proof.Has(user, "global", "tracer", tracer, "address"):
		return "values.istiod.global.tracer." + tracer + ".address"
	}
	return "values.istiod.global.proxy.tracer"
}

// collectorAddress judges an address as the proxies' agent reads it (addressConverter in pkg/bootstrap/option/convert.go of
// istio/istio): what it can't read keeps every proxy from starting.
func (v meshView) collectorAddress(tracer, address string) {
	path := v.addressPath(tracer)
	where := ""
	if strings.HasPrefix(path, "values.istiod.global.") {
		where = " under meshConfig.defaultConfig.tracing." + tracer + ".address" // the chart calls its own place deprecated
	}
	host, port, err := net.SplitHostPort(address)
	if _, portErr := strconv.ParseUint(port, 10, 16); err != nil || portErr != nil || host == "" {
		v.report(check.CollectorUnreadable, path, "no proxy would start with %q, which is not host:port; write for example zipkin.observability.svc.%s:9411%s", address, v.clusterDomain(), where)
		return
	}
	if _, err := netip.ParseAddr(host); err == nil || strings.Contains(host, "$(") || strings.HasSuffix(host, ".") {
		return
	}
	if full, short := v.fullName(host); short && !v.traces() { // with the argument tracing this one is to be removed anyway
		v.report(check.CollectorShortName, path, "every proxy asks for %s in each of the search domains, again and again; write %s%s", host, net.JoinHostPort(full, port), where)
	}
}
