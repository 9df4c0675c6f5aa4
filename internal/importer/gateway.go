package importer

import (
	"strings"
)

// read turns one gateway into arguments: what the IstioOperator's chart has by default and the gateway chart hasn't, what values
// say, and what the component says, before which all of it gives way.
func (g *gateway) read() {
	g.args["name"] = g.name
	if g.component != nil {
		g.carry(g.component.at("name"), "name")
		g.component.at("enabled").mark(Default, "", "a gateway in the list is installed")
		if n := g.component.at("namespace"); n != nil {
			g.owns = append(g.owns, n)
			n.mark(Carried, g.path([]string{"namespace"}), "")
		}
	}
	if g.namespace != g.name {
		g.set(g.namespace, "namespace")
	}
	// The identity, which policies name.
	g.set(g.name+"-service-account", "values", "serviceAccount", "name")
	g.values = &node{isMap: true, path: "spec.values.gateways." + g.class.values}
	own := g.component != nil || g.name == g.class.values
	if given := g.t.values.at("gateways", g.class.values); own && given != nil {
		g.values = given.without("enabled", "name", "labels")
		for _, key := range []string{"name", "labels"} {
			given.at(key).mark(Dropped, "", "the component's name and label go before it, also where they are absent")
		}
		if given.leaf() {
			given.mark(Default, "", "nothing is said")
		}
	}
	g.readLabels()
	g.image()
	if k8s := g.component.at("k8s"); k8s != nil {
		g.fold(k8s)
	}
	g.scale()
	g.ports()
	for _, key := range g.values.keys {
		g.value(key, g.values.fields[key])
	}
	if !g.class.ingress && !g.has("service", "type") {
		g.set("ClusterIP", "service", "type")
	}
}

// readLabels keeps the labels by which Gateways and policies find the pods: those of the class, whatever the name is.
func (g *gateway) readLabels() {
	labels := map[string]string{"app": g.class.values, "istio": g.class.label}
	given := g.component.at("label")
	if given != nil && given.leaf() {
		given.mark(Default, "", "nothing is said")
	}
	charts := map[string]string{"app": g.name, "istio": strings.TrimPrefix(g.name, "istio-")}
	if given != nil {
		for _, key := range given.keys {
			n := given.fields[key]
			if charts[key] == n.text() {
				n.mark(Default, g.path([]string{"labels", key}), "the name gives it")
			} else {
				g.carryAs(n, n.text(), "labels", key)
			}
			if _, selects := labels[key]; !selects {
				n.mark(Carried, "", "the pods have it; app and istio alone are the Deployment's selector now, which can't be changed in place: when you adopt the gateway, "+
					"delete its Deployment with --cascade=orphan first")
			}
			delete(labels, key)
		}
	}
	for key, value := range labels {
		if charts[key] != value {
			g.set(value, "labels", key)
		}
	}
}

// image keeps an image of the gateway's own. The chart leaves the image to istiod's injector, which takes it from here.
func (g *gateway) image() {
	hub, tag := g.component.at("hub"), g.component.at("tag")
	if hub.null() && tag.null() {
		return
	}
	image := func(own *node, key, other string) string {
		for _, n := range []*node{own, g.t.values.at("global", key)} {
			if n.text() != "" {
				return n.text()
			}
		}
		return other
	}
	// The chart of the IstioOperator's gateways read the tag, and no hub.
	if hub != nil {
		hub.mark(Dropped, "", "the charts of gateways never read a hub of their own")
	}
	if tag.null() {
		return
	}
	at := image(nil, "hub", defaultHub)
	if retired.MatchString(at) {
		at = defaultHub
	}
	full := at + "/proxyv2:" + image(tag, "tag", "")
	if v := g.t.values.at("global", "variant").text(); v != "" {
		full += "-" + v
	}
	g.carryAs(tag, full, "values", "podAnnotations", "sidecar.istio.io/proxyImage")
}

func (g *gateway) scale() {
	s := scalerOf(g.values, g.t.profile.chart != "demo")
	s.write(func(n *node, value any, path ...string) {
		if n == nil {
			g.set(value, path...)
			return
		}
		if n.isMap {
			n = &node{value: nil, with: []*node{n}}
		}
		g.carryAs(n, value, path...)
	})
	if b := g.values.at("podDisruptionBudget"); b == nil && s.fewest() > 1 && g.t.values.at("global", "defaultPodDisruptionBudget", "enabled").truth(true) {
		g.set("1", "podDisruptionBudget", "minAvailable")
	}
}

// ports writes those of the chart of the IstioOperator's gateways, of which demo has two more, or the user's.
func (g *gateway) ports() {
	if n := g.values.at("ports"); n != nil && n.isList && len(n.items) > 0 {
		g.givenPorts(n)
		return
	}
	port := func(name string, port, target int64) any {
		out := map[string]any{"name": name, "port": port}
		if target != port {
			out["targetPort"] = target
		}
		return out
	}
	web := []any{port("http2", 80, 8080), port("https", 443, 8443)}
	switch {
	case !g.class.ingress:
		g.set(web, "service", "ports")
	case g.t.profile.chart == "demo":
		status := []any{port("status-port", 15021, 15021)}
		g.set(append(append(status, web...), port("tcp", 31400, 31400), port("tls", 15443, 15443)), "service", "ports")
	default:
		g.set(true, "legacyPorts")
	}
}

