package components

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// meshHosts are the hosts outside that the mesh itself sends to: those of the user's providers, and the tracing collector. A host
// in the ServiceEntries of several namespaces is found for no provider (LookupCluster in pilot/pkg/model of istio/istio), and
// one in the calling namespace goes before that which the provider was made for. So they get no entry of a namespace's own.
func (m *mesh) meshHosts() map[string]bool {
	out := map[string]bool{}
	for _, service := range m.providerServices() {
		if text, known := plan.Plain(service).(string); known {
			_, host := extensionProvider{service: text}.place()
			out[host] = true
		}
	}
	if t := m.args.Tracing; t != nil && t.Existing != nil && !t.off() && !t.bootstrap() {
		if c, known, err := t.Existing.parse(m.clusterDomain()); known && err == nil && c.outside() {
			out[c.host] = true
		}
	}
	return out
}

// checkShared refuses an entry of each calling namespace's own for what the mesh itself sends to.
func (e ExternalHost) checkShared(f *check.Findings, path string, shared map[string]bool) {
	if shared[e.Host] && e.ServiceEntry != nil && *e.ServiceEntry {
		f.Errorf(path, "a provider or the tracing collector of the mesh is at %q, and istiod finds no host for it that several namespaces have; write false, "+
			"and make one ServiceEntry that every namespace sees", e.Host)
	}
}

// missingPorts are the ports of a call that a ServiceEntry for all doesn't have, where they are known: "" for none.
func (e *externalEntry) missingPorts(there map[int]bool) string {
	var out []string
	for _, p := range e.ports {
		if len(there) > 0 && !there[p.Number] {
			out = append(out, strconv.Itoa(p.Number))
		}
	}
	return strings.Join(out, ", ")
}

// portList names ports in their order.
func portList(ports map[int]bool) string {
	var out []string
	for _, number := range slices.Sorted(maps.Keys(ports)) {
		out = append(out, strconv.Itoa(number))
	}
	return strings.Join(out, ", ")
}
