package kiali

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// renamed are keys that have a new name in every release of Kiali 2.
//
// Source: config/config.go of kiali/kiali, compared from v1.80 to v2.30; the first four since v2.0.0.
var renamed = map[string]string{
	"external_services.grafana.in_cluster_url": "external_services.grafana.internal_url",
	"external_services.grafana.url":            "external_services.grafana.external_url",
	"external_services.tracing.in_cluster_url": "external_services.tracing.internal_url",
	"external_services.tracing.url":            "external_services.tracing.external_url",
}

// accessibleNamespaces is where Kiali 1 was told which namespaces it shows.
const accessibleNamespaces = "deployment.accessible_namespaces"

// successors say what to do instead of keys that have gone.
var successors = map[string]string{
	"istio_namespace":                         "leave it out: Kiali finds the control planes by itself, in the namespace of the mesh's argument namespace",
	"external_services.istio.root_namespace":  "leave it out: Kiali reads it from the mesh config",
	"external_services.istio.registry":        "leave it out: Kiali asks istiod itself",
	"deployment.remote_secret_path":           "leave it out: remote clusters come from Secrets labelled kiali.io/multiCluster=true",
	"auth.openid.client_secret":               "write the argument auth.openid.clientSecret",
	"server.static_content_root_directory":    "leave it out: the image knows where its files are",
	"external_services.istio.config_map_name": "leave it out: Kiali finds the control planes by itself",
}

func successor(path string) string {
	for at := path; at != ""; at = at[:max(strings.LastIndex(at, "."), 0)] {
		if text, ok := successors[at]; ok {
			return text
		}
	}
	return "leave it out"
}

// namespacesOfKiali1 is how Kiali 1 was told which namespaces it hides; it has no successor of the same meaning.
const namespacesOfKiali1 = "api.namespaces"

// Rename is a key that was written by an old name.
type Rename struct {
	Old, New string
	// Text says what became of it.
	Text string
	// Lost: it could not be carried over.
	Lost bool
}

// Modernize returns a configuration with today's names in place of old ones, and what it renamed. The one that is given is
// left alone.
func Modernize(config map[string]any) (map[string]any, []Rename) {
	out := clone(config)
	var renames []Rename
	for _, old := range slices.Sorted(maps.Keys(renamed)) {
		value, ok := Take(out, old)
		if !ok {
			continue
		}
		r := Rename{Old: old, New: renamed[old], Text: "its name is " + renamed[old] + " now, under which it is passed on; write that"}
		if _, both := Get(out, r.New); both {
			r.Text = "its name is " + r.New + " now, which is written beside it and wins; leave the old one out"
		} else {
			Put(out, value, r.New)
		}
		renames = append(renames, r)
	}
	if value, ok := Take(out, accessibleNamespaces); ok {
		renames = append(renames, modernizeNamespaces(out, value))
	}
	if _, ok := Take(out, namespacesOfKiali1); ok {
		renames = append(renames, Rename{
			Old: namespacesOfKiali1, Text: "Kiali 2 doesn't read it; write deployment.discovery_selectors, with label selectors", Lost: true,
		})
		if rest, _ := out["api"].(map[string]any); len(rest) == 0 {
			delete(out, "api")
		}
	}
	return out, renames
}

// modernizeNamespaces turns a list of namespaces into the selector that picks them.
func modernizeNamespaces(config map[string]any, value any) Rename {
	const selectors = "deployment.discovery_selectors"
	r := Rename{Old: accessibleNamespaces, New: selectors}
	list, _ := value.([]any)
	var names []any
	for _, e := range list {
		name, _ := e.(string)
		switch {
		case name == "**":
			r.Text = "Kiali 2 sees every namespace without it; leave it out"
			return r
		case name == "" || strings.ContainsAny(name, `*.^$[(|\+?`):
			r.Lost = true
		}
		names = append(names, e)
	}
	if _, both := Get(config, selectors+".default"); both || len(names) == 0 || r.Lost {
		r.Lost = true
		r.Text = fmt.Sprintf("Kiali 2 picks namespaces by label; write %s.default, a list of label selectors, for example of kubernetes.io/metadata.name", selectors)
		return r
	}
	Put(config, []any{map[string]any{"matchExpressions": []any{map[string]any{
		"key": "kubernetes.io/metadata.name", "operator": "In", "values": names,
	}}}}, selectors+".default")
	r.Text = "Kiali 2 picks namespaces by label, so it is passed on as " + selectors + ".default; write that"
	return r
}
