package importer

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// translation is an import on its way.
type translation struct {
	versions parsed
	errors   Errors
	args     map[string]any
	patches  []Patch

	profile profile
	// values are the user's Helm values in effect, those that spec's own fields stand for included.
	values *node
	// components are the user's.
	components *node
	// istiod, cni and ztunnel are what is installed.
	istiod, cni, ztunnel bool
	// namespace is the control plane's, revision "" for the default one.
	namespace, revision string
	gateways            []*gateway
}

func (t *translation) run(in *input) {
	spec := in.spec(&t.errors)
	checkSpec(&t.errors, spec)
	if len(t.errors) > 0 {
		return
	}
	t.readSource(spec)
	if t.versions.target != "" {
		t.set(t.versions.target, "version")
	}
	t.readProfile(spec)
	t.effective(spec)
	t.components = spec.at("components")
	if t.components == nil || !t.components.isMap {
		t.components = &node{isMap: true, path: "spec.components"}
	}
	t.readNamespaces(in, spec)
	t.readComponents()
	t.rest(spec)
	t.foldComponents()
	t.readGateways()
	if len(t.errors) > 0 {
		return
	}
	t.distribute(t.values, nil, nil)
	t.writeGateways()
	t.writeCNI()
}

var release = regexp.MustCompile(`^v?1\.(\d{1,3})(?:\.\d+)?(?:[-.].*)?$`)

// minorOf reads the minor release of a version or an image tag.
func minorOf(version string) (int, bool) {
	match := release.FindStringSubmatch(version)
	if match == nil {
		return 0, false
	}
	minor, err := strconv.Atoi(match[1])
	return minor, err == nil
}

// readSource takes the release that ran the YAML from its tag, where nobody says.
func (t *translation) readSource(spec *node) {
	if t.versions.source != 0 {
		return
	}
	if minor, ok := minorOf(spec.at("tag").text()); ok && minor >= oldestMinor {
		t.versions.source = minor
	}
}

// old reports whether a release up to 1.23 ran the YAML.
func (t *translation) old() bool { return t.versions.source != 0 && t.versions.source < replacing }

// effective gathers the values. What spec's own fields stand for gives way to values, and those to unvalidatedValues.
func (t *translation) effective(spec *node) {
	own := &node{isMap: true, path: "spec.values"}
	for _, of := range []struct {
		field string
		to    []string
	}{
		{"hub", []string{"global", "hub"}}, {"tag", []string{"global", "tag"}}, {"revision", []string{"revision"}},
		{"compatibilityVersion", []string{"compatibilityVersion"}}, {"meshConfig", []string{"meshConfig"}},
	} {
		if n := spec.at(of.field); !n.null() {
			own.put(n, of.to...)
		} else if n != nil {
			n.mark(Default, "", "nothing is said")
		}
	}
	t.values = own
	for _, field := range []string{"values", "unvalidatedValues"} {
		switch n := spec.at(field); {
		case n == nil:
		case n.isMap && !n.leaf():
			t.values = overlay(t.values, n)
		default:
			n.mark(Default, "", "nothing is said")
		}
	}
	t.revision = t.values.at("revision").text()
	if t.revision == istio.DefaultRevision {
		t.revision = ""
	}
}

// readNamespaces finds where the control plane is. The namespace of the resource, and spec.namespace, say nothing to the
// charts.
func (t *translation) readNamespaces(in *input, spec *node) {
	t.namespace = istio.SystemNamespace
	if n := t.values.at("global", "istioNamespace"); n.text() != "" {
		t.namespace = n.text()
	}
	root := t.namespace
	if n := t.components.at("pilot", "namespace"); n.text() != "" {
		t.namespace = n.text()
		t.place(n, "where istiod runs", "namespace")
		if t.namespace != root {
			n.mark(Carried, "", fmt.Sprintf("one namespace is istiod's, the mesh's root and Istio's for every chart; before, the charts were told %s besides", root))
		}
	}
	for _, d := range in.documents {
		if d.other != "" {
			continue
		}
		metadata := d.root.at("metadata")
		if n := metadata.at("namespace"); n != nil {
			t.idleNamespace(n)
		}
		metadata.without("namespace").mark(Dropped, "", "it belongs to the custom resource, which goes")
		if metadata != nil && metadata.leaf() {
			metadata.mark(Dropped, "", "it belongs to the custom resource, which goes")
		}
	}
	if n := spec.at("namespace"); n != nil {
		t.idleNamespace(n)
	}
	if t.namespace != istio.SystemNamespace {
		t.set(t.namespace, "namespace")
	}
	if n := t.values.at("global", "istioNamespace"); n != nil {
		t.place(n, "Istio's namespace", "namespace")
	}
}

