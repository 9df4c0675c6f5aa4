package istioapi

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// The grammar of names is Istio's (pkg/config/labels and pkg/config/validation/agent of istio/istio 1.31): unlike Kubernetes it
// takes capital letters.
const labelFormat = "[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?"

var (
	dnsLabel      = regexp.MustCompile("^" + labelFormat + "$")
	wildcardLabel = regexp.MustCompile(`^(\*|(\*|\*-)?` + labelFormat + ")$")
	tagKey        = regexp.MustCompile("^(" + labelFormat + `(?:\.` + labelFormat + ")*/)?((?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$")
	tagValue      = regexp.MustCompile("^((?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")
)

const (
	longestLabel  = 63
	longestDomain = 255
	longestPrefix = 253
)

func isLabel(s string) bool { return len(s) <= longestLabel && dnsLabel.MatchString(s) }

// checkDomain checks a fully qualified domain name.
func checkDomain(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("is empty; write a host such as a.b.svc.cluster.local")
	case len(name) > longestDomain:
		return fmt.Errorf("is longer than the %d characters of a DNS name; shorten it", longestDomain)
	}
	return checkLabels(name)
}

func checkLabels(name string) error {
	parts := strings.Split(name, ".")
	if top := parts[len(parts)-1]; top == "" {
		parts = parts[:len(parts)-1] // the dot of the root, as in istio.io.
	} else if _, err := strconv.Atoi(top); err == nil {
		return fmt.Errorf("%q ends with the number %s, which no DNS name does; write a DNS name", name, top)
	}
	for _, part := range parts {
		if !isLabel(part) {
			return fmt.Errorf("%q has the part %q, which is no part of a DNS name; write letters, digits and -, %d at most between dots", name, part, longestLabel)
		}
	}
	return nil
}

// checkWildcardDomain checks a domain name whose first part may be or begin with a *.
func checkWildcardDomain(name string) error {
	if name == "" || len(name) > longestDomain {
		return checkDomain(name)
	}
	first, rest, more := strings.Cut(name, ".")
	if len(first) > longestLabel || !wildcardLabel.MatchString(first) {
		return fmt.Errorf("%q has the part %q, which is no part of a DNS name; write a DNS name, or *. before one", name, first)
	}
	if !more {
		return nil
	}
	return checkLabels(rest)
}

func isIP(s string) bool { _, err := netip.ParseAddr(s); return err == nil }

// checkSubnet checks an address with or without the length of its prefix.
func checkSubnet(s string) error {
	if _, err := netip.ParsePrefix(s); err == nil || (!strings.Contains(s, "/") && isIP(s)) {
		return nil
	}
	return fmt.Errorf("%q is neither an address nor a CIDR block; write 10.1.2.3 or 10.0.0.0/8", s)
}

// checkHostPort checks host:port.
func checkHostPort(s string) error {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return fmt.Errorf("%q is no host:port; write a host, a colon and a port", s)
	}
	if n, err := strconv.Atoi(port); err != nil || !isPort(float64(n)) {
		return fmt.Errorf("%q has the port %q; write a number from 1 to 65535", s, port)
	}
	if checkDomain(host) != nil && !isIP(host) {
		return fmt.Errorf("%q has the host %q, which is neither a DNS name nor an address; write one", s, host)
	}
	return nil
}

func isPort(n float64) bool { return n >= 1 && n <= 65535 }

// protocols are those that a port may name, in any case.
var protocols = map[string]struct{ http, tls bool }{
	"tcp": {}, "udp": {}, "grpc": {http: true}, "grpc-web": {http: true}, "http": {http: true}, "http_proxy": {http: true}, "http2": {http: true},
	"https": {tls: true}, "tls": {tls: true}, "mongo": {}, "redis": {}, "mysql": {},
}

// checkText reports a text that a check refuses, if it is known. The check's error follows the path.
func (p *problems) checkText(n node, check func(string) error) {
	if s, ok := n.text(); ok {
		if err := check(s); err != nil {
			p.add(Rule, n.path, "%v", err)
		}
	}
}

// checkPort reports a number that is no port. A port that is absent is reported where it's needed.
func (p *problems) checkPort(n node, needed bool) {
	if number, ok := n.number(); ok && (needed || n.set()) && !isPort(number) {
		p.add(Rule, n.path, "%v is no port; write a number from 1 to 65535", number)
	}
}

func (p *problems) checkPortName(n node) {
	if s, ok := n.text(); ok && !isLabel(s) {
		p.add(Rule, n.path, "%q is no name of a port; write letters, digits and -, %d at most", s, longestLabel)
	}
}

func (p *problems) checkProtocol(n node) {
	s, ok := n.text()
	if _, known := protocols[strings.ToLower(s)]; ok && s != "" && !known {
		p.add(Rule, n.path, "%q is no protocol that Istio knows; write HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, HTTP_PROXY, TLS, TCP, UDP, MONGO, MYSQL or REDIS", s)
	}
}

// checkTags reports keys and values that are no labels of Kubernetes.
func (p *problems) checkTags(labels node) {
	for _, key := range labels.keys() {
		value := labels.field(key)
		match := tagKey.FindStringSubmatch(key)
		if match == nil || len(match[1]) > longestPrefix+1 || len(match[2]) > longestLabel {
			p.add(Rule, value.path, "%q is no key of a label; write letters, digits, -, _ and ., after a domain and / if wanted", key)
		}
		if s, ok := value.text(); ok && !tagValue.MatchString(s) {
			p.add(Rule, value.path, "%q is no value of a label; write letters, digits, -, _ and .", s)
		}
	}
}

// checkUnix checks the path of a unix socket, without unix://.
func checkUnix(s string) error {
	if strings.HasPrefix(s, "@") || (strings.HasPrefix(s, "/") && !strings.HasSuffix(s, "/")) {
		return nil
	}
	return fmt.Errorf("%q is no absolute path of a file; write unix:///path", s)
}
