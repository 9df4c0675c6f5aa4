package components

import (
	"maps"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// outside reports findings of the hosts outside the cluster that are called.
func (w wiring) outside() {
	entries, shared := w.callsOutside(), w.meshHosts()
	w.plainTCP(entries)
	described, told := w.args.Sidecars.externals(), w.entriesForAll()
	there := func(host string) bool {
		e := described[host].ServiceEntry
		return e != nil && !*e || told[host] != nil
	}
	said := w.providersOutside(there)
	for i := range w.mesh.scopes {
		s := &w.mesh.scopes[i]
		if len(s.external) == 0 || !w.drops(s) {
			continue
		}
		for _, c := range s.external {
			e := entries[entryKey{s.namespace, c.host}]
			switch {
			case e != nil && e.wanted || said[c.host]:
			case told[c.host] != nil:
				w.otherPorts(c, e, told[c.host])
			case there(c.host):
			case shared[c.host]:
				w.Report(check.ExternalUndeclared, c.path, "the proxies drop calls to %s unless a ServiceEntry names it, and none is made for a namespace alone, as a provider of the mesh is there, too; "+
					"make one that every namespace sees, and write sidecars.external: [{host: %q, serviceEntry: false}]", c.host, c.host)
			case c.registered:
				w.Report(check.ExternalUndeclared, c.path, "the proxies drop calls to %s unless a ServiceEntry in some namespace names it; write %q, by which one is made, "+
					"or sidecars.external: [{host: %q, serviceEntry: false}] where one is there", c.host, c.host, c.host)
			default:
				w.Report(check.ExternalUndeclared, c.path, "the proxies drop calls to %s unless a ServiceEntry names it; write it under sidecars.calls, which makes one, "+
					"with serviceEntry: true under sidecars.external if need be, or sidecars.external: [{host: %q, serviceEntry: false}] where one is there", c.host, c.host)
			}
		}
	}
}

// otherPorts reports a call to ports that the mesh's own ServiceEntry for the host, by which it sends traces there, doesn't have.
func (w wiring) otherPorts(c externalCall, e *externalEntry, there map[int]bool) {
	if e == nil {
		return
	}
	if missing := e.missingPorts(there); missing != "" {
		w.Report(check.ExternalUndeclared, c.path, "the proxies drop calls to port %s of %s, for which the mesh's own ServiceEntry, of tracing.existing, has port %s only; write that port, "+
			"or make a ServiceEntry with all of them and write serviceEntry: false under tracing.existing and for the host under sidecars.external", missing, c.host, portList(there))
	}
}

// drops reports whether the proxies of a scope drop what they aren't told about, also where the rendered mesh config alone says so.
func (w wiring) drops(s *scope) bool {
	if s.traffic != nil || w.registryOnly(s) {
		return w.registryOnly(s)
	}
	return slices.ContainsFunc(w.meshViews(), func(v meshView) bool { return proof.At(v.config, "outboundTrafficPolicy", "mode") == "REGISTRY_ONLY" })
}

// entriesForAll are the hosts of planned ServiceEntries that every namespace sees, with the ports that are known of each.
func (w wiring) entriesForAll() map[string]map[int]bool {
	out := map[string]map[int]bool{}
	for _, o := range w.proved.Plan.Objects {
		if o.Kind != "ServiceEntry" || o.Body["spec"].(plan.Tree)["exportTo"] != nil {
			continue
		}
		body := w.resolved(o)
		hosts, _ := proof.At(body, "spec", "hosts").([]any)
		for _, h := range hosts {
			if text, known := h.(string); known {
				out[text] = portNumbers(proof.At(body, "spec", "ports"))
			}
		}
	}
	return out
}

// portNumbers are those of a ServiceEntry's ports, as far as they are known.
func portNumbers(list any) map[int]bool {
	out := map[int]bool{}
	ports, _ := list.([]any)
	for _, p := range ports {
		switch number := proof.At(p, "number").(type) {
		case int:
			out[number] = true
		case float64:
			out[int(number)] = true
		}
	}
	return out
}

// providersOutside reports providers that send to a host outside which nobody is said to have told istiod about, and returns
// these hosts. Whoever writes down all calls is asked for these, too.
func (w wiring) providersOutside(there func(host string) bool) map[string]bool {
	said := map[string]bool{}
	if s := w.args.Sidecars; len(s.Calls) == 0 && len(s.Workloads) == 0 {
		return said
	}
	for _, v := range w.meshViews() {
		for _, p := range v.inUse() {
			namespace, host := p.place()
			if _, short := v.fullName(host); namespace != "" || short || strings.HasSuffix(host, ".svc") || there(host) {
				continue
			}
			said[host] = true
			v.report(check.ExternalUndeclared, p.path+"."+p.kind+".service", "istiod sends proxies nothing of %s unless a ServiceEntry names it; make one that every namespace sees, "+
				"and write sidecars.external: [{host: %q, serviceEntry: false}]", host, host)
		}
	}
	return said
}

// plainTCP reports ports whose connections nothing but an address could tell from others, without one.
func (w wiring) plainTCP(entries map[entryKey]*externalEntry) {
	resolved := w.resolvesEntries()
	for _, key := range slices.SortedFunc(maps.Keys(entries), entryKey.compare) {
		e := entries[key]
		at := slices.IndexFunc(e.ports, func(p ExternalPort) bool { return p.protocol() == externalTCP })
		switch {
		case !e.wanted || at < 0 || len(e.addresses) > 0:
		case strings.HasPrefix(e.host, "*"):
			w.Report(check.ExternalTCP, e.path, "%s has no address, so the proxies of %s take every connection to port %d for it; write addresses under sidecars.external, or the protocol if it is TLS or HTTP",
				e.host, e.namespace, e.ports[at].Number)
		case !resolved:
			w.Report(check.ExternalTCP, e.path, "the proxies of %s take every connection to port %d for %s; write dns: {capture: true, autoAllocate: true}, by which it gets an address of its own, "+
				"or addresses or another protocol under sidecars.external", e.namespace, e.ports[at].Number, e.host)
		}
	}
}

// resolvesEntries reports whether pods are told an address of its own for each host of a ServiceEntry, or that can't be known.
func (w wiring) resolvesEntries() bool {
	for _, v := range w.meshViews() {
		metadata, _ := proof.At(v.config, "defaultConfig", "proxyMetadata").(map[string]any)
		if captures, known := readableText(metadata[captureMetadata]); metadata[captureMetadata] == nil || known && captures != "true" {
			return false
		}
		d := w.args.DNS
		switch {
		case d != nil && d.AutoAllocate != nil:
			if !*d.AutoAllocate {
				return false
			}
		case !v.control.version.AtLeast(minorOfAllocation) && metadata[autoAllocateMetadata] == nil:
			return false
		}
	}
	return true
}

// minorOfAllocation is the minor release whose istiod first allocates addresses by default.
const minorOfAllocation = 25
