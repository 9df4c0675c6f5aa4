package components

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// ExternalHost is what is known of a host outside the cluster.
type ExternalHost struct {
	Host         string         `pulumi:"host"`
	Ports        []ExternalPort `pulumi:"ports,optional"`
	Addresses    []string       `pulumi:"addresses,optional"`
	ServiceEntry *bool          `pulumi:"serviceEntry,optional"`
}

// Annotate describes the properties for the schema.
func (e *ExternalHost) Annotate(a infer.Annotator) {
	a.Describe(&e, "What is known of a host outside the cluster.")
	a.Describe(&e.Host, "The host, as the graph names it, without a port; with a wildcard where the graph has one (`*.example.com`).")
	a.Describe(&e.Ports, "Its ports. Default: those that the graph names, 443 where it names none.")
	a.Describe(&e.Addresses, "IP addresses or CIDR blocks by which the calls are told from others, for plain TCP where pods don't ask the proxies' name server. "+
		"Calls pass on to the address that the pod connected to. Default: none: the name is resolved.")
	a.Describe(&e.ServiceEntry, "Whether each calling namespace gets a ServiceEntry for the host, which it alone sees. Write false where one is there already. "+
		"Default: true where a scope that calls it has `registryOnly`, else false.")
}

// ExternalPort is a port of a host outside the cluster.
type ExternalPort struct {
	Number   int               `pulumi:"number"`
	Protocol *ExternalProtocol `pulumi:"protocol,optional"`
}

// Annotate describes the properties for the schema.
func (p *ExternalPort) Annotate(a infer.Annotator) {
	a.Describe(&p, "A port of a host outside the cluster.")
	a.Describe(&p.Number, "The port's number.")
	a.Describe(&p.Protocol, "What the pods speak there. Default: `TLS` at 443, 8443 and 9443, `HTTP` at 80 and 8080, `TCP` elsewhere.")
}

// ExternalProtocol is what pods speak to a host outside the cluster.
type ExternalProtocol string

const (
	externalHTTP ExternalProtocol = "HTTP"
	externalTLS  ExternalProtocol = "TLS"
	externalTCP  ExternalProtocol = "TCP"
)

// Values lists the protocols.
func (ExternalProtocol) Values() []infer.EnumValue[ExternalProtocol] {
	return []infer.EnumValue[ExternalProtocol]{
		{Name: "HTTP", Value: externalHTTP, Description: "HTTP/1.1 in plain text."},
		{Name: "HTTP2", Value: "HTTP2", Description: "HTTP/2 in plain text."},
		{Name: "GRPC", Value: "GRPC", Description: "gRPC in plain text."},
		{Name: "TLS", Value: externalTLS, Description: "TLS, also HTTPS: the host is told by its name in the handshake (SNI)."},
		{Name: "TCP", Value: externalTCP, Description: "Anything else. The host is told by its address alone."},
	}
}

// protocol is what is spoken at the port.
func (p ExternalPort) protocol() ExternalProtocol {
	switch {
	case p.Protocol != nil:
		return *p.Protocol
	case p.Number == 443 || p.Number == 8443 || p.Number == 9443:
		return externalTLS
	case p.Number == 80 || p.Number == 8080:
		return externalHTTP
	}
	return externalTCP
}

// externalCall is a call to a host outside the cluster; its port is 0 where the graph names none.
type externalCall struct {
	host string
	port int
	path string
	// registered: somebody is said to have made a ServiceEntry, in whichever namespace.
	registered bool
}

