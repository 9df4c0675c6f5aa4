package components

import (
	"fmt"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// graph reports findings of who is said to call whom.
func (w wiring) graph() {
	known := w.knownNamespaces()
	slips := slipsOf(known)
	domain := ".svc." + w.clusterDomain()
	for i := range w.mesh.scopes {
		s := &w.mesh.scopes[i]
		if !s.graph {
			continue
		}
		for _, c := range s.external {
			if _, short := w.fullName(c.host); short {
				service, in, _ := strings.Cut(c.host, ".")
				w.Report(check.CallUnknown, c.path, "%q is read as a host outside the cluster, and no such name is known there; for the Service write %q", c.host,
					fmt.Sprintf("%s/%s.%s%s", in, service, in, domain))
			}
		}
		itself := len(s.declared) > 0
		for _, d := range s.declared {
			namespace, name, _ := strings.Cut(strings.TrimPrefix(d.host, "~"), "/")
			itself = itself && (namespace == s.namespace || namespace == ".")
			if namespace == "" || namespace == "*" || namespace == "." {
				continue
			}
			service, inside := strings.CutSuffix(name, domain)
			switch in := service[strings.LastIndex(service, ".")+1:]; {
			case !known[namespace] && slips.of(namespace) != "":
				w.Report(check.CallUnknown, d.path, "no argument knows a namespace %q, but one knows %q; write that, or, if there is such a namespace, injection: {namespaces: [{name: %s}]} where the mesh takes it in, "+
					"else ignore: [%q]", namespace, slips.of(namespace), namespace, check.CallUnknown)
			case inside && in != namespace && !s.imports(in, name):
				w.Report(check.CallElsewhere, d.path, "the Service %s is in namespace %s, so nothing is found in %s; write %q, in place of it or, if it is for the VirtualServices there, beside it", name, in, namespace, in+"/"+name)
			}
		}
		if itself {
			w.Report(check.CallsItself, s.path, "namespace %s calls nobody but itself by this, and its own services are always in scope; write what else it calls, or [] for nothing", s.namespace)
		}
	}
}

// imports reports whether an entry imports a Service from its own namespace. Beside it, one of another namespace imports the
// VirtualServices there that are for the Service (SelectVirtualServices in pilot/pkg/model of istio/istio).
func (s *scope) imports(namespace, host string) bool {
	hosts := []any{"./*"}
	for _, d := range s.declared {
		hosts = append(hosts, d.host)
	}
	excluded, imported := inScope(hosts, s.namespace, namespace, host)
	return excluded == "" && imported
}

// knownNamespaces are those that the arguments speak of, other than as being called.
func (m *mesh) knownNamespaces() map[string]bool {
	out := map[string]bool{m.namespace: true, m.rootNamespace(): true}
	for i := range m.scopes {
		out[m.scopes[i].namespace] = true
	}
	for i := range m.gateways {
		out[m.gateways[i].namespace()] = true
	}
	if m.args.Injection != nil {
		for _, n := range m.args.Injection.Namespaces {
			out[n.Name] = true
		}
	}
	return out
}

// slips finds names that differ from a known one by a slip of the pen: a letter too much, too few, another, or at another place.
// Each known name is found by what is left of it without one letter, so that thousands of them cost little.
type slips map[string]string

func slipsOf(known map[string]bool) slips {
	out := slips{}
	for name := range known {
		for _, rest := range withoutOne(name) {
			// The first by the alphabet, whatever the order of the map.
			if other, taken := out[rest]; !taken || name < other {
				out[rest] = name
			}
		}
	}
	return out
}

// of is the known name that another one is likely to mean, "" for none.
func (s slips) of(name string) string {
	for _, rest := range withoutOne(name) {
		if known := s[rest]; known != "" {
			return known
		}
	}
	return ""
}

// shortestWord is how many letters a word of a name must have for a letter to be a slip: team-a and team-b are two teams.
const shortestWord = 4

// withoutOne is a name, and what is left of it without one of the letters of its longer words. Numbers aren't slips.
func withoutOne(name string) []string {
	out := []string{name}
	start := 0
	for _, word := range strings.SplitAfter(name, "-") {
		if len(strings.TrimSuffix(word, "-")) >= shortestWord {
			for i := range len(word) {
				if word[i] >= 'a' && word[i] <= 'z' {
					out = append(out, name[:start+i]+name[start+i+1:])
				}
			}
		}
		start += len(word)
	}
	return out
}
