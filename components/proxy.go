package components

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Proxy configures the sidecar proxies of the mesh.
type Proxy struct {
	Resources                      *Resources     `pulumi:"resources,optional"`
	Concurrency                    *int           `pulumi:"concurrency,optional"`
	LogLevel                       *ProxyLogLevel `pulumi:"logLevel,optional"`
	HoldApplicationUntilProxyStart *bool          `pulumi:"holdApplicationUntilProxyStarts,optional"`
	ExcludeInboundPorts            []int          `pulumi:"excludeInboundPorts,optional"`
	ExcludeOutboundPorts           []int          `pulumi:"excludeOutboundPorts,optional"`
	ExcludeIPRanges                []string       `pulumi:"excludeIPRanges,optional"`
	IncludeIPRanges                []string       `pulumi:"includeIPRanges,optional"`
}

// Annotate describes the properties for the schema.
func (p *Proxy) Annotate(a infer.Annotator) {
	a.Describe(&p, "How the injected proxies run. Pods get a change at their next restart.")
	a.Describe(&p.Resources, "Compute resources of a sidecar. Default: requests of 100m CPU and 128Mi memory, limits of 2000m and 1024Mi, or those of `size`.")
	a.Describe(&p.Concurrency, "Worker threads of a proxy; 0 is one for each core. Default: from its CPU limit.")
	a.Describe(&p.LogLevel, "Log level of the proxies. Default: `warning`.")
	a.Describe(&p.HoldApplicationUntilProxyStart, "Start the application's container only when the proxy is ready. Default: false.")
	a.Describe(&p.ExcludeInboundPorts, "Ports whose incoming traffic doesn't pass through the proxy. Default: none, besides those of the proxy itself.")
	a.Describe(&p.ExcludeOutboundPorts, "Ports whose outgoing traffic doesn't pass through the proxy. Default: none.")
	a.Describe(&p.ExcludeIPRanges, "CIDR ranges whose outgoing traffic doesn't pass through the proxy, for example `10.1.0.0/16`. Default: none.")
	a.Describe(&p.IncludeIPRanges, "CIDR ranges whose outgoing traffic passes through the proxy. Default: all of them.")
}

// ProxyLogLevel is how much Envoy logs.
type ProxyLogLevel string

// Values lists Envoy's levels.
func (ProxyLogLevel) Values() []infer.EnumValue[ProxyLogLevel] {
	return []infer.EnumValue[ProxyLogLevel]{
		{Name: "Trace", Value: "trace", Description: "Everything."},
		{Name: "Debug", Value: "debug", Description: "Much."},
		{Name: "Info", Value: "info", Description: "The usual events."},
		{Name: "Warning", Value: "warning", Description: "Warnings and worse."},
		{Name: "Error", Value: "error", Description: "Errors and worse."},
		{Name: "Critical", Value: "critical", Description: "Only what ends the proxy."},
		{Name: "Off", Value: "off", Description: "Nothing."},
	}
}

func (p *Proxy) check(f *check.Findings, path string, size sizing) {
	if p == nil {
		return
	}
	p.Resources.check(f, path+".resources", size.proxy)
	if p.Concurrency != nil && *p.Concurrency < 0 {
		f.Errorf(path+".concurrency", "%d worker threads can't be run; write 0 (one for each core) or more", *p.Concurrency)
	}
	check.Int32(f, path+".concurrency", p.Concurrency)
	check.Enum(f, path+".logLevel", p.LogLevel)
	checkPorts(f, path+".excludeInboundPorts", p.ExcludeInboundPorts)
	checkPorts(f, path+".excludeOutboundPorts", p.ExcludeOutboundPorts)
	checkRanges(f, path+".excludeIPRanges", p.ExcludeIPRanges)
	checkRanges(f, path+".includeIPRanges", p.IncludeIPRanges)
}

func checkPorts(f *check.Findings, path string, ports []int) {
	for i, port := range ports {
		checkPort(f, fmt.Sprintf("%s[%d]", path, i), port)
	}
}

func checkPort(f *check.Findings, path string, port int) {
	if port < 1 || port > 65535 {
		f.Errorf(path, "%d is not a port; write 1 to 65535", port)
	}
}

func checkRanges(f *check.Findings, path string, ranges []string) {
	for i, r := range ranges {
		if _, err := netip.ParsePrefix(r); err != nil {
			f.Errorf(fmt.Sprintf("%s[%d]", path, i), "%q is not a CIDR range; write for example 10.1.0.0/16", r)
		}
	}
}

// contribute writes what the injector and the proxies read.
func (p *Proxy) contribute(to *plan.Plan) {
	if p == nil {
		return
	}
	proxy := plan.Tree{}
	proxy.Set(p.Resources.tree(), "resources")
	proxy.Set(p.LogLevel, "logLevel")
	proxy.Set(joinPorts(p.ExcludeInboundPorts), "excludeInboundPorts")
	proxy.Set(joinPorts(p.ExcludeOutboundPorts), "excludeOutboundPorts")
	proxy.Set(join(p.ExcludeIPRanges), "excludeIPRanges")
	proxy.Set(join(p.IncludeIPRanges), "includeIPRanges")
	if p.IncludeIPRanges != nil && len(p.IncludeIPRanges) == 0 {
		proxy.Set("", "includeIPRanges") // none, which isn't the default
	}
	to.Values("istiod").Set(proxy, "global", "proxy")
	to.MeshConfig.Set(p.Concurrency, "defaultConfig", "concurrency")
	to.MeshConfig.Set(p.HoldApplicationUntilProxyStart, "defaultConfig", "holdApplicationUntilProxyStarts")
}

// join makes the comma-separated list that the chart wants, nil for none.
func join(list []string) any {
	if len(list) == 0 {
		return nil
	}
	return strings.Join(list, ",")
}

func joinPorts(ports []int) any {
	texts := make([]string, len(ports))
	for i, port := range ports {
		texts[i] = strconv.Itoa(port)
	}
	return join(texts)
}
