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
	entries := w.serviceEntries()
	w.plainTCP(entries)
	described, told := w.args.Sidecars.externals(), w.entriesForAll()
	there := func(host string) bool {
		e := described[host].ServiceEntry
		return e != nil && !*e || told[host]
	}
	for i := range w.mesh.scopes {
		s := &w.mesh.scopes[i]
		if len(s.external) == 0 || !w.drops(s) {
			continue
		}
		for _, c := range s.external {
			if entries[entryKey{s.namespace, c.host}] == nil && !there(c.host) {
				w.Report(check.ExternalUndeclared, c.path, "the proxies drop calls to %s unless a ServiceEntry names it; write it under sidecars.calls, which makes one, "+
					"with serviceEntry: true under sidecars.external if need be, or sidecars.external: [{host: %q, serviceEntry: false}] where one is there", c.host, c.host)
			}
		}
	}
	w.providersOutside(there)
}

// drops reports whether the proxies of a scope drop what they aren't told about, also where the rendered mesh config alone says so.
func (w wiring) drops(s *scope) bool {
	if s.traffic != nil || w.registryOnly(s) {
		return w.registryOnly(s)
	}
	return slices.ContainsFunc(w.meshViews(), func(v meshView) bool { return proof.At(v.config, "outboundTrafficPolicy", "mode") == "REGISTRY_ONLY" })
}

// entriesForAll are the hosts of planned ServiceEntries that every namespace sees.
func (w wiring) entriesForAll() map[string]bool {
	out := map[string]bool{}
	for _, o := range w.proved.Plan.Objects {
		if o.Kind != "ServiceEntry" || o.Body["spec"].(plan.Tree)["exportTo"] != nil {
			continue
		}
		hosts, _ := proof.At(w.resolved(o), "spec", "hosts").([]any)
		for _, h := range hosts {
			if text, known := h.(string); known {
				out[text] = true
			}
		}
	}
	return out
}

// providersOutside reports providers that send to a host outside which nobody is said to have told istiod about. Whoever writes
// down all calls is asked for these, too.
func (w wiring) providersOutside(there func(host string) bool) {
	if s := w.args.Sidecars; len(s.Calls) == 0 && len(s.Workloads) == 0 {
		return
	}
	for _, v := range w.meshViews() {
		for _, p := range v.inUse() {
			namespace, host := p.place()
			if _, short := v.fullName(host); namespace != "" || short || strings.HasSuffix(host, ".svc") || there(host) {
				continue
			}
			v.report(check.ExternalUndeclared, p.path+"."+p.kind+".service", "istiod sends proxies nothing of %s unless a ServiceEntry names it; make one, "+
				"and write sidecars.external: [{host: %q, serviceEntry: false}]", host, host)
		}
	}
}

// plainTCP reports ports whose connections nothing but an address could tell from others, without one.
func (w wiring) plainTCP(entries map[entryKey]*externalEntry) {
	resolved := w.resolvesEntries()
	for _, key := range slices.SortedFunc(maps.Keys(entries), entryKey.compare) {
		e := entries[key]
		at := slices.IndexFunc(e.ports, func(p ExternalPort) bool { return p.protocol() == externalTCP })
		switch {
		case at < 0 || len(e.addresses) > 0:
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
