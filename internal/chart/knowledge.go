package chart

import (
	"bytes"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	helmchart "helm.sh/helm/v3/pkg/chart"
	sigsyaml "sigs.k8s.io/yaml"
)

// knowledge is what a chart tells of its values.
type knowledge struct {
	// defaults are the keys that have a default.
	defaults *node
	// reads are the keys that the templates read.
	reads *mentions
	// schema is values.schema.json.
	schema schemaNode
	// subcharts are the charts in it, by the key of their values.
	subcharts map[string]*knowledge
	// lifted are the keys whose content a template merges into the top: what stands there may as well stand below them.
	lifted map[string]bool
}

// lifting is how Istio's charts take the content of a key, like pilot, for the values.
var lifting = regexp.MustCompile(`[mM]ergeOverwrite \$?\.Values \(index \$?\.Values "([A-Za-z_]+)"\)`)

// wrappers are the keys under which Istio's charts keep their defaults, so that a profile fits in between them and the
// user's. What is below stands at the top.
var wrappers = []string{"_internal_defaults_do_not_set", "defaults"}

// ofHelm are keys that Helm itself reads, in charts with others inside.
var ofHelm = map[string]any{"tags": map[string]any{}, "global": map[string]any{}}

// learn collects what a chart tells.
func learn(c *helmchart.Chart) *knowledge {
	k := &knowledge{defaults: &node{}, reads: readTemplates(c), schema: parseSchema(c.Schema), subcharts: map[string]*knowledge{}, lifted: map[string]bool{}}
	for _, f := range c.Templates {
		if !bytes.Contains(f.Data, []byte("ergeOverwrite")) {
			continue
		}
		for _, found := range lifting.FindAllSubmatch(f.Data, -1) {
			k.lifted[string(found[1])] = true
		}
	}
	k.defaults.add(c.Values, true)
	for _, key := range wrappers {
		k.defaults.add(c.Values[key], true)
	}
	k.defaults.add(ofHelm, true)
	for _, f := range c.Files {
		if base := path.Base(f.Name); strings.HasPrefix(base, "profile-") && strings.HasSuffix(base, ".yaml") {
			var profile map[string]any
			if sigsyaml.Unmarshal(f.Data, &profile) == nil {
				k.defaults.add(profile, false)
			}
		}
	}
	for _, d := range c.Metadata.Dependencies {
		if d != nil {
			for condition := range strings.SplitSeq(d.Condition, ",") {
				k.reads.path(strings.TrimSpace(condition))
			}
		}
	}
	for _, d := range c.Dependencies() {
		k.inherit(d.Name(), learn(d))
		for _, entry := range c.Metadata.Dependencies {
			if entry != nil && entry.Name == d.Name() && entry.Alias != "" {
				k.inherit(entry.Alias, learn(d))
			}
		}
	}
	return k
}

// inherit takes up what is known of a chart inside. What this chart sets or reads of its values is known there, and the
// globals that it reads are known here.
func (k *knowledge) inherit(key string, sub *knowledge) {
	k.subcharts[key] = sub
	if own := k.defaults.child(key); own != nil {
		sub.defaults.merge(own)
	}
	if globals := sub.defaults.child("global"); globals != nil {
		k.defaults.child("global").merge(globals)
	}
	for p := range k.reads.paths {
		if rest, ok := strings.CutPrefix(p, key+"."); ok {
			sub.reads.paths[rest] = true
		}
	}
	for p := range sub.reads.paths {
		if strings.HasPrefix(p, "global.") {
			k.reads.paths[p] = true
		}
	}
}

// node is a key of which defaults are known, with the keys below it.
type node struct {
	// values are its defaults: those of the chart and of the profiles.
	values   []any
	children map[string]*node
	// own says that values.yaml has it, with all that belongs there. A profile only has what it changes.
	own bool
}

// add enters a default.
func (n *node) add(value any, own bool) {
	n.own = n.own || own
	n.values = append(n.values, value)
	m, ok := value.(map[string]any)
	if !ok {
		return
	}
	for key, inner := range m {
		if n.children == nil {
			n.children = map[string]*node{}
		}
		if n.children[key] == nil {
			n.children[key] = &node{}
		}
		n.children[key].add(inner, own)
	}
}

// merge enters all defaults of another.
func (n *node) merge(other *node) {
	for _, v := range other.values {
		n.add(v, other.own)
	}
}

func (n *node) child(key string) *node {
	if n == nil {
		return nil
	}
	return n.children[key]
}

func (n *node) keys() []string {
	if n == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(n.children))
}

// free reports whether any key may stand below: nothing is known of those there, or they aren't names but labels and the
// like.
func (n *node) free() bool {
	if n == nil || len(n.children) == 0 {
		return true
	}
	for key := range n.children {
		if strings.ContainsAny(key, "./") {
			return true
		}
	}
	return false
}

// find returns the place of a key of that name, the nearest to the top, or nil.
func (n *node) find(key string) []string {
	type step struct {
		*node
		place []string
	}
	for queue := []step{{n, nil}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for _, name := range at.keys() {
			if slices.Contains(wrappers, name) || name == "global" && at.place != nil {
				continue
			}
			place := append(slices.Clip(at.place), name)
			if name == key {
				return place
			}
			queue = append(queue, step{at.children[name], place})
		}
	}
	return nil
}
