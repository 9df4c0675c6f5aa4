package istioapi

import (
	"slices"
	"strings"
)

func (w *walker) serviceEntry(n node, namespace string) {
	w.selector(n.field("workloadSelector"), "labels")
	hosts, endpoints := n.field("hosts"), n.field("endpoints")
	if n.field("workloadSelector").given() && endpoints.given() {
		w.add(Rule, endpoints.path, "excludes workloadSelector; leave one of them out")
	}
	resolution, known := n.field("resolution").text()
	if resolution == "" {
		resolution = "NONE"
	}
	w.entryHosts(hosts, resolution, known)
	cidr := false
	for _, address := range n.field("addresses").items() {
		w.checkText(address, checkSubnet)
		if s, ok := address.text(); ok && strings.Contains(s, "/") {
			cidr = true
		}
	}
	if cidr && known && resolution != "NONE" && resolution != "STATIC" {
		w.add(Rule, n.field("addresses").path, "can hold a CIDR block only with the resolution NONE or STATIC; write single addresses")
	}
	names, whole := w.entryPorts(n.field("ports"))
	if known {
		w.entryResolution(n, resolution, names, whole)
	}
	w.exportTo(n.field("exportTo"), namespace, true)
}

func (w *walker) entryHosts(hosts node, resolution string, known bool) {
	if hosts.empty() {
		w.add(Rule, hosts.path, "has no entry; write at least one host")
	}
	for _, item := range hosts.items() {
		s, ok := item.text()
		switch {
		case !ok:
		case s == "*":
			w.add(Rule, item.path, "\"*\" is no host of a ServiceEntry; write a DNS name, or *. before one")
		default:
			w.checkText(item, checkWildcardDomain)
			if known && resolution != "DYNAMIC_DNS" && strings.Contains(s, "*") && !strings.HasPrefix(s, "*.") {
				w.add(Doubt, item.path, "%q has a wildcard that isn't a whole leftmost label; write *.domain", s)
			}
		}
	}
}

// entryPorts returns the ports' names, and whether all of them are known.
func (w *walker) entryPorts(ports node) (names []string, whole bool) {
	whole = !ports.opaque()
	numbers := map[float64]bool{}
	for _, port := range ports.items() {
		name, ok := port.field("name").text()
		if !ok {
			whole = false
			continue
		}
		w.checkPortName(port.field("name"))
		if slices.Contains(names, name) {
			w.add(Rule, port.field("name").path, "%q is given twice; let each port have a name of its own", name)
		}
		names = append(names, name)
		w.checkProtocol(port.field("protocol"))
		w.checkPort(port.field("number"), true)
		if number, ok := port.field("number").number(); ok {
			w.unique(port.field("number"), number, numbers)
		}
		if number, ok := port.field("targetPort").number(); ok && number != 0 {
			w.checkPort(port.field("targetPort"), false)
		}
	}
	return names, whole
}

func (w *walker) entryResolution(n node, resolution string, ports []string, whole bool) {
	hosts, endpoints := n.field("hosts"), n.field("endpoints")
	switch resolution {
	case "NONE":
		if endpoints.some() {
			w.add(Rule, endpoints.path, "have no place with the resolution NONE; leave them out, or write STATIC or DNS")
		}
		if n.field("workloadSelector").given() {
			w.add(Doubt, n.field("workloadSelector").path, "has no effect with the resolution NONE; write STATIC")
		}
		return // many hosts of plain TCP are right here, as the hosts are ignored
	case "STATIC":
		for _, endpoint := range endpoints.items() {
			w.endpoint(endpoint, ports, whole, false)
		}
	case "DNS", "DNS_ROUND_ROBIN":
		if endpoints.empty() {
			for _, host := range hosts.items() {
				w.checkText(host, checkDomain)
			}
		}
		if len(endpoints.items()) > 1 && resolution == "DNS_ROUND_ROBIN" {
			w.add(Rule, endpoints.path, "can be one only with the resolution DNS_ROUND_ROBIN; write DNS, or leave the others out")
		}
		for _, endpoint := range endpoints.items() {
			w.endpoint(endpoint, ports, whole, true)
		}
	case "DYNAMIC_DNS":
		w.dynamicDNS(n)
	}
	w.hostsOfTCP(n)
}

// hostsOfTCP reports several hosts at a port where nothing tells which of them is meant.
func (w *walker) hostsOfTCP(n node) {
	if len(n.field("hosts").items()) < 2 {
		return
	}
	for _, port := range n.field("ports").items() {
		s, ok := port.field("protocol").text()
		if is := protocols[strings.ToLower(s)]; ok && !is.http && !is.tls {
			w.add(Rule, port.field("protocol").path, "%q can't tell several hosts apart; write HTTP, HTTPS or TLS, or one ServiceEntry for each host", s)
			return
		}
	}
}

func (w *walker) dynamicDNS(n node) {
	for _, host := range n.field("hosts").items() {
		if s, ok := host.text(); ok && !strings.HasPrefix(s, "*") {
			w.add(Rule, host.path, "%q has no wildcard, which the resolution DYNAMIC_DNS needs; write *.domain, or the resolution DNS", s)
		}
	}
	for _, name := range []string{"addresses", "endpoints"} {
		if at := n.field(name); at.some() {
			w.add(Rule, at.path, "have no place with the resolution DYNAMIC_DNS; leave them out")
		}
	}
	for _, port := range n.field("ports").items() {
		s, ok := port.field("protocol").text()
		if ok && !slices.Contains([]string{"http", "tls", "grpc", "http2"}, strings.ToLower(s)) {
			w.add(Rule, port.field("protocol").path, "%q has no place with the resolution DYNAMIC_DNS; write HTTP, HTTP2, GRPC or TLS", s)
		}
	}
}

// endpoint checks a WorkloadEntry of a ServiceEntry with those ports.
func (w *walker) endpoint(n node, ports []string, whole, byName bool) {
	if n.opaque() {
		return
	}
	w.checkTags(n.field("labels"))
	address, known := n.field("address").text()
	path, unix := strings.CutPrefix(address, unixScheme)
	switch {
	case !known || (address == "" && !byName && n.field("network").filled()):
	case unix && !byName:
		w.checkText(node{n.field("address").path, path}, checkUnix)
		if n.field("ports").some() {
			w.add(Rule, n.field("ports").path, "have no place at a unix socket; leave them out")
		}
		if whole && len(ports) != 1 {
			w.add(Rule, n.field("address").path, "is a unix socket, which needs exactly one port of the service; write one")
		}
	case !isIP(address) && (!byName || checkDomain(address) != nil):
		w.add(Rule, n.field("address").path, "%q is no address here; write one that fits the resolution: an IP address with STATIC, that or a DNS name with DNS", address)
	}
	for _, name := range n.field("ports").keys() {
		at := n.field("ports").field(name)
		if whole && !slices.Contains(ports, name) {
			w.near(Rule, at.path, nearest(name, ports), "%q is no port of the service; write one of %s", name, strings.Join(ports, ", "))
		}
		w.checkPort(at, true)
	}
}
