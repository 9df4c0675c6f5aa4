package calls

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Graph is who calls whom: by namespace, what its pods call, in the shape of the argument `sidecars.calls`.
type Graph map[string][]string

// Question is what an observation is compared with.
type Question struct {
	// Declared is the graph that somebody declared, of entries that ParseEntry takes.
	Declared Graph
	// MeshNamespace is that of the control plane, whose pods have no scope of this kind: that of the root namespace is the mesh's default.
	MeshNamespace string
	// Ignore lists namespaces whose calls aren't looked at.
	Ignore []string
	// ByHost: the graph names hosts of Services, not their namespaces.
	ByHost bool
	// Period says when the calls were made, as in "within 7d".
	Period string
}

// Item is something that somebody should look at.
type Item struct {
	// Namespace is that of who calls, "" where nobody knows.
	Namespace string
	// Entry is the entry of the graph, "" where there is none.
	Entry string
	// Hosts were called, sorted.
	Hosts []string
	// Workloads called, sorted.
	Workloads []string
	// Message says what it means, and what to do.
	Message string
}

// Report is what came of the comparison. Its lists are sorted by namespace and entry.
type Report struct {
	// Observed is the observed graph: what is called beside a namespace's own services.
	Observed Graph
	// Wanted is the declared graph with what is missing in it.
	Wanted Graph
	// Missing is observed and not declared.
	Missing []Item
	// Unseen is declared and not observed.
	Unseen []Item
	// Blocked is what proxies refused.
	Blocked []Item
	// Unnamed is what went somewhere that the metrics don't name.
	Unnamed []Item
	// ByServer is what only the callee counted.
	ByServer []Item
}

// comparison is what Compare works with.
type comparison struct {
	Question
	declared map[string][]Entry
	calls    []Call
	report   Report
}

// Compare makes a graph of what was observed, and holds it against what is declared. The error is that of ParseEntry.
func Compare(observed []Call, q Question) (Report, error) {
	c := comparison{Question: q, declared: map[string][]Entry{}, report: Report{Observed: Graph{}, Wanted: Graph{}}}
	for namespace, texts := range q.Declared {
		c.report.Wanted[namespace] = unique(texts)
		for _, text := range texts {
			entry, err := ParseEntry(text, "")
			if err != nil {
				return Report{}, err
			}
			c.declared[namespace] = append(c.declared[namespace], entry)
		}
	}
	for _, call := range resolved(observed, q.Declared) {
		if !slices.Contains(q.Ignore, call.From) && (call.From == "" || call.From != q.MeshNamespace) {
			c.calls = append(c.calls, call)
		}
	}
	c.sortCalls()
	c.unseen()
	return c.report, nil
}

// sortCalls puts each call where it belongs.
func (c *comparison) sortCalls() {
	missing, blocked, unnamed, byServer := &list{}, &list{}, &list{}, &list{}
	told := map[Call]bool{} // what callers counted themselves
	for _, call := range c.calls {
		if !call.ByServer {
			told[Call{From: call.From, Host: call.Host}] = true
		}
	}
	for _, call := range c.calls {
		switch {
		case call.ByServer:
			if !told[Call{From: call.From, Host: call.Host}] && (call.From == "" || call.From != call.Namespace) {
				byServer.add(call, c.entryFor(call), serverMessage(call))
			}
		case call.From == "":
			// A proxy knows its own namespace; this one's metadata is broken, and nothing can be declared for it.
			unnamed.add(call, "", "The proxy that counted this doesn't know its own namespace; look at its pod.")
		case call.Way == Blocked:
			blocked.add(call, c.entryFor(call), blockedMessage(call))
		case !call.named():
			c.seen(call.From)
			unnamed.add(call, "", unnamedMessage)
		default:
			c.place(call, missing)
		}
	}
	for namespace, entries := range c.report.Observed {
		c.report.Observed[namespace] = unique(entries)
	}
	for namespace, entries := range c.report.Wanted {
		c.report.Wanted[namespace] = unique(entries)
	}
	c.report.Missing, c.report.Blocked, c.report.Unnamed, c.report.ByServer = missing.items(), blocked.items(), unnamed.items(), byServer.items()
}

// seen makes sure that a namespace that calls is in the graph: one that calls nobody else has a scope, too.
func (c *comparison) seen(namespace string) {
	for _, graph := range []Graph{c.report.Observed, c.report.Wanted} {
		if graph[namespace] == nil {
			graph[namespace] = []string{}
		}
	}
}

