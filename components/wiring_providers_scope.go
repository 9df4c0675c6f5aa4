package components

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// keepProviders adds what the user's own providers send to, to what every Sidecar keeps, as istiod sends a proxy the
// provider's cluster only if its Sidecar has the host (istio/istio#53701).
func (m *mesh) keepProviders(p *plan.Plan) {
	for _, service := range m.providerServices() {
		switch service := service.(type) {
		case string:
			p.EgressHosts = append(p.EgressHosts, providerEgress(service))
		case pulumi.Output:
			p.EgressHosts = append(p.EgressHosts, service.ApplyT(func(known any) string {
				text, _ := plan.Plain(known).(string)
				return providerEgress(text)
			}))
		}
	}
}

// providerServices lists what the user's own providers send to, texts and Outputs of them.
func (m *mesh) providerServices() []any {
	lists := []any{valueAt(m.meshConfigValue(), extensionProviders)}
	if v := m.args.Values; v != nil && !v.Istiod.IsZero() {
		lists = append(lists, valueAt(v.Istiod.Value(), "meshConfig", extensionProviders))
	}
	var out []any
	for _, list := range lists {
		entries, _ := list.([]any)
		for _, entry := range entries {
			for _, kind := range serviceKinds {
				if service := valueAt(entry, kind, "service"); service != nil {
					out = append(out, service)
				}
			}
		}
	}
	return out
}

// providerEgress is a provider's service as an egress host.
func providerEgress(service string) string {
	namespace, host := extensionProvider{service: service}.place()
	if namespace == "" {
		namespace = "*"
	}
	return namespace + "/" + host
}

// providersInScope reports Sidecars that keep the proxies from a provider.
func (v meshView) providersInScope() {
	used := v.inUse()
	if len(used) == 0 {
		return
	}
	for _, o := range v.proved.Plan.Scopes {
		scope := v.scopeOf(o)
		if scope == nil {
			continue
		}
		egress, _ := proof.At(v.resolved(o), "spec", "egress").([]any)
		if len(egress) == 0 {
			continue
		}
		hosts, _ := proof.At(egress[0], "hosts").([]any)
		path, own := scope.path, o.Namespace
		if scope.meshDefault {
			own = "" // a dot is each proxy's own namespace there
		}
		for _, p := range used {
			namespace, host := p.place()
			if namespace == "" {
				continue
			}
			switch excluded, imported := inScope(hosts, own, namespace, host); {
			case excluded != "" && !v.control.version.AtLeast(minorOfExclusions):
				continue // this istiod refuses the entry, which the grammar's check tells
			case excluded != "":
				v.report(check.ProviderHidden, scope.pathOf(excluded), "it takes %s away, so the proxies of %s send nothing to the provider %s; narrow it, or leave it out",
					host, proxiesOf(path, o.Namespace), p.name)
			case !imported:
				v.report(check.ProviderHidden, path, "the proxies of %s send nothing to the provider %s, as they aren't told about %s; write hosts: [%q]",
					proxiesOf(path, o.Namespace), p.name, host, namespace+"/"+host)
			}
		}
	}
}

const meshDefaultPath = "sidecars.meshDefault"

func proxiesOf(path, namespace string) string {
	if path == meshDefaultPath {
		return "every namespace without a scope"
	}
	return namespace
}

// scopeOf is what a planned Sidecar comes from, nil for none.
func (m *mesh) scopeOf(o *plan.Object) *scope {
	if i, found := m.scopeByID[o.ID]; found && o.Kind == "Sidecar" {
		return &m.scopes[i]
	}
	return nil
}

// byID are the places of the scopes by the ID of the Sidecar that each becomes.
func byID(scopes []scope) map[string]int {
	out := map[string]int{}
	for i := range scopes {
		if _, twice := out[scopes[i].id]; !twice {
			out[scopes[i].id] = i
		}
	}
	return out
}

// pathOf is where an egress host is written in a scope.
func (s *scope) pathOf(host string) string {
	if i := slices.IndexFunc(s.declared, func(d declaredHost) bool { return d.host == host }); i >= 0 {
		return s.declared[i].path
	}
	return s.path
}

// inScope looks for a Service among a Sidecar's egress hosts: the entry that excludes it, "" for none, and whether one
// imports it. An exclusion goes before every import (pilot/pkg/model/sidecar.go of istio/istio, release 1.31). What is known
// later only may import everything.
func inScope(hosts []any, own, namespace, host string) (excluded string, imported bool) {
	for _, e := range hosts {
		entry, known := e.(string)
		if !known {
			imported = true
			continue
		}
		in, name, _ := strings.Cut(entry, "/")
		in, exclusion := strings.CutPrefix(in, "~")
		if exclusion && in == "" {
			if name == "*" {
				continue // imports nothing, and excludes nothing
			}
			in = "*"
		}
		if in == "." {
			in = own
		}
		if in != "*" && in != namespace || !nameCovers(name, host) {
			continue
		}
		if exclusion {
			return entry, imported
		}
		imported = true
	}
	return "", imported
}

// nameCovers reports whether a name, which may begin with a star, stands for a host.
func nameCovers(name, host string) bool {
	if rest, wild := strings.CutPrefix(name, "*"); wild {
		return strings.HasSuffix(host, rest)
	}
	return name == host
}