func (t *translation) idleNamespace(n *node) {
	if n.text() == t.namespace {
		n.mark(Default, "namespace", "")
		return
	}
	n.mark(Manual, "", fmt.Sprintf("istioctl doesn't install there but in %s, as values.global.istioNamespace says or its default; set that to move it", t.namespace))
}

// place marks the name of a namespace that is what the mesh has anyway, or is an argument.
func (t *translation) place(n *node, what, to string) {
	if n.text() == istio.SystemNamespace && t.namespace == istio.SystemNamespace {
		n.mark(Default, to, "")
		return
	}
	if n.text() != t.namespace {
		n.mark(Manual, to, fmt.Sprintf("istiod runs in %s, and that is %s, too", t.namespace, what))
		return
	}
	n.mark(Carried, to, "")
}

// rest are the fields that have a rule of their own.
func (t *translation) rest(spec *node) {
	for field, message := range map[string]string{
		"installPackagePath": "charts of your own are packed and served as a Helm repository or a folder, which the argument charts.repository names",
		"resourceSuffix":     "it went with Istio 1.6; revision took its place",
		"addonComponents":    "Istio installs none since 1.8; the arguments kiali, tracing, metrics and grafana wire them",
	} {
		if n := spec.at(field); n != nil {
			n.mark(Manual, "", message)
		}
	}
	for _, field := range []string{"default_revision", "defaultRevision"} {
		if n := spec.at(field); n != nil {
			t.defaultRevision(n, nil)
		}
	}
}

// set puts a value into the arguments, into a map that is there or in place of what is there.
func (t *translation) set(value any, path ...string) { setIn(t.args, value, path...) }

func setIn(tree map[string]any, value any, path ...string) {
	for _, key := range path[:len(path)-1] {
		next, ok := tree[key].(map[string]any)
		if !ok {
			next = map[string]any{}
			tree[key] = next
		}
		tree = next
	}
	key := path[len(path)-1]
	if over, ok := value.(map[string]any); ok {
		if base, ok := tree[key].(map[string]any); ok {
			for name, v := range over {
				setIn(base, v, name)
			}
			return
		}
		copied := make(map[string]any, len(over)) // as the map is merged into later, and belongs to a caller
		for name, v := range over {
			setIn(copied, v, name)
		}
		value = copied
	}
	tree[key] = value
}

// idle says why nothing reads an argument, "" if something does.
func (t *translation) idle(path []string) string {
	of := path[0]
	if of == "values" && len(path) > 1 {
		of = path[1]
	}
	switch of {
	case "istiod", "base", "proxy", "meshConfig", "controlPlane", "dns", "revisionTags":
		if !t.istiod {
			return "no istiod is installed, which alone reads it"
		}
		remote := path[0] != "values" && of != "revisionTags" && strings.Join(path, ".") != "controlPlane.remotePilotAddress"
		if t.profile.chart == "remote" && remote {
			return "the control plane in the other cluster reads its own; set it there"
		}
	case "cni":
		if !t.cni {
			return "the CNI plugin isn't installed"
		}
	case "ztunnel":
		if !t.ztunnel {
			return "ztunnel isn't installed"
		}
	}
	return ""
}

// carry puts a part of the input into the arguments as it is.
func (t *translation) carry(n *node, path ...string) { t.carryAs(n, n.data(), path...) }

// carryAs is carry for a value in another form.
func (t *translation) carryAs(n *node, value any, path ...string) {
	if why := t.idle(path); why != "" {
		n.mark(Dropped, "", why)
		return
	}
	if n.isMap && n.leaf() {
		n.mark(Default, "", "an empty map says nothing")
		return
	}
	t.set(value, path...)
	n.mark(Carried, argument(path), "")
}

// argument writes the path of an argument.
func argument(path []string) string {
	out := ""
	for _, key := range path {
		out = child(out, key)
	}
	return out
}
