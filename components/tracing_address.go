package components

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// collector is the address of a collector, understood.
type collector struct {
	// host is a fully qualified name, or an IP address.
	host string
	// port is 0 where none was written.
	port int
	// service and namespace are those of a host inside the cluster, "" outside.
	service, namespace string
	ip                 bool
}

func (c collector) outside() bool { return c.namespace == "" }

// text is host:port in the form that every proxy can split again.
func (c collector) text(protocol TracingProtocol) string {
	return net.JoinHostPort(c.host, strconv.Itoa(c.portOr(protocol)))
}

func (c collector) portOr(protocol TracingProtocol) int {
	if c.port == 0 {
		return jaeger.Port(string(protocol))
	}
	return c.port
}

const addressExample = "jaeger-collector.observability:9411"

// parseCollector understands host[:port]. Istio knows Services by their full names only (istio/istio#37829), and short
// ones cost every proxy a walk through the search domains (istio/istio#31809), so they are completed here.
func parseCollector(address string, external *bool, domain string) (collector, error) {
	if strings.Contains(address, "://") {
		return collector{}, fmt.Errorf("it begins with a scheme; write host:port alone, for example %s", addressExample)
	}
	if strings.ContainsAny(address, "/@ ") {
		return collector{}, fmt.Errorf("it is more than host and port; write for example %s", addressExample)
	}
	host, port, err := splitAddress(address)
	if err != nil {
		return collector{}, err
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return ipCollector(host, port, external)
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if len(validation.IsDNS1123Subdomain(host)) > 0 {
		return collector{}, fmt.Errorf("the host is not a DNS name; write for example %s", addressExample)
	}
	if host == "localhost" {
		return collector{}, errors.New("localhost is each pod itself, where no collector runs; write the collector's Service, for example " + addressExample)
	}
	return hostCollector(host, port, external, domain)
}

func splitAddress(address string) (host string, port int, err error) {
	if address == "" {
		return "", 0, fmt.Errorf("it is empty; write host:port, for example %s", addressExample)
	}
	if _, err := netip.ParseAddr(address); err == nil || !strings.Contains(address, ":") {
		return address, 0, nil
	}
	host, text, err := net.SplitHostPort(address)
	if err != nil || host == "" {
		return "", 0, fmt.Errorf("it is not host:port; write for example %s, and [::1]:9411 for an IPv6 address", addressExample)
	}
	port, err = strconv.Atoi(text)
	if err != nil || port < 1 || port > 65535 {
		return "", 0, fmt.Errorf("the port is not a number from 1 to 65535; write for example %s", addressExample)
	}
	return host, port, nil
}

func ipCollector(host string, port int, external *bool) (collector, error) {
	if ip := netip.MustParseAddr(host); ip.IsLoopback() || ip.IsUnspecified() {
		return collector{}, errors.New("this address is each pod itself, where no collector runs; write the collector's Service, for example " + addressExample)
	}
	if external != nil && !*external {
		return collector{}, errors.New("an IP address names no Service of the cluster; write service.namespace:port, or leave external out")
	}
	return collector{host: host, port: port, ip: true}, nil
}

func hostCollector(host string, port int, external *bool, domain string) (collector, error) {
	inside := strings.HasSuffix(host, ".svc") || strings.HasSuffix(host, ".svc."+domain)
	labels := strings.Split(host, ".")
	switch {
	case external != nil && *external && inside:
		return collector{}, errors.New("the host is a Service of the cluster; leave external out")
	case external != nil && *external:
		return collector{host: host, port: port}, nil
	case len(labels) == 1:
		return collector{}, fmt.Errorf("the host lacks the namespace, and every pod would look in its own; write %s.<namespace>", host)
	case inside:
		labels = strings.Split(strings.TrimSuffix(strings.TrimSuffix(host, "."+domain), ".svc"), ".")
	case external == nil && len(labels) > 2:
		return collector{host: host, port: port}, nil
	}
	if len(labels) != 2 {
		return collector{}, errors.New("the host is no Service of the cluster; write service.namespace, or external: true")
	}
	return collector{
		host: labels[0] + "." + labels[1] + ".svc." + domain, port: port, service: labels[0], namespace: labels[1],
	}, nil
}

// parse understands the address where it is known, and reports whether it is.
func (e *ExistingTracing) parse(domain string) (c collector, known bool, err error) {
	if e == nil {
		return collector{}, false, nil
	}
	text, ok := plan.Plain(e.Address).(string)
	if !ok {
		return collector{}, false, nil
	}
	c, err = parseCollector(text, e.External, domain)
	return c, true, err
}

// outside reports whether the collector is known to be outside the cluster.
func (e *ExistingTracing) outside(domain string) bool {
	if e == nil {
		return false
	}
	c, known, err := e.parse(domain)
	if known && err == nil {
		return c.outside()
	}
	return e.External != nil && *e.External
}

// of returns what is made of the address: at once where it is known, or once it is. The error of a late one doesn't repeat
// it, as it may be secret.
func (e *ExistingTracing) of(domain string, build func(collector) any) any {
	c, known, err := e.parse(domain)
	if known {
		if err != nil {
			return nil // the checks reported it
		}
		return build(c)
	}
	if e.Address == nil {
		return nil
	}
	outside := e.outside(domain)
	return e.Address.ToStringPtrOutput().ApplyT(func(address *string) (any, error) {
		if address == nil {
			return nil, errors.New("tracing.existing.address: it is missing; write host:port")
		}
		c, err := parseCollector(*address, e.External, domain)
		if err != nil {
			return nil, fmt.Errorf("tracing.existing.address: %w", err)
		}
		if c.outside() && !c.ip && !outside {
			return nil, errors.New("tracing.existing.address: " + outsideUnsaid)
		}
		return build(c), nil
	}).(pulumi.AnyOutput)
}

const outsideUnsaid = "the host is outside the cluster, which can't be seen beforehand in an output; write external: true"

// clusterDomain is the domain of the cluster's Services.
func (m *mesh) clusterDomain() string {
	if v := m.args.Values; v != nil && !v.Istiod.IsZero() {
		if domain, ok := valueAt(v.Istiod.Value(), "global", "proxy", "clusterDomain").(string); ok && domain != "" {
			return domain
		}
	}
	return "cluster.local"
}

// valueAt returns what a tree holds at a path, nil for nothing and for what isn't known.
func valueAt(node any, path ...string) any {
	for _, key := range path {
		tree, ok := plan.Plain(node).(plan.Tree)
		if !ok {
			return nil
		}
		node = tree[key]
	}
	return plan.Plain(node)
}
