package istioapi

import "strconv"

func (w *walker) peerAuthentication(n node, _ string) {
	selector, ports := n.field("selector"), n.field("portLevelMtls")
	w.selector(selector, "matchLabels")
	if labels := selector.field("matchLabels"); labels.empty() && !selector.opaque() && ports.some() {
		w.add(Rule, ports.path, "needs a selector with matchLabels; write one, or leave the ports out")
	}
	if ports.set() && ports.empty() {
		w.add(Rule, ports.path, "is empty; write a port and its mode, or leave it out")
	}
	for _, port := range ports.keys() {
		if number, err := strconv.Atoi(port); err == nil && !isPort(float64(number)) {
			w.add(Rule, ports.field(port).path, "%s is no port; write a number from 1 to 65535", port)
		}
	}
}