func (s *Sidecars) checkExternal(f *check.Findings, path string, m *mesh) {
	called, shared, ports := m.externalNames(), m.meshHosts(), m.calledPorts()
	seen := map[string]bool{}
	for i, e := range s.External {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch {
		case strings.ContainsAny(e.Host, ":/"):
			f.Errorf(at+".host", "%q is more than a host; write the host alone, and ports under ports", e.Host)
		case seen[e.Host]:
			f.Errorf(at+".host", "%q is listed twice; list it once", e.Host)
		case !called[e.Host]:
			f.Errorf(at+".host", "no scope names %q, so it has no effect; write it as calls has it, or leave it out", e.Host)
		}
		seen[e.Host] = true
		e.checkShared(f, at+".serviceEntry", shared)
		e.checkPorts(f, at+".ports", ports[e.Host])
		for a, address := range e.Addresses {
			_, notOne := netip.ParseAddr(address)
			if _, notBlock := netip.ParsePrefix(address); notOne != nil && notBlock != nil {
				f.Errorf(fmt.Sprintf("%s.addresses[%d]", at, a), "%q is neither an IP address nor a CIDR block; write for example 203.0.113.7 or 203.0.113.0/24", address)
			}
		}
	}
}

// checkPorts is given the ports at which the graph calls the host, nil for all.
func (e ExternalHost) checkPorts(f *check.Findings, path string, called map[int]bool) {
	seen := map[int]bool{}
	for i, p := range e.Ports {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch {
		case p.Number < 1 || p.Number > 65535:
			f.Errorf(at+".number", "%d is no port; write a number from 1 to 65535", p.Number)
		case seen[p.Number]:
			f.Errorf(at+".number", "%d is listed twice; list it once", p.Number)
		case called != nil && !called[p.Number]:
			f.Errorf(at+".number", "nothing calls port %d, as the graph names %s with port %s; write \"%s:%d\" there, too, or the host without a port, which calls all of them",
				p.Number, e.Host, portList(called), e.Host, p.Number)
		}
		seen[p.Number] = true
		check.Enum(f, at+".protocol", p.Protocol)
	}
}

// calledPorts are the ports at which the graph calls hosts outside. A host that is called without one somewhere, and so at all
// of its ports, has none here.
func (m *mesh) calledPorts() map[string]map[int]bool {
	out, everywhere := map[string]map[int]bool{}, map[string]bool{}
	for i := range m.scopes {
		for _, c := range m.scopes[i].external {
			if out[c.host] == nil {
				out[c.host] = map[int]bool{}
			}
			out[c.host][c.port] = true
			everywhere[c.host] = everywhere[c.host] || c.port == 0
		}
	}
	maps.DeleteFunc(out, func(host string, _ map[int]bool) bool { return everywhere[host] })
	return out
}

// externalNames are the hosts that scopes look for in every namespace, and those that providers send to.
func (m *mesh) externalNames() map[string]bool {
	out := map[string]bool{}
	for i := range m.scopes {
		for _, d := range m.scopes[i].declared {
			if namespace, name, _ := strings.Cut(d.host, "/"); namespace == "*" {
				out[name] = true
			}
		}
	}
	for _, service := range m.providerServices() {
		if text, known := service.(string); known {
			out[text] = true
		}
	}
	return out
}

// externals are the hosts outside by name, as far as they are described.
func (s *Sidecars) externals() map[string]ExternalHost {
	out := map[string]ExternalHost{}
	if s != nil {
		for _, e := range s.External {
			out[e.Host] = e
		}
	}
	return out
}

// entryKey is a namespace and what it calls outside.
type entryKey struct{ namespace, host string }

func (k entryKey) compare(other entryKey) int {
	return cmp.Or(cmp.Compare(k.namespace, other.namespace), cmp.Compare(k.host, other.host))
}

// name is that of the ServiceEntry. A wildcard can't stand in one: no host begins where "external" ends.
func (k entryKey) name() string {
	if rest, wild := strings.CutPrefix(k.host, "*."); wild {
		return "externals-" + rest
	}
	return "external-" + k.host
}

func (k entryKey) id() string { return "serviceentry-" + k.namespace + "." + k.name() }

// externalEntry is a ServiceEntry for a namespace that calls a host outside the cluster.
type externalEntry struct {
	entryKey

	ports     []ExternalPort
	addresses []string
	// path is the first argument that names the host.
	path string
	// wanted: it is made.
	wanted bool
}

