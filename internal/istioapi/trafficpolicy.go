package istioapi

// connectionPool checks a ConnectionPoolSettings.
func (p *problems) connectionPool(n node) {
	if !n.set() || n.opaque() {
		return
	}
	http, tcp := n.field("http"), n.field("tcp")
	if !http.set() && !tcp.set() {
		p.add(Rule, n.path, "has neither http nor tcp; write one of them, or leave it out")
		return
	}
	for _, name := range []string{"http1MaxPendingRequests", "http2MaxRequests", "maxRequestsPerConnection", "maxRetries", "maxConcurrentStreams"} {
		p.checkAtLeast(http.field(name), 0)
	}
	p.checkDuration(http.field("idleTimeout"), false)
	if http.field("h2UpgradePolicy").is("UPGRADE") && http.field("useClientProtocol").yes() {
		p.add(Rule, http.field("useClientProtocol").path, "excludes h2UpgradePolicy UPGRADE; leave one of them out")
	}
	if alive := http.field("http2KeepAlive"); alive.set() && !alive.opaque() {
		p.checkDuration(alive.field("interval"), true)
		p.checkDuration(alive.field("timeout"), true)
	}
	p.checkAtLeast(tcp.field("maxConnections"), 0)
	p.checkDuration(tcp.field("connectTimeout"), false)
	p.checkDuration(tcp.field("maxConnectionDuration"), false)
	if d, ok := tcp.field("idleTimeout").duration(); ok && d.Milliseconds() != 0 { // 0s switches it off
		p.checkDuration(tcp.field("idleTimeout"), false)
	}
	p.checkDuration(tcp.at("tcpKeepalive", "time"), false)
	p.checkDuration(tcp.at("tcpKeepalive", "interval"), false)
}

// outlierDetection checks an OutlierDetection.
func (p *problems) outlierDetection(n node) {
	p.checkDuration(n.field("baseEjectionTime"), false)
	p.checkDuration(n.field("interval"), false)
	p.checkPercent(n.field("maxEjectionPercent"))
	p.checkPercent(n.field("minHealthPercent"))
	failures, split := n.field("consecutiveLocalOriginFailures"), n.field("splitExternalLocalOriginErrors")
	if number, ok := failures.number(); ok && number > 0 && !split.yes() && !split.opaque() {
		p.add(Rule, failures.path, "has no effect without splitExternalLocalOriginErrors; write that as true")
	}
}

// clientTLS checks a ClientTLSSettings in a namespace, "" where there is none.
func (p *problems) clientTLS(n node, namespace string) {
	if !n.set() || n.opaque() {
		return
	}
	mode, known := n.field("mode").text()
	credential := n.field("credentialName")
	p.configMapCredential(credential, namespace)
	if n.field("insecureSkipVerify").yes() {
		refused := map[string][]string{
			"SIMPLE": {"caCertificates", "credentialName", "subjectAltNames"},
			"MUTUAL": {"caCertificates", "subjectAltNames"},
		}[mode]
		for _, name := range refused {
			if at := n.field(name); at.given() && at.filled() && !at.empty() {
				p.add(Rule, n.field(name).path, "excludes insecureSkipVerify: true; leave one of them out")
			}
		}
	}
	if !known || credential.opaque() || (mode != "SIMPLE" && mode != "MUTUAL") {
		return
	}
	if credential.filled() {
		for _, name := range []string{"clientCertificate", "caCertificates", "privateKey", "caCrl"} {
			if n.field(name).given() && n.field(name).filled() {
				p.add(Rule, n.field(name).path, "excludes credentialName, which holds it; leave one of them out")
			}
		}
		return
	}
	if mode == "MUTUAL" {
		for _, name := range []string{"clientCertificate", "privateKey"} {
			if !n.field(name).filled() {
				p.add(Rule, n.field(name).path, "is needed for the mode MUTUAL; write the path of a file, or use credentialName")
			}
		}
	}
}

// trafficPolicy checks a TrafficPolicy.
func (p *problems) trafficPolicy(n node, namespace string) {
	if !n.set() || n.opaque() {
		return
	}
	if n.empty() || !anySet(n, "outlierDetection", "connectionPool", "loadBalancer", "tls", "portLevelSettings", "tunnel", "proxyProtocol", "retryBudget") {
		p.add(Rule, n.path, "has nothing in it; write one of its fields, or leave it out")
		return
	}
	if n.field("tunnel").given() && n.field("proxyProtocol").given() {
		p.add(Rule, n.field("tunnel").path, "excludes proxyProtocol; leave one of them out")
		return
	}
	p.policyParts(n, namespace)
	for _, port := range n.field("portLevelSettings").items() {
		if port.opaque() {
			continue
		}
		if !port.field("port").set() {
			p.add(Rule, port.field("port").path, "is needed; write {number: 8080}")
		}
		if !anySet(port, "outlierDetection", "connectionPool", "loadBalancer", "tls") {
			p.add(Rule, port.path, "has nothing but a port in it; write one of loadBalancer, connectionPool, outlierDetection, tls")
		}
		p.policyParts(port, namespace)
	}
	p.tunnel(n.field("tunnel"))
}

func (p *problems) policyParts(n node, namespace string) {
	p.outlierDetection(n.field("outlierDetection"))
	p.connectionPool(n.field("connectionPool"))
	p.loadBalancer(n.field("loadBalancer"), n.field("outlierDetection"))
	p.clientTLS(n.field("tls"), namespace)
}

func (p *problems) tunnel(n node) {
	if !n.set() || n.opaque() {
		return
	}
	if s, ok := n.field("protocol").text(); ok && s != "" && s != "CONNECT" && s != "POST" {
		p.add(Rule, n.field("protocol").path, "%q is no way to open a tunnel; write CONNECT or POST", s)
	}
	p.checkText(n.field("targetHost"), func(s string) error {
		if isIP(s) {
			return nil
		}
		return checkDomain(s)
	})
	p.checkPort(n.field("targetPort"), true)
}

func anySet(n node, names ...string) bool {
	for _, name := range names {
		if n.field(name).set() {
			return true
		}
	}
	return false
}
