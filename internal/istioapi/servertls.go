package istioapi

import (
	"slices"
	"strings"
)

// sidecarTLS checks the TLS settings of a Sidecar's ingress listener, which are fewer than a gateway's.
func (w *walker) sidecarTLS(n node, protocol string, known bool) {
	if !n.set() || n.opaque() {
		return
	}
	for _, name := range []string{"subjectAltNames", "httpsRedirect", "credentialName", "credentialNames", "tlsCertificates"} {
		if at := n.field(name); at.given() && at.filled() && !at.empty() && at.value != any(false) {
			w.add(Rule, at.path, "isn't supported in a Sidecar; leave it out")
		}
	}
	if known && !protocols[strings.ToLower(protocol)].tls {
		w.add(Rule, n.path, "needs a port whose protocol is HTTPS or TLS; write that, or leave tls out")
	}
	mode, ok := n.field("mode").text()
	if !ok {
		return
	}
	if mode == "" {
		mode = "PASSTHROUGH"
	}
	if mode == "ISTIO_MUTUAL" || mode == "AUTO_PASSTHROUGH" {
		w.add(Rule, n.field("mode").path, "%s is for gateways; write SIMPLE or MUTUAL", mode)
		return
	}
	terminates := slices.Contains([]string{"SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"}, mode)
	if !terminates {
		return
	}
	if mode != "SIMPLE" && !n.field("caCertificates").filled() {
		w.add(Rule, n.field("caCertificates").path, "is needed for the mode %s; write the path of a file", mode)
	}
	for _, name := range []string{"serverCertificate", "privateKey"} {
		if !n.field(name).filled() {
			w.add(Rule, n.field(name).path, "is needed for the mode %s; write the path of a file", mode)
		}
	}
	if mode == "SIMPLE" && n.field("caCrl").given() && n.field("caCrl").filled() {
		w.add(Rule, n.field("caCrl").path, "has no place in the mode SIMPLE; write MUTUAL, or leave it out")
	}
}