// place puts a call into the graph, and among what is missing if nothing declared covers it.
func (c *comparison) place(call Call, missing *list) {
	c.seen(call.From)
	declared := c.declared[call.From]
	covers := slices.IndexFunc(declared, func(e Entry) bool { return !e.Excludes && e.Covers(call) })
	excludes := slices.IndexFunc(declared, func(e Entry) bool { return e.Excludes && e.Covers(call) })
	switch {
	case excludes >= 0:
		missing.add(call, declared[excludes].Text, "The entry excludes what is called. Leave it out, or end the calls.")
		if entry := c.entryFor(call); !kept(call) {
			c.report.Observed[call.From] = append(c.report.Observed[call.From], entry)
		}
		return
	case covers >= 0 && !call.Service:
		// An external host stays the external host that was declared, whoever wrote its ServiceEntry.
		c.report.Observed[call.From] = append(c.report.Observed[call.From], declared[covers].Text)
		return
	case kept(call):
		return
	}
	entry := c.entryFor(call)
	if covers < 0 {
		missing.add(call, entry, missingMessage(call))
		c.report.Wanted[call.From] = append(c.report.Wanted[call.From], entry)
	}
	c.report.Observed[call.From] = append(c.report.Observed[call.From], entry)
}

// kept reports whether every scope has what is called: the namespace's own services.
func kept(call Call) bool { return call.Namespace != "" && call.Namespace == call.From }

// entryFor is what to declare of a call. Who lists hosts of a namespace gets one more host, not the whole namespace.
func (c *comparison) entryFor(call Call) string {
	if !call.named() {
		return ""
	}
	return call.entry(c.ByHost || slices.ContainsFunc(c.declared[call.From], func(e Entry) bool {
		return !e.Excludes && e.ofOneHost() && e.Namespace == call.Namespace
	}))
}

// unseen lists what is declared and wasn't observed.
func (c *comparison) unseen() {
	out, byNamespace := &list{}, map[string][]Call{}
	for _, call := range c.calls {
		byNamespace[call.From] = append(byNamespace[call.From], call)
	}
	for _, namespace := range slices.Sorted(maps.Keys(c.declared)) {
		if slices.Contains(c.Ignore, namespace) {
			continue
		}
		own := byNamespace[namespace]
		for _, entry := range c.declared[namespace] {
			if !entry.Excludes && !slices.ContainsFunc(own, func(call Call) bool { return call.named() && call.Way != Blocked && entry.mayBe(call) }) {
				out.add(Call{From: namespace}, entry.Text, c.unseenMessage(namespace, entry, own))
			}
		}
	}
	c.report.Unseen = out.items()
}

// resolved completes hosts of the form name.namespace, which is how Services are called that a proxy was not told about, where
// the second part is a namespace that is known otherwise.
func resolved(calls []Call, declared Graph) []Call {
	namespaces, domain := map[string]bool{}, "cluster.local"
	for namespace := range declared {
		namespaces[namespace] = true
	}
	for _, call := range calls {
		namespaces[call.From] = true
		if call.Service {
			namespaces[call.Namespace] = true
			if _, of, _ := cutService(call.Host, ""); of != "" {
				domain = of
			}
		}
	}
	out := make([]Call, 0, len(calls))
	for _, call := range calls {
		name, namespace, two := strings.Cut(call.Host, ".")
		switch {
		case two && call.Namespace == "" && namespaces[namespace]:
			call.Service, call.Namespace, call.Port = true, namespace, ""
			call.Host = name + "." + namespace + ".svc." + domain
		case call.Service && strings.HasSuffix(call.Host, ".svc"):
			call.Host += "." + domain
		}
		out = append(out, call)
	}
	return out
}

// list gathers calls under their namespace and entry.
type list struct{ of map[[2]string]*Item }

func (l *list) add(call Call, entry, message string) {
	if l.of == nil {
		l.of = map[[2]string]*Item{}
	}
	key := [2]string{call.From, entry}
	item := l.of[key]
	if item == nil {
		item = &Item{Namespace: call.From, Entry: entry, Message: message}
		l.of[key] = item
	}
	if call.Host != "" {
		item.Hosts = unique(append(item.Hosts, call.what()))
	}
	if call.Workload != "" {
		item.Workloads = unique(append(item.Workloads, call.Workload))
	}
}

func (l *list) items() []Item {
	var out []Item
	for _, item := range l.of {
		out = append(out, *item)
	}
	slices.SortFunc(out, func(a, b Item) int {
		return cmp.Or(strings.Compare(a.Namespace, b.Namespace), strings.Compare(a.Entry, b.Entry))
	})
	return out
}

// unique sorts, and drops repetitions. The list is never nil.
func unique(list []string) []string {
	out := append([]string{}, list...)
	slices.Sort(out)
	return slices.Compact(out)
}
