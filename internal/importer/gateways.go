package importer

import (
	"fmt"
	"reflect"
	"strings"
)

// class is ingress or egress: two lists, two charts and two sets of values of istioctl.
type class struct {
	// list is that of the components, values is the key below values.gateways, and name is that of the profile's gateway and of its
	// label app; label is that of its label istio.
	list, values, label string
	ingress             bool
}

var classes = []class{
	{list: "ingressGateways", values: "istio-ingressgateway", label: "ingressgateway", ingress: true},
	{list: "egressGateways", values: "istio-egressgateway", label: "egressgateway"},
}

// gateway is one gateway on its way into the arguments.
type gateway struct {
	t     *translation
	class class
	// component is what the user says of it, nil for the profile's own.
	component *node
	// values are those of its chart in effect.
	values          *node
	name, namespace string
	// index is its place among the arguments, and args are its own.
	index int
	args  map[string]any
	// owns are what the user said of it.
	owns []*node
}

func (g *gateway) path(to []string) string {
	return fmt.Sprintf("gateways[%d].%s", g.index, argument(to))
}

func (g *gateway) has(path ...string) bool {
	var at any = g.args
	for _, key := range path {
		m, ok := at.(map[string]any)
		if !ok {
			return false
		}
		if at, ok = m[key]; !ok {
			return false
		}
	}
	return true
}

func (g *gateway) set(value any, path ...string) { setIn(g.args, value, path...) }

func (g *gateway) carry(n *node, path ...string) { g.carryAs(n, n.data(), path...) }

func (g *gateway) carryAs(n *node, value any, path ...string) {
	if n != nil && n.isMap && n.leaf() {
		n.mark(Default, "", "an empty map says nothing")
		return
	}
	g.set(value, path...)
	if n == nil {
		return
	}
	n.mark(Carried, g.path(path), "")
	g.owns = append(g.owns, n)
}

// readGateways finds the gateways that are installed.
func (t *translation) readGateways() {
	names := map[string]*node{}
	for _, c := range classes {
		inProfile := c.ingress && t.profile.ingress || !c.ingress && t.profile.egress
		list := t.components.at(c.list)
		always := t.values.at("gateways", c.values, "enabled")
		if always.truth(false) {
			always.mark(Carried, "gateways", "")
		} else {
			always.mark(Default, "", "the list of components says it")
		}
		found := false
		for _, item := range list.itemsOf() {
			name := item.at("name")
			if name.text() == "" {
				t.errors.at(item, "a gateway has no name; write name: %s, or another one", c.values)
				continue
			}
			found = found || name.text() == c.values
			if !t.gatewayInstalled(item, c, inProfile) && !always.truth(false) {
				continue
			}
			if first, twice := names[name.text()]; twice {
				item.mark(Manual, "", fmt.Sprintf("line %d has a gateway of this name already, and in a MeshStack names differ across namespaces, too; write a Gateway of its own for it", first.line))
				continue
			}
			names[name.text()] = name
			t.addGateway(c, item, name.text())
		}
		own := inProfile || always.truth(false)
		if list == nil && own || list != nil && t.old() && !found && own {
			t.addGateway(c, nil, c.values)
		}
		if list != nil && list.leaf() {
			list.mark(Carried, "gateways", "no gateway")
		} else if list != nil && !t.old() && !found && inProfile {
			t.tellReplaced(list, c)
		}
	}
}

// tellReplaced says that the profile's gateway isn't there, where that depends on a release nobody named.
func (t *translation) tellReplaced(list *node, c class) {
	if t.versions.source != 0 {
		return
	}
	for _, item := range list.items {
		item.at("name").mark(Carried, "", fmt.Sprintf("the list replaces the profile's %s, as from Istio 1.24 on; if an earlier release ran it, which kept that one besides, "+
			"say so by sourceVersion", c.values))
	}
}

// gatewayInstalled reports whether an item of the list is. From 1.24 on it is unless somebody says otherwise; before, only
// where somebody said so, or the profile for its own.
func (t *translation) gatewayInstalled(item *node, c class, inProfile bool) bool {
	on := item.at("enabled")
	fromProfile := item.at("name").text() == c.values && inProfile
	if on.null() && t.old() && !fromProfile {
		item.mark(Manual, "", "up to Istio 1.23 a gateway without enabled: true wasn't installed; write enabled: true if it shall be")
		return false
	}
	if on.truth(true) {
		return true
	}
	on.mark(Carried, "gateways", "the gateway isn't in the list")
	item.without("enabled").mark(Dropped, "", "the gateway isn't installed")
	return false
}

func (t *translation) addGateway(c class, item *node, name string) {
	g := &gateway{t: t, class: c, component: item, name: name, index: len(t.gateways), args: map[string]any{}}
	g.namespace = t.namespace
	// What isn't said is where Istio is, even where istiod's own component is elsewhere.
	if root := t.values.at("global", "istioNamespace").text(); root != "" {
		g.namespace = root
	}
	if ns := item.at("namespace").text(); ns != "" {
		g.namespace = ns
	}
	t.gateways = append(t.gateways, g)
	g.read()
}

// writeGateways puts the gateways into the arguments, unless they are exactly the profile's.
func (t *translation) writeGateways() {
	list := []any{}
	for _, g := range t.gateways {
		list = append(list, g.args)
	}
	if reflect.DeepEqual(list, t.profileGateways()) {
		for _, g := range t.gateways {
			for _, n := range g.owns {
				n.walk("", func(leaf *node, _ string) {
					if len(leaf.entry.To) > 0 && strings.HasPrefix(leaf.entry.To[0], "gateways[") {
						*leaf.entry = Entry{Path: leaf.path, Document: leaf.doc, Line: leaf.line, Outcome: Default, To: []string{"profile"}, Message: "the profile has it so"}
					}
				})
			}
		}
		return
	}
	t.set(list, "gateways")
}

// profileGateways are those that MeshStack's profile installs where no gateways are listed.
func (t *translation) profileGateways() []any {
	out := []any{}
	p, ok := profiles[t.profile.name]
	if !ok {
		return out
	}
	for _, c := range classes {
		if c.ingress && p.ingress || !c.ingress && p.egress {
			g := &gateway{t: t, class: c, name: c.values, namespace: t.namespace, args: map[string]any{}}
			g.read()
			out = append(out, g.args)
		}
	}
	return out
}