// givenPorts writes a list of ports, as the argument where it fits, or as the chart's value.
func (g *gateway) givenPorts(n *node) {
	list := []any{}
	for _, item := range n.items {
		out, ok := portOf(item)
		if !ok {
			g.carryAs(n, n.data(), "values", "service", "ports")
			return
		}
		list = append(list, out)
	}
	g.carryAs(n, list, "service", "ports")
}

func portOf(item *node) (map[string]any, bool) {
	out := map[string]any{}
	for _, key := range item.keys {
		n := item.fields[key]
		switch key {
		case "name", "protocol":
			if n.text() == "" {
				return nil, false
			}
			out[key] = n.text()
		case "port", "targetPort":
			v, ok := asPort(n.data())
			if !ok {
				return nil, false
			}
			out[key] = v
		default:
			return nil, false
		}
	}
	return out, out["name"] != nil && out["port"] != nil
}

// typed writes an argument where the value fits one, or a value of the gateway chart.
func (g *gateway) typed(n *node, of convert, argument, value string) {
	if v, ok := of(n.data()); ok {
		g.carryAs(n, v, strings.Split(argument, ".")...)
		return
	}
	if value == "" || n.null() || n.text() == "" && n.leaf() {
		n.mark(Default, "", "nothing is said")
		return
	}
	g.carry(n, append([]string{"values"}, strings.Split(value, ".")...)...)
}

// value writes one value of the IstioOperator's chart.
func (g *gateway) value(key string, n *node) {
	service := "service." + key
	switch key {
	case "autoscaleEnabled", "autoscaleMin", "autoscaleMax", "replicaCount", "cpu", "ports":
		if n.leaf() && n.entry == nil {
			n.mark(Default, "", "nothing is said")
		}
	case "memory":
		if n.at("hpa") == nil {
			n.mark(Dropped, "", "the chart of these gateways never read it")
			return
		}
		g.carry(n.at("hpa"), "values", "autoscaling", "targetMemoryUtilizationPercentage")
	case "behavior":
		g.carry(n, "values", "autoscaling", "autoscaleBehavior")
	case "type":
		g.typed(n, oneOf("LoadBalancer", "NodePort", "ClusterIP"), service, "")
	case "loadBalancerIP", "loadBalancerClass":
		g.typed(n, someText, service, "")
	case "loadBalancerSourceRanges":
		if n.leaf() {
			n.mark(Default, "", "nothing is said")
			return
		}
		g.typed(n, asTexts, service, service)
	case "externalTrafficPolicy":
		g.typed(n, oneOf("Cluster", "Local"), service, "")
	case "serviceAnnotations":
		g.typed(n, asTextMap, "service.annotations", "service.annotations")
	case "ipFamilies", "ipFamilyPolicy", "clusterIP", "externalIPs", "healthCheckNodePort", "internalTrafficPolicy", "allocateLoadBalancerNodePorts":
		if n.leaf() && n.text() == "" {
			n.mark(Default, "", "nothing is said")
			return
		}
		g.carry(n, "values", "service", key)
	case "resources":
		g.typed(n, asResources, key, key)
	case "nodeSelector":
		g.typed(n, asTextMap, "placement.nodeSelector", key)
	case "tolerations":
		if n.leaf() {
			n.mark(Default, "", "nothing is said")
			return
		}
		g.typed(n, asTolerations, "placement.tolerations", key)
	case "affinity":
		g.typed(n, asMap, "placement.affinity", key)
	case "podDisruptionBudget":
		g.budget(n)
	case "env", "podAnnotations":
		g.typed(n, asTextMap, "values."+key, key)
	case "securityContext":
		g.podSecurity(n)
	case "envVarFrom", "additionalContainers", "strategy", "readinessProbe", "priorityClassName", "imagePullPolicy":
		if n.leaf() && n.text() == "" {
			n.mark(Default, "", "nothing is said")
			return
		}
		g.carry(n, "values", key)
	case "rollingMaxSurge", "rollingMaxUnavailable":
		g.carry(n, "values", "strategy", "rollingUpdate", strings.ToLower(key[len("rolling"):len("rolling")+1])+key[len("rolling")+1:])
	default:
		g.oldValue(key, n)
	}
}

// podSecurity writes the security context of the pods, but for what istiod's injector writes over it.
func (g *gateway) podSecurity(n *node) {
	if s := n.at("sysctls"); s != nil {
		s.mark(Manual, "", "istiod's injector writes the sysctls of a gateway's pods; values.istiod.gateways.securityContext has those of all gateways")
	}
	if rest := n.without("sysctls"); !rest.leaf() {
		g.carry(rest, "values", "securityContext")
	}
}

// budget writes the disruption budget, which the chart makes for two replicas and more.
func (g *gateway) budget(n *node) {
	for _, key := range []string{"selector", "unhealthyPodEvictionPolicy"} {
		switch f := n.at(key); {
		case f == nil:
		case key == "selector":
			f.mark(Dropped, "", "the pods are those of the gateway")
		default:
			g.carry(f, "values", "podDisruptionBudget", key)
		}
	}
	amount := n.without("selector", "unhealthyPodEvictionPolicy")
	if v, ok := asBudget(amount.data()); ok {
		g.carryAs(amount, v, "podDisruptionBudget")
	}
}