// callsOutside are the calls of the graph to hosts outside the cluster, each with what a ServiceEntry for it would say.
func (m *mesh) callsOutside() map[entryKey]*externalEntry {
	out := map[entryKey]*externalEntry{}
	described, shared := m.args.Sidecars.externals(), m.meshHosts()
	for i := range m.scopes {
		s := &m.scopes[i]
		if !s.graph {
			continue
		}
		for _, c := range s.external {
			key, e := entryKey{s.namespace, c.host}, described[c.host]
			if out[key] == nil {
				out[key] = &externalEntry{entryKey: key, addresses: e.Addresses, path: c.path}
			}
			out[key].add(c.port, e.Ports)
			if wants := e.ServiceEntry; !shared[c.host] && (wants != nil && *wants || wants == nil && !c.registered && m.registryOnly(s)) {
				out[key].wanted = true
			}
		}
	}
	return out
}

// serviceEntries are those by which the calls to hosts outside the cluster are let out, or counted.
func (m *mesh) serviceEntries() map[entryKey]*externalEntry {
	out := m.callsOutside()
	maps.DeleteFunc(out, func(_ entryKey, e *externalEntry) bool { return !e.wanted })
	return out
}

// add adds the port of a call, or all that the host has where the call names none.
func (e *externalEntry) add(number int, described []ExternalPort) {
	ports := described
	if number != 0 {
		ports = []ExternalPort{{Number: number}}
		if i := slices.IndexFunc(described, func(p ExternalPort) bool { return p.Number == number }); i >= 0 {
			ports = described[i : i+1]
		}
	}
	if len(ports) == 0 {
		ports = []ExternalPort{{Number: 443}}
	}
	for _, p := range ports {
		if !slices.ContainsFunc(e.ports, func(has ExternalPort) bool { return has.Number == p.Number }) {
			e.ports = append(e.ports, p)
		}
	}
}

// asked reports whether the proxies, and not the pods, find out the host's address: a name with a wildcard has none, and where
// addresses are given the pods have them already.
func (e *externalEntry) asked() bool { return !strings.HasPrefix(e.host, "*") && len(e.addresses) == 0 }

// object is the ServiceEntry, which no other namespace sees.
func (e *externalEntry) object(site sidecarSite) *plan.Object {
	var ports []any
	for _, p := range e.ports {
		protocol := string(p.protocol())
		ports = append(ports, plan.Tree{"number": p.Number, "name": fmt.Sprintf("%s-%d", strings.ToLower(protocol), p.Number), "protocol": protocol})
	}
	spec := plan.Tree{
		"hosts": []any{e.host}, "location": "MESH_EXTERNAL", "resolution": "NONE",
		"ports": ports, "exportTo": []any{"."},
	}
	if e.asked() {
		spec.Set("DNS", "resolution")
	}
	spec.Set(e.addresses, "addresses")
	return &plan.Object{
		ID:         e.id(),
		APIVersion: "networking.istio.io/v1", Kind: "ServiceEntry", Name: e.name(), Namespace: e.namespace,
		Body:  plan.Tree{"spec": spec},
		After: site.first(e.namespace),
	}
}

// registryOnly reports whether the proxies of a scope drop what they aren't told about, as far as that is known.
func (m *mesh) registryOnly(s *scope) bool {
	if s.traffic != nil {
		return s.traffic.mode() == "REGISTRY_ONLY"
	}
	mode, given := any(nil), false
	if v := m.args.Values; v != nil && !v.Istiod.IsZero() {
		mode = valueAt(v.Istiod.Value(), "meshConfig", "outboundTrafficPolicy", "mode")
		given = mode != nil
	}
	if !given {
		mode = valueAt(m.meshConfigValue(), "outboundTrafficPolicy", "mode")
		given = mode != nil
	}
	if !given && m.args.Security != nil {
		mode = m.args.Security.OutboundTraffic.mode()
	}
	return mode == "REGISTRY_ONLY"
}
