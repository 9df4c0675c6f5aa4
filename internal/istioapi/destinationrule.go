package istioapi

func (w *walker) destinationRule(n node, namespace string) {
	w.checkText(n.field("host"), checkWildcardDomain)
	w.trafficPolicy(n.field("trafficPolicy"), namespace)
	seen := map[string]bool{}
	for _, subset := range n.field("subsets").items() {
		if subset.opaque() {
			continue
		}
		name, ok := subset.field("name").text()
		switch {
		case !ok:
		case !isLabel(name):
			w.add(Rule, subset.field("name").path, "%q is no name of a subset; write letters, digits and -, %d at most", name, longestLabel)
		case seen[name]:
			w.add(Rule, subset.field("name").path, "%q is given twice; leave one out", name)
		}
		seen[name] = true
		w.checkTags(subset.field("labels"))
		w.trafficPolicy(subset.field("trafficPolicy"), namespace)
	}
	w.exportTo(n.field("exportTo"), namespace, false)
	w.selector(n.field("workloadSelector"), "matchLabels")
	if n.field("workloadSelector").given() {
		for _, item := range n.field("exportTo").items() {
			if s, ok := item.text(); ok && s != "." && s != namespace {
				w.add(Rule, item.path, "can't be seen elsewhere, as it has a workloadSelector; write \".\"")
			}
		}
	}
}
