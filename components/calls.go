package components

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/calls"
	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// WorkloadCalls is what some pods of a namespace call.
type WorkloadCalls struct {
	Namespace        string            `pulumi:"namespace"`
	Name             string            `pulumi:"name"`
	WorkloadSelector map[string]string `pulumi:"workloadSelector"`
	Calls            []string          `pulumi:"calls,optional"`
	OutboundTraffic  *OutboundTraffic  `pulumi:"outboundTraffic,optional"`
}

// Annotate describes the properties for the schema.
func (w *WorkloadCalls) Annotate(a infer.Annotator) {
	a.Describe(&w, "What some pods of a namespace call, as a Sidecar of their own. It takes the place of the namespace's, and nothing is added from there.")
	a.Describe(&w.Namespace, "The namespace.")
	a.Describe(&w.Name, "Name of the Sidecar, for example that of the workload.")
	a.Describe(&w.WorkloadSelector, "Labels of the pods.")
	a.Describe(&w.Calls, "What the pods call, all of it, in the words of `sidecars.calls`. Default: nothing.")
	a.Describe(&w.OutboundTraffic, trafficText)
}

// call is an entry of the graph.
type call struct {
	// host is the entry of a Sidecar's egress hosts, `namespace/dnsName`.
	host string
	// external is the host, and port its port, of a call that leaves the cluster; "" and 0 where the entry names none.
	external string
	port     int
	// registered: it is written as a host of whichever namespace has it, so no ServiceEntry is made unless that is asked for.
	registered bool
}

// longestExternal is how long a host outside may be: the names of objects have 253 characters, and ours begin with a word.
const longestExternal = 253 - len("external-")

// readCall reads an entry of the graph. The error says what to write instead; the grammar of the egress host is another matter.
func readCall(entry, clusterDomain string) (call, error) {
	e, err := calls.ParseEntry(entry, clusterDomain)
	switch {
	case err != nil:
		return call{}, err
	case e.Namespace == "*" && !e.Excludes && !e.Outside && !mayBeService(e.Host, clusterDomain):
		return call{host: e.EgressHost(), external: e.Host, registered: true}, nil
	case !e.Outside:
		return call{host: e.EgressHost()}, nil
	case len(e.Host) > longestExternal:
		return call{}, fmt.Errorf("%q is longer than the %d characters that the name of its ServiceEntry has room for; shorten it", e.Host, longestExternal)
	}
	return call{host: e.EgressHost(), external: e.Host, port: e.Port}, nil
}

// mayBeService reports whether a host, or one that its wildcard stands for, may be that of a Service.
func mayBeService(host, clusterDomain string) bool {
	services := ".svc." + clusterDomain
	return strings.HasSuffix(host, services) || nameCovers(host, services)
}

// graph lists the scopes that the graph of calls becomes. What can't be read is left out, and reported by checkCalls.
func (s *Sidecars) graph(m *mesh) []scope {
	var out []scope
	domain := m.clusterDomain()
	add := func(namespace, name, path, entriesPath string, entries []string, selector map[string]string, traffic *OutboundTraffic) {
		if traffic == nil {
			traffic = s.OutboundTraffic
		}
		of := scope{path: path, id: scopeID(namespace, name), namespace: namespace, name: name, selector: selector, traffic: traffic, graph: true}
		for i, entry := range entries {
			at := fmt.Sprintf("%s[%d]", entriesPath, i)
			c, err := readCall(entry, domain)
			if err != nil {
				continue
			}
			of.declared = append(of.declared, declaredHost{c.host, at})
			if c.external != "" {
				of.external = append(of.external, externalCall{c.external, c.port, at, c.registered})
			}
		}
		out = append(out, of)
	}
	for _, namespace := range slices.Sorted(maps.Keys(s.Calls)) {
		at := callsPath(namespace)
		add(namespace, defaultScope, at, at, s.Calls[namespace], nil, nil)
	}
	for i, w := range s.Workloads {
		at := fmt.Sprintf("sidecars.workloads[%d]", i)
		add(w.Namespace, w.Name, at, at+".calls", w.Calls, w.WorkloadSelector, w.OutboundTraffic)
	}
	return out
}

// callsPath is the argument that says what a namespace calls.
func callsPath(namespace string) string { return fmt.Sprintf("sidecars.calls[%q]", namespace) }

// checkCalls reports what can't be read of the graph.
func (s *Sidecars) checkCalls(f *check.Findings, m *mesh) {
	check.Enum(f, "sidecars.outboundTraffic", s.OutboundTraffic)
	if s.OutboundTraffic != nil && len(s.Calls) == 0 && len(s.Workloads) == 0 {
		f.Errorf("sidecars.outboundTraffic", "it is for the scopes of calls and workloads, of which there are none; write it into the other scopes, or leave it out")
	}
	reader := callReader{f, m, m.clusterDomain()}
	for _, namespace := range slices.Sorted(maps.Keys(s.Calls)) {
		at := callsPath(namespace)
		check.Namespace(f, at, namespace)
		if namespace == m.rootNamespace() {
			f.Errorf(at, "a Sidecar for all pods of the mesh's root namespace is that of every namespace without one; write meshDefault for that, "+
				"or workloads for single ones of its pods")
		}
		reader.check(at, s.Calls[namespace])
	}
	for i, w := range s.Workloads {
		at := fmt.Sprintf("sidecars.workloads[%d]", i)
		check.Namespace(f, at+".namespace", w.Namespace)
		check.Subdomain(f, at+".name", w.Name)
		if len(w.WorkloadSelector) == 0 {
			f.Errorf(at+".workloadSelector", "no label tells which pods it is for; write the labels of the workload's pods, or sidecars.calls for the whole namespace")
		}
		check.Labels(f, at+".workloadSelector", w.WorkloadSelector)
		check.Enum(f, at+".outboundTraffic", w.OutboundTraffic)
		reader.check(at+".calls", w.Calls)
	}
}

// callReader checks lists of what is called.
type callReader struct {
	*check.Findings

	m             *mesh
	clusterDomain string
}

func (r callReader) check(path string, entries []string) {
	for i, entry := range entries {
		at := fmt.Sprintf("%s[%d]", path, i)
		c, err := readCall(entry, r.clusterDomain)
		switch {
		case err != nil:
			r.Errorf(at, "%v", err)
		case !strings.ContainsAny(entry, "./:"):
			check.Namespace(r.Findings, at, entry)
		default:
			checkHost(r.Findings, at, c.host, r.m.releases())
		}
	}
}
