package istioapi

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

const unixScheme = "unix://"

func (w *walker) sidecar(n node, namespace string) {
	w.selector(n.field("workloadSelector"), "labels")
	ingress, egress := n.field("ingress"), n.field("egress")
	if ingress.empty() && egress.empty() && !anySet(n, "outboundTrafficPolicy", "inboundConnectionPool") {
		w.add(Rule, n.path, "says nothing; write egress, ingress, outboundTrafficPolicy or inboundConnectionPool")
	}
	ports := map[float64]bool{}
	for _, listener := range ingress.items() {
		if !listener.opaque() {
			w.sidecarIngress(listener, ports)
		}
	}
	w.connectionPool(n.field("inboundConnectionPool"))
	ports, sockets := map[float64]bool{}, map[string]bool{}
	items := egress.items()
	for i, listener := range items {
		if listener.opaque() {
			continue
		}
		if port := listener.field("port"); port.set() {
			w.sidecarEgressPort(listener, ports, sockets)
		} else if i < len(items)-1 {
			w.add(Rule, port.path, "is needed, as only the last listener takes the ports that no other has; write a port, or move the listener to the end")
		}
		w.egressHosts(listener.field("hosts"), namespace)
	}
	w.sidecarOutbound(n.field("outboundTrafficPolicy"))
}

func (w *walker) egressHosts(list node, namespace string) {
	if list.empty() {
		w.add(Rule, list.path, "has no entry; write \"./*\" for the own namespace, or \"*/*\" for everything")
	}
	var seen [][2]string
	for _, item := range list.items() {
		host, ok := item.text()
		if !ok {
			continue
		}
		if err := istio.CheckEgressHost(host, w.release); err != nil {
			w.add(Rule, item.path, "%v", err)
			continue
		}
		ns, name, _ := strings.Cut(host, "/")
		if strings.HasPrefix(ns, "~") {
			continue
		}
		if ns == "." && namespace != "" {
			ns = namespace
		}
		for _, other := range seen {
			if other[0] == ns && (other[1] == name || other[1] == "*" || name == "*") {
				w.add(Doubt, item.path, "%q and %q cover the same; leave one of them out", host, other[0]+"/"+other[1])
				break
			}
		}
		seen = append(seen, [2]string{ns, name})
	}
	if slices.Contains(seen, [2]string{"*", "*"}) && slices.ContainsFunc(seen, func(s [2]string) bool { return s[0] != "*" }) {
		w.add(Doubt, list.path, "\"*/*\" imports everything, so the other entries have no effect; leave one or the others out")
	}
}

func (w *walker) sidecarEgressPort(listener node, ports map[float64]bool, sockets map[string]bool) {
	port, bind := listener.field("port"), listener.field("bind")
	if port.opaque() {
		return
	}
	w.sidecarPort(port)
	number, known := port.field("number").number()
	address, bound := bind.text()
	switch {
	case !known:
	case number != 0:
		w.checkPort(port.field("number"), true)
		w.unique(port.field("number"), number, ports)
		if address != "" && !isIP(address) {
			w.add(Rule, bind.path, "%q is no address; write one, for example 127.0.0.1", address)
		}
	case bound && !strings.HasPrefix(address, unixScheme):
		w.add(Rule, bind.path, "%q is no unix socket, which a listener without a port's number needs; write unix:///path, or a number", address)
	case bound:
		w.checkText(node{bind.path, strings.TrimPrefix(address, unixScheme)}, checkUnix)
		if sockets[address] {
			w.add(Rule, bind.path, "%q is given twice; leave one listener out", address)
		}
		sockets[address] = true
		if mode, ok := listener.field("captureMode").text(); ok && mode == "IPTABLES" {
			w.add(Rule, listener.field("captureMode").path, "can't capture a unix socket; write NONE, or leave it out")
		}
	}
}

func (w *walker) unique(n node, number float64, ports map[float64]bool) {
	if ports[number] {
		w.add(Rule, n.path, "%v is given twice; let each listener have a port of its own", number)
	}
	ports[number] = true
}

// sidecarPort checks what both sorts of listeners have in common.
func (w *walker) sidecarPort(port node) {
	if port.field("name").filled() {
		w.checkPortName(port.field("name"))
	}
	w.checkProtocol(port.field("protocol"))
	if number, ok := port.field("targetPort").number(); ok && number > 0 {
		w.add(Rule, port.field("targetPort").path, "has no effect in a Sidecar; leave it out")
	}
}

func (w *walker) sidecarIngress(listener node, ports map[float64]bool) {
	port := listener.field("port")
	if !port.set() {
		w.add(Rule, port.path, "is needed; write {number: 8080, protocol: HTTP, name: http}")
		return
	}
	if !port.opaque() {
		w.sidecarPort(port)
		w.checkPort(port.field("number"), true)
		if number, ok := port.field("number").number(); ok {
			w.unique(port.field("number"), number, ports)
		}
	}
	if s, ok := listener.field("bind").text(); ok && s != "" && !isIP(s) {
		w.add(Rule, listener.field("bind").path, "%q is no address; write one, for example 0.0.0.0", s)
	}
	if listener.field("defaultEndpoint").filled() {
		w.checkText(listener.field("defaultEndpoint"), checkDefaultEndpoint)
	}
	w.connectionPool(listener.field("connectionPool"))
	protocol, known := port.field("protocol").text()
	if known && listener.at("connectionPool", "http").set() && !protocols[strings.ToLower(protocol)].http {
		w.add(Doubt, listener.at("connectionPool", "http").path, "has no effect, as the port's protocol isn't HTTP; write the protocol, or leave it out")
	}
	w.sidecarTLS(listener.field("tls"), protocol, known)
}

func checkDefaultEndpoint(s string) error {
	if path, ok := strings.CutPrefix(s, unixScheme); ok {
		return checkUnix(path)
	}
	host, port, err := net.SplitHostPort(s)
	number, notNumber := strconv.Atoi(port)
	if err != nil || notNumber != nil || !isPort(float64(number)) || !slices.Contains([]string{"", "127.0.0.1", "0.0.0.0", "::1", "::"}, host) {
		return fmt.Errorf("%q is nowhere that a proxy forwards to; write 127.0.0.1:8080, 0.0.0.0:8080, [::1]:8080, [::]:8080 or unix:///path", s)
	}
	return nil
}

func (w *walker) sidecarOutbound(n node) {
	proxy := n.field("egressProxy")
	if !proxy.set() || proxy.opaque() {
		return
	}
	if mode, ok := n.field("mode").text(); ok && mode != "ALLOW_ANY" {
		w.add(Rule, proxy.path, "needs the mode ALLOW_ANY, which isn't the one that is used where none is given; write mode: ALLOW_ANY")
		return
	}
	w.checkText(proxy.field("host"), checkDomain)
	if s, ok := proxy.field("subset").text(); ok && s != "" && !isLabel(s) {
		w.add(Rule, proxy.field("subset").path, "%q is no name of a subset; write letters, digits and -", s)
	}
	if !proxy.field("port").set() {
		w.add(Rule, proxy.field("port").path, "is needed; write {number: 443}")
		return
	}
	w.checkPort(proxy.at("port", "number"), true)
}
