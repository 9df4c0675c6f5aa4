package importer

import (
	"fmt"
	"reflect"
	"slices"
)

const (
	group      = "install.istio.io"
	apiVersion = group + "/v1alpha1"
	kind       = "IstioOperator"
)

// add sorts a document in, and the items of a List.
func (in *input) add(r *reader, root *node) {
	if root == nil || root.null() {
		return // an empty document, or one that is told already
	}
	if !root.isMap {
		r.errors.at(root, "a document is a map with apiVersion and kind; this one is something else")
		return
	}
	version, name := root.at("apiVersion").text(), root.at("kind").text()
	switch {
	case version == "" || name == "":
		r.errors.at(root, "a document needs apiVersion and kind; write apiVersion: %s and kind: %s", apiVersion, kind)
	case name == "List" && version == "v1" || name == kind+"List":
		items := root.at("items")
		if items == nil || !items.isList {
			r.errors.at(root, "a List has items; write them")
			return
		}
		for _, item := range items.items {
			in.add(r, item)
		}
		root.without("items").mark(Dropped, "", "it belongs to the list")
		in.documents = append(in.documents, document{root: root.without("items"), other: "the list itself"})
	case name == kind && version == apiVersion:
		in.documents = append(in.documents, document{root: root})
	case name == kind || name == "IstioControlPlane":
		r.errors.at(root, "%s of %s is not read; of Istio's installers it is apiVersion: %s, kind: %s", name, version, apiVersion, kind)
	default:
		root.entry = &Entry{
			Document: root.doc, Line: root.line, Outcome: Manual,
			Message: fmt.Sprintf("the %s %q is no IstioOperator; it stays where it is, or goes into your program", name, root.at("metadata", "name").text()),
		}
		in.documents = append(in.documents, document{root: root, other: name})
	}
}

func (in *input) hasOperator() bool {
	return slices.ContainsFunc(in.documents, func(d document) bool { return d.other == "" })
}

// spec merges the documents into one. Two that say different things of one field are an error.
func (in *input) spec(errs *Errors) *node {
	var out *node
	for _, d := range in.documents {
		if d.other != "" {
			continue
		}
		for _, key := range []string{"apiVersion", "kind"} {
			d.root.at(key).mark(Default, "", "")
		}
		for _, key := range d.root.keys {
			switch n := d.root.fields[key]; key {
			case "apiVersion", "kind", "metadata", "spec":
			case "status":
				n.mark(Dropped, "", "it was the operator's record of what it did")
			default:
				errs.at(n, "an IstioOperator has no field %s; %s", key, didYouMean(key, []string{"metadata", "spec"}))
			}
		}
		spec := d.root.at("spec")
		switch {
		case spec == nil:
		case spec.null():
			spec.mark(Default, "", "nothing is said, which is the profile default")
		case spec.isMap && spec.leaf():
			spec.mark(Default, "", "nothing is said, which is the profile default")
		case !spec.isMap:
			errs.at(spec, "spec is a map; write spec: {profile: default}")
		default:
			out = join(errs, out, spec)
		}
	}
	if out == nil {
		out = &node{isMap: true, path: "spec"}
	}
	return out
}

// join merges two documents, where neither goes before the other.
func join(errs *Errors, first, second *node) *node {
	switch {
	case first == nil:
		return second
	case first.isMap && second.isMap && len(first.keys) > 0:
		out := first.without()
		for _, key := range second.keys {
			out.set(key, join(errs, out.fields[key], second.fields[key]))
		}
		return out
	case !reflect.DeepEqual(first.data(), second.data()):
		errs.at(second, "it is set to something else on line %d, in document %d; keep one of the two, or import each IstioOperator by itself: "+
			"several in a cluster are several control planes, which otherRevisions has", first.line, first.doc)
	default:
		second.mark(Dropped, "", fmt.Sprintf("line %d says the same", first.line))
	}
	return first
}

// report lists what became of every leaf.
func (in *input) report() []Entry {
	var out []Entry
	for _, d := range in.documents {
		if d.root.entry != nil {
			out = append(out, *d.root.entry)
			continue
		}
		d.root.walk("", func(leaf *node, _ string) {
			switch {
			case leaf.entry != nil:
			case !leaf.isList && leaf.value == nil: // null or an empty map, where no rule goes deeper
				leaf.mark(Default, "", "it says nothing")
			default:
				leaf.mark(Manual, "", "it is known, and MeshStack has nothing for it; see docs/from-istiooperator.md")
			}
			out = append(out, *leaf.entry)
		})
	}
	return out
}
