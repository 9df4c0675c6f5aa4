package istioapi

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// withService are the providers that are reached by service and port.
var withService = []string{
	"envoyExtAuthzHttp", "envoyExtAuthzGrpc", "zipkin", "lightstep", "datadog", "opencensus", "skywalking", "opentelemetry",
	"envoyOtelAls", "envoyHttpAls", "envoyTcpAls",
}

// extensionProviders checks those of a mesh config. istiod only logs what is wrong here, and the provider has no effect.
func (p *problems) extensionProviders(list node) {
	seen := map[string]bool{}
	for _, n := range list.items() {
		if n.opaque() {
			continue
		}
		name, known := n.field("name").text()
		switch {
		case !known:
		case name == "":
			p.add(Rule, n.field("name").path, "is needed; write the name by which the provider is referred to")
		case seen[name]:
			p.add(Rule, n.field("name").path, "%q is given twice, and the last one wins; leave one out", name)
		}
		seen[name] = true
		if len(n.keys()) < 2 && n.field("name").set() || n.empty() {
			p.add(Rule, n.path, "says not what provider it is; write one of %s, prometheus, envoyFileAccessLog", strings.Join(withService, ", "))
		}
		for _, kind := range withService {
			p.provider(kind, n.field(kind))
		}
	}
}

func (p *problems) provider(kind string, n node) {
	if !n.set() || n.opaque() {
		return
	}
	p.checkText(n.field("service"), checkProviderService)
	p.checkPort(n.field("port"), true)
	switch kind {
	case "envoyExtAuthzHttp", "envoyExtAuthzGrpc":
		p.checkText(n.field("statusOnError"), checkStatus)
		if s, ok := n.field("pathPrefix").text(); ok && s != "" && !strings.HasPrefix(s, "/") {
			p.add(Rule, n.field("pathPrefix").path, "%q doesn't begin with a slash; write /%s", s, s)
		}
	case "lightstep":
		if !n.field("accessToken").filled() {
			p.add(Rule, n.field("accessToken").path, "is needed; write the token")
		}
	case "opentelemetry":
		if n.field("grpc").given() && n.field("http").given() {
			p.add(Rule, n.field("grpc").path, "excludes http; leave one of them out")
		}
	}
}

// checkProviderService checks [namespace/]host.
func checkProviderService(s string) error {
	if strings.Contains(s, "/") {
		return istio.CheckEgressHost(s, istio.MustParseVersion(istio.NewestVersion()))
	}
	if isIP(s) {
		return nil
	}
	return checkDomain(s)
}

// statuses beyond those of Go's that Envoy's StatusCode has.
func checkStatus(s string) error {
	if s == "" {
		return nil
	}
	if code, err := strconv.Atoi(s); err != nil || (http.StatusText(code) == "" && code != 0) {
		return fmt.Errorf("%q is no status of HTTP; write a number in quotes, for example \"403\"", s)
	}
	return nil
}
