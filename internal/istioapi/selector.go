package istioapi

import "strings"

// selector checks a workload selector, whose labels are in the field matchLabels or labels.
func (p *problems) selector(n node, labels string) {
	if !n.set() || n.opaque() {
		return
	}
	if n.field(labels).empty() {
		p.add(Doubt, n.path, "has no %s, so it selects every workload; write some, or leave the selector out", labels)
	}
	for _, key := range n.field(labels).keys() {
		at := n.field(labels).field(key)
		if key == "" {
			p.add(Rule, at.path, "is an empty label; write its name")
		}
		if s, _ := at.text(); strings.Contains(key, "*") || strings.Contains(s, "*") {
			p.add(Rule, at.path, "%q=%q has a *, and selectors know no wildcards; write the label's full name and value", key, s)
		}
	}
}

// targets are the kinds that a policy may refer to, by group.
var targets = map[string]string{
	"Service": "", "ServiceEntry": "networking.istio.io", "Gateway": "gateway.networking.k8s.io", "GatewayClass": "gateway.networking.k8s.io",
}

// attachment checks how a policy finds its workloads: by one of selector, targetRef and targetRefs.
func (p *problems) attachment(n node) {
	p.selector(n.field("selector"), "matchLabels")
	var given []string
	for _, name := range []string{"selector", "targetRef", "targetRefs"} {
		if at := n.field(name); at.some() || (name != "targetRefs" && at.given()) {
			given = append(given, name)
		}
	}
	if len(given) > 1 {
		p.add(Rule, n.field(given[1]).path, "excludes %s; leave one of them out", given[0])
	}
	for _, ref := range append(n.field("targetRefs").items(), n.field("targetRef")) {
		if !ref.set() || ref.opaque() {
			continue
		}
		if !ref.field("name").filled() {
			p.add(Rule, ref.field("name").path, "is needed; write the name of what is referred to")
		}
		if at := ref.field("namespace"); at.given() && at.filled() {
			p.add(Rule, ref.field("namespace").path, "can't be another namespace; leave it out")
		}
		kind, ok1 := ref.field("kind").text()
		group, ok2 := ref.field("group").text()
		if want, known := targets[kind]; ok1 && ok2 && (!known || (group != want && (group != "core" || want != ""))) {
			p.add(Rule, ref.field("kind").path, "%s/%s can't be referred to; write Service, ServiceEntry (networking.istio.io), or Gateway or GatewayClass (gateway.networking.k8s.io)", group, kind)
		}
	}
}

// exportTo checks to what namespaces a resource is shown. A ServiceEntry may be shown to none (~).
func (p *problems) exportTo(list node, namespace string, toNone bool) {
	seen := map[string]bool{}
	items := list.items()
	for _, item := range items {
		s, ok := item.text()
		if !ok {
			continue
		}
		key := s
		if s == "." && namespace != "" {
			key = namespace
		}
		switch {
		case seen[key]:
			p.add(Rule, item.path, "%q is given twice; leave one out", s)
		case s == "~" && !toNone:
			p.add(Rule, item.path, "~ is for ServiceEntries alone; write \".\" for its own namespace")
		case (s == "*" || s == "~") && len(items) > 1:
			p.add(Rule, item.path, "%q stands alone; leave the other entries out", s)
		case s != "." && s != "*" && s != "~" && !isLabel(s):
			p.add(Rule, item.path, "%q is no namespace; write a namespace's name, \".\" or \"*\"", s)
		}
		seen[key] = true
	}
}

// configMapCredential checks a credential that is a ConfigMap, which must be of the resource's own namespace.
func (p *problems) configMapCredential(n node, namespace string) {
	s, ok := n.text()
	rest, is := strings.CutPrefix(s, "configmap://")
	if !ok || !is {
		return
	}
	parts := strings.Split(rest, "/")
	if len(parts) < 2 || parts[0] == "" || parts[1] == "" {
		p.add(Rule, n.path, "%q lacks the namespace or the name; write configmap://namespace/name", s)
		return
	}
	if namespace != "" && parts[0] != namespace {
		p.add(Rule, n.path, "%q is of another namespace; write configmap://%s/%s", s, namespace, parts[1])
	}
}
