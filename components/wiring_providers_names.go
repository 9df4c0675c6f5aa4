package components

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// serviceNames reports providers whose Service istiod doesn't find: it looks for the whole name, and completes none
// (istio/istio#37829).
func (v meshView) serviceNames() {
	for _, p := range v.providers {
		_, host := p.place()
		if p.others || host == "" {
			continue
		}
		if full, short := v.fullName(host); short || strings.HasSuffix(host, ".svc") {
			v.report(check.ProviderShortName, p.path+"."+p.kind+".service", "istiod finds no Service by %q; write %s", p.service, full)
		}
	}
}

// fullName completes the name of a Service, and reports whether it is one without its domain: a name of one label, or of two
// of which the second isn't known as the end of a name in the Internet or in a private network.
func (m *mesh) fullName(host string) (full string, short bool) {
	domain := m.clusterDomain()
	labels := strings.Split(host, ".")
	switch {
	case strings.HasSuffix(host, ".svc"):
		return host + "." + domain, false
	case len(labels) == 1:
		return host + ".<namespace>.svc." + domain, true
	}
	end := labels[len(labels)-1]
	_, public := publicsuffix.PublicSuffix(end)
	named := public || slices.Contains([]string{"internal", "local", "test"}, end)
	return host + ".svc." + domain, len(labels) == 2 && (!named || m.knows(end))
}

// knows reports whether the arguments speak of a namespace.
func (m *mesh) knows(namespace string) bool { return m.knownNamespaces()[namespace] }

// named returns the place of a namespace in the list, -1 for none.
func (i *Injection) named(namespace string) int {
	if i == nil {
		return -1
	}
	return slices.IndexFunc(i.Namespaces, func(n InjectedNamespace) bool { return n.Name == namespace })
}

// providerUses are the kinds of providers that each use takes (pilot/pkg/model/telemetry.go, telemetry_logging.go and
// pilot/pkg/networking/core/tracing.go of istio/istio, release 1.31), and what comes of another.
var providerUses = map[string]struct {
	kinds   []string
	without string
}{
	"tracing":       {[]string{"zipkin", "opentelemetry", "skywalking", "datadog", "lightstep", "stackdriver"}, "no spans are made"},
	"metrics":       {[]string{"prometheus", "stackdriver"}, "nothing is counted"},
	"accessLogging": {[]string{"envoyFileAccessLog", "envoyHttpAls", "envoyTcpAls", "envoyOtelAls", "stackdriver"}, "nothing is logged"},
}

// builtInProviders are Istio's own, with their kinds.
var builtInProviders = []extensionProvider{
	{name: "prometheus", kind: "prometheus"}, {name: "stackdriver", kind: "stackdriver"}, {name: "envoy", kind: "envoyFileAccessLog"},
}

// defaultsExist reports default providers that nobody defines, or that can't do what they are named for.
func (v meshView) defaultsExist() {
	known := append(slices.Clone(v.providers), builtInProviders...)
	for use, of := range providerUses {
		for i, name := range v.defaults(use) {
			if name == "" {
				continue
			}
			path := v.at(fmt.Sprintf("defaultProviders.%s[%d]", use, i))
			at := slices.IndexFunc(known, func(p extensionProvider) bool { return strings.EqualFold(p.name, name) })
			switch {
			case at < 0 && v.complete:
				v.report(check.ProviderUndefined, path, "no provider is called %q, so %s; write one of %s, or define it under meshConfig.extensionProviders",
					name, of.without, providerNames(known, of.kinds))
			case at >= 0 && known[at].kind != "" && !slices.Contains(of.kinds, known[at].kind):
				v.report(check.ProviderKind, path, "%q is a provider of the kind %s, by which %s; name one of the kind %s",
					name, known[at].kind, of.without, strings.Join(of.kinds, ", "))
			}
		}
	}
}

// providerNames lists the providers of some kinds.
func providerNames(providers []extensionProvider, kinds []string) string {
	var out []string
	for _, p := range providers {
		if slices.Contains(kinds, p.kind) {
			out = append(out, p.name)
		}
	}
	return strings.Join(unique(out), ", ")
}
