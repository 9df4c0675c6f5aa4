package importer

import (
	"fmt"
)

// readComponents finds what is installed.
func (t *translation) readComponents() {
	p := &t.profile
	base := t.installed("base", p.base, true)
	t.istiod = t.installed("pilot", p.istiod, true)
	t.cni = t.installed("cni", p.cni, p.cni)
	t.ztunnel = t.installed("ztunnel", p.ztunnel, p.ztunnel)
	// The switch of releases before 1.24, which istiod alone reads.
	if n := t.values.at("istio_cni", "enabled"); n.truth(false) && !t.cni {
		n.mark(Manual, "", "istiod was told of a CNI plugin that this doesn't install; write cni: {} to let MeshStack install it")
	}
	if n := t.values.at("pilot", "cni", "enabled"); n.truth(t.cni) != t.cni {
		n.mark(Manual, "", "istiod was told otherwise than what is installed; the argument cni does both together")
	}

	switch {
	case t.istiod && p.name == "empty":
		p.name = "minimal"
	case !t.istiod && p.name != "empty":
		p.name, p.chart = "empty", ""
	}
	t.set(p.name, "profile")
	if n := t.components.at("pilot", "enabled"); n != nil {
		n.mark(Carried, "profile", "")
	}
	if n := t.components.at("base", "enabled"); n != nil {
		switch {
		case base == t.istiod:
			n.mark(Carried, "profile", "")
		case base:
			n.mark(Manual, "", "MeshStack installs the base chart with istiod only; keep the CRDs where they came from, or let the mesh with istiod install them")
		default:
			n.mark(Manual, "", "MeshStack installs the base chart together with istiod, whose CRDs it brings; adopt those that are there")
		}
	}
	switch ambient := p.name == "ambient"; {
	case t.ztunnel && !ambient:
		t.set(map[string]any{}, "ztunnel")
		t.components.at("ztunnel", "enabled").mark(Carried, "ztunnel", "the mesh is an ambient one with it: istiod and the CNI node agent are told, too")
		t.profile.chart = "ambient"
		t.cni = true
	case !t.ztunnel && ambient:
		t.set(false, "ztunnel", "enabled")
	}
	t.components.at("ztunnel", "enabled").mark(Carried, "ztunnel", "")
	for _, gone := range []string{"istiodRemote", "proxy", "policy", "telemetry", "citadel", "nodeAgent", "galley", "sidecarInjector"} {
		if n := t.components.at(gone); n != nil {
			t.goneComponent(gone, n)
		}
	}
	for _, name := range []string{"base", "pilot", "cni", "ztunnel"} {
		n := t.components.at(name)
		if n != nil && n.leaf() {
			n.mark(Default, "", "nothing is said")
		}
		if s := n.at("spec"); s != nil {
			s.mark(Manual, "", "istioctl read it in no release from 1.6 on")
		}
	}
	if n := t.components.at("base", "namespace"); n != nil {
		t.place(n, "where the base chart is installed", "namespace")
	}
}

func (t *translation) goneComponent(name string, n *node) {
	switch {
	case name == "istiodRemote" && n.at("enabled").truth(false):
		n.mark(Manual, "", "from 1.24 on it has no effect; write profile: remote with controlPlane.remotePilotAddress")
	case !n.at("enabled").truth(false):
		n.mark(Dropped, "", "it isn't installed here, and Istio has no such component any more")
	default:
		n.mark(Manual, "", fmt.Sprintf("Istio has no component %s any more: istiod does its work, or it ended with 1.5 to 1.8", name))
	}
}

// installed reports whether a component is. declared tells that the profile has an entry for it. Where nobody says, one that the
// user mentions is installed from 1.24 on; before, it wasn't.
func (t *translation) installed(name string, inProfile, declared bool) bool {
	n := t.components.at(name)
	if on := n.at("enabled"); on != nil && !on.null() {
		return on.truth(false)
	}
	if n.null() || declared || t.old() {
		return inProfile
	}
	return true
}

// writeCNI writes what can be told only when all of the arguments are there: `cni: {}` says as much as any of its settings.
func (t *translation) writeCNI() {
	n := t.components.at("cni", "enabled")
	byDefault := t.profile.chart == "ambient" || t.args["platform"] == "openshift"
	switch _, given := t.args["cni"]; {
	case t.cni && !byDefault && !given:
		t.set(map[string]any{}, "cni")
	case !t.cni && byDefault:
		t.set(false, "cni", "enabled")
	case t.cni && byDefault && !given:
		n.mark(Default, "cni", "")
		return
	}
	n.mark(Carried, "cni", "")
}

// nodeNamespace writes the namespace of what runs on each node, where it isn't what MeshStack takes by itself.
func (t *translation) nodeNamespace(component string) {
	n := t.components.at(component, "namespace")
	theirs := t.namespace
	if t.profile.node != "" {
		theirs = t.profile.node
	}
	if n.text() != "" {
		theirs = n.text()
	}
	ours, platform := t.namespace, t.args["platform"]
	if platform == "openshift" || platform == "gke" && component == "cni" {
		ours = "kube-system"
	}
	if platform == "gke" && n == nil {
		theirs = ours // istioctl finds out that it is GKE by itself, and then installs there
	}
	if theirs != ours {
		t.set(theirs, component, "namespace")
		n.mark(Carried, component+".namespace", "")
		return
	}
	n.mark(Default, component+".namespace", "")
}
