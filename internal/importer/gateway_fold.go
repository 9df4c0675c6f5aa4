package importer

import (
	"fmt"
	"slices"
)

// fold lays the component's k8s settings over the values of its chart.
func (g *gateway) fold(k8s *node) {
	if k8s.leaf() {
		k8s.mark(Default, "", "nothing is said")
		return
	}
	g.values = g.values.without() // which other gateways share
	w := workload{kind: "Deployment", name: g.name, namespace: g.namespace, container: "istio-proxy", values: g.values}
	for _, field := range k8s.keys {
		n := k8s.fields[field]
		switch {
		case n.null():
			n.mark(Default, "", "nothing is said")
		case field == "service":
			g.foldService(n, w)
		case field == "hpaSpec":
			g.foldScaler(n, w)
		case field == "env":
			g.foldEnv(n)
		case field == "volumes" || field == "volumeMounts":
			n.mark(Dropped, "", fmt.Sprintf("istioctl ignored it; to have it, write it into gateways[%d].values", g.index))
		case field == "overlays":
			g.overlays(n, w)
		case field == "readinessProbe" || field == "securityContext" || field == "strategy":
			g.values.set(field, n)
		default:
			g.values.put(n, field)
		}
	}
}

// overlays leaves out those of objects that have other names in the gateway chart.
func (g *gateway) overlays(n *node, w workload) {
	known := &node{isList: true, path: n.path, line: n.line, doc: n.doc}
	for _, o := range n.items {
		if slices.Contains([]string{"Role", "RoleBinding"}, o.at("kind").text()) {
			o.mark(Manual, "", "the chart's Role and RoleBinding are called like the ServiceAccount; add a RoleBinding of your own in the program")
			continue
		}
		known.items = append(known.items, o)
	}
	if len(known.items) > 0 || n.leaf() {
		known.entry = n.entry
		g.t.overlays(known, w)
	}
	if n.leaf() {
		n.mark(Default, "", "nothing is said")
	}
}

func (g *gateway) foldEnv(n *node) {
	from := []*node{}
	for _, item := range n.items {
		switch {
		case item.at("name").text() == "":
			g.t.errors.at(item, "a variable has no name; write one")
		case item.at("valueFrom") != nil:
			from = append(from, item)
		default:
			g.values.put(&node{value: item.at("value").text(), path: item.path, line: item.line, doc: item.doc, with: []*node{item}}, "env", item.at("name").text())
		}
	}
	if len(from) > 0 {
		g.values.set("envVarFrom", &node{isList: true, path: n.path, line: n.line, doc: n.doc, items: from})
	}
	if n.leaf() {
		n.mark(Default, "", "nothing is said")
	}
}

func (g *gateway) foldScaler(n *node, w workload) {
	patches := len(g.t.patches)
	g.t.foldScaler(n, w)
	if m := g.values.at("memory", "targetAverageUtilization"); m != nil && n.at("metrics") != nil && len(g.t.patches) == patches {
		// The chart of these gateways has no such value, so it came from the autoscaler's metrics.
		g.values.set("memory", &node{isMap: true, keys: []string{"hpa"}, fields: map[string]*node{"hpa": m}})
	}
	if b := g.values.at("autoscaleBehavior"); b != nil {
		*g.values = *g.values.without("autoscaleBehavior")
		g.values.set("behavior", b)
	}
}

// foldService sorts the Service of a gateway. Ports are a list that goes in place of the chart's.
func (g *gateway) foldService(n *node, w workload) {
	for _, field := range n.keys {
		f := n.fields[field]
		switch field {
		case "selector":
			g.carry(f, "values", "service", "selectorLabels")
		case "ports", "type", "loadBalancerIP", "loadBalancerClass", "loadBalancerSourceRanges", "externalTrafficPolicy", "ipFamilies", "ipFamilyPolicy",
			"clusterIP", "externalIPs", "healthCheckNodePort", "internalTrafficPolicy", "allocateLoadBalancerNodePorts":
			g.values.set(field, overlay(g.values.at(field), f))
		default:
			g.t.patch(f, "v1", "Service", w.namespace, w.name, map[string]any{"spec": map[string]any{field: f.data()}})
		}
	}
	if n.leaf() {
		n.mark(Default, "", "nothing is said")
	}
}
