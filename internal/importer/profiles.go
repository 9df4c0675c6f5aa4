package importer

import (
	"slices"
	"strings"
)

// profile is a set of components and settings of istioctl.
type profile struct {
	// name is MeshStack's, with the platform where istioctl's name means one.
	name, platform string
	// chart is the profile that the charts know, "" for none.
	chart string
	// What it installs. base and istiod are components base and pilot; node is the namespace of what runs on each node, "" for
	// istiod's.
	base, istiod, cni, ztunnel, ingress, egress bool
	node                                        string
}

// profiles follow manifests/profiles of istio/istio, 1.31; those before had the components and names that still mean the same.
var profiles = map[string]profile{
	"default":           {name: "default", base: true, istiod: true, ingress: true},
	"demo":              {name: "demo", chart: "demo", base: true, istiod: true, ingress: true, egress: true},
	"minimal":           {name: "minimal", base: true, istiod: true},
	"ambient":           {name: "ambient", chart: "ambient", base: true, istiod: true, cni: true, ztunnel: true},
	"preview":           {name: "preview", chart: "preview", base: true, istiod: true, ingress: true},
	"stable":            {name: "stable", chart: "stable", base: true, istiod: true, ingress: true},
	"remote":            {name: "remote", chart: "remote", base: true, istiod: true},
	"external":          {name: "remote", chart: "remote", base: true, istiod: true},
	"empty":             {name: "empty"},
	"openshift":         {name: "default", platform: "openshift", base: true, istiod: true, cni: true, ingress: true, node: "kube-system"},
	"openshift-ambient": {name: "ambient", platform: "openshift", chart: "ambient", base: true, istiod: true, cni: true, ztunnel: true, node: "kube-system"},
}

// chartProfiles are those that the charts take.
var chartProfiles = []string{"ambient", "demo", "preview", "remote", "stable"}

// platforms are those that MeshStack and the charts know.
var platforms = []string{"gke", "k3d", "k3s", "microk8s", "minikube", "openshift"}

// readProfile finds the profile.
func (t *translation) readProfile(spec *node) {
	n := spec.at("profile")
	name := n.text()
	if name == "" {
		name = "default"
	}
	known, ok := profiles[name]
	switch {
	case strings.ContainsAny(name, "/\\") || strings.HasSuffix(name, ".yaml"):
		t.errors.at(n, "the profile is a file that isn't here; import what it holds, merged with this, or name the profile that it begins with")
	case !ok:
		t.errors.at(n, "istioctl has no profile %s; %s", name, didYouMean(name, sortedKeys(profiles)))
	}
	t.profile = known
	t.overrideProfile(spec)
	if t.profile.platform != "" {
		t.set(t.profile.platform, "platform")
	}
	switch {
	case n == nil:
	case n.text() == "":
		n.mark(Default, "profile", "it is default where nothing is said")
	case t.profile.platform != "":
		n.mark(Carried, "profile", "OpenShift is the argument platform")
		n.mark(Carried, "platform", "")
	default:
		n.mark(Carried, "profile", "")
	}
}

// overrideProfile reads the profile that values give to the charts alone.
func (t *translation) overrideProfile(spec *node) {
	for _, path := range [][]string{{"unvalidatedValues", "profile"}, {"values", "profile"}} {
		n := spec.at(path...)
		if n.text() == "" {
			continue
		}
		switch {
		case n.text() == t.profile.chart:
			n.mark(Default, "profile", "the profile says so")
		case !slices.Contains(chartProfiles, n.text()):
			t.errors.at(n, "the charts have no profile %s; %s", n.text(), didYouMean(n.text(), chartProfiles))
		case t.profile.chart == "" && t.profile.name != "empty":
			t.profile.chart, t.profile.name = n.text(), n.text()
			n.mark(Carried, "profile", "what the profile installs is written out besides")
		default:
			n.mark(Manual, "", "the charts have one profile, and spec.profile names another one; choose one of the two")
		}
		return
	}
}
