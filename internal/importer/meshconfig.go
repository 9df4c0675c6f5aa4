package importer

// The proxies' name server, and the addresses it gives to hosts without one. The latter became istiod's own work, and istiod
// warns of the setting.
const (
	captureMetadata  = "ISTIO_META_DNS_CAPTURE"
	allocateMetadata = "ISTIO_META_DNS_AUTO_ALLOCATE"
)

// meshConfig is the mesh config as it is, but for the name server.
func (t *translation) meshConfig(n *node, _ []string) {
	if !n.isMap {
		n.mark(Default, "", "nothing is said")
		return
	}
	metadata := n.at("defaultConfig", "proxyMetadata")
	allocate := metadata.at(allocateMetadata)
	if _, isMap := allocate.asTruth(); allocate == nil || !isMap {
		t.carry(n, "meshConfig")
		return
	}
	capture := metadata.at(captureMetadata)
	on, _ := allocate.asTruth()
	if captured, ok := capture.asTruth(); ok {
		t.carryAs(capture, captured, "dns", "capture")
		on = on && captured
		rest := metadata.without(captureMetadata, allocateMetadata)
		n = n.replace(rest, "defaultConfig", "proxyMetadata")
	} else {
		n = n.replace(metadata.without(allocateMetadata), "defaultConfig", "proxyMetadata")
	}
	t.carryAs(allocate, on, "dns", "autoAllocate")
	if n = n.pruned(); n != nil {
		t.carry(n, "meshConfig")
	}
}

// asTruth reads a text that proxies take for a boolean.
func (n *node) asTruth() (value, ok bool) {
	switch n.text() {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// replace returns the tree with another one at a path.
func (n *node) replace(with *node, keys ...string) *node {
	if len(keys) == 0 {
		return with
	}
	out := n.without()
	out.set(keys[0], n.fields[keys[0]].replace(with, keys[1:]...))
	return out
}

// pruned returns the tree without maps that became empty, nil if nothing is left.
func (n *node) pruned() *node {
	if !n.isMap {
		return n
	}
	out := n.without()
	for _, key := range n.keys {
		if next := n.fields[key]; next.isMap {
			if next.leaf() {
				next.mark(Default, "", "an empty map says nothing")
			}
			if next = next.pruned(); next == nil {
				out = out.without(key)
			} else {
				out.set(key, next)
			}
		}
	}
	if len(out.keys) == 0 {
		return nil
	}
	return out
}
