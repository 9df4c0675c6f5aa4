package components

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Injection lists the namespaces that belong to the mesh.
type Injection struct {
	Namespaces []InjectedNamespace `pulumi:"namespaces"`
}

// Annotate describes the properties for the schema.
func (i *Injection) Annotate(a infer.Annotator) {
	a.Describe(&i, "Which namespaces belong to the mesh. The label is the one that this mesh answers to: `istio-injection: enabled` without a revision, "+
		"`istio.io/rev` with one, `istio.io/dataplane-mode: ambient` in ambient mode.")
	a.Describe(&i.Namespaces, "The namespaces to label.")
}

// InjectedNamespace is one namespace of the mesh.
type InjectedNamespace struct {
	Name          string         `pulumi:"name"`
	Create        *bool          `pulumi:"create,optional"`
	Revision      *string        `pulumi:"revision,optional"`
	DataPlaneMode *DataPlaneMode `pulumi:"dataPlaneMode,optional"`
	Waypoint      *Waypoint      `pulumi:"waypoint,optional"`
}

// Annotate describes the properties for the schema.
func (n *InjectedNamespace) Annotate(a infer.Annotator) {
	a.Describe(&n, "A namespace that belongs to the mesh.")
	a.Describe(&n.Name, "Name of the namespace.")
	a.Describe(&n.Create, "Whether the namespace is created and deleted with the mesh. Default: false: it exists, and gets the label "+
		"for as long as it is listed here; false also keeps a gateway of that namespace from creating it. "+
		"Changing true to false deletes the namespace with everything in it.")
	a.Describe(&n.Revision, "Control-plane revision or tag that injects its pods, for a move one namespace at a time. Default: the mesh's own, by its first tag if it has any.")
	a.Describe(&n.DataPlaneMode, "`sidecar` or `ambient`. Default: `ambient` where the mesh has ztunnel, else `sidecar`.")
	a.Describe(&n.Waypoint, "The waypoint that handles HTTP for the namespace in ambient mode. Default: none; `{}` creates one.")
}

// neverInjected are the namespaces that Istio ignores (IgnoredNamespaces in pkg/kube/inject of istio/istio).
var neverInjected = []string{"kube-system", "kube-public", "kube-node-lease", "local-path-storage"}

// DataPlaneMode is how the pods of a namespace join the mesh.
type DataPlaneMode string

const (
	modeSidecar DataPlaneMode = "sidecar"
	modeAmbient DataPlaneMode = "ambient"
)

// Values lists the modes.
func (DataPlaneMode) Values() []infer.EnumValue[DataPlaneMode] {
	return []infer.EnumValue[DataPlaneMode]{
		{Name: "Sidecar", Value: modeSidecar, Description: "A proxy in each pod."},
		{Name: "Ambient", Value: modeAmbient, Description: "The node's ztunnel, and a waypoint where one is asked for."},
	}
}

func (n *InjectedNamespace) mode(m *mesh) DataPlaneMode {
	switch {
	case n.DataPlaneMode != nil:
		return *n.DataPlaneMode
	case m.ambient():
		return modeAmbient
	}
	return modeSidecar
}

func (i *Injection) check(f *check.Findings, path string, m *mesh) {
	if i == nil {
		return
	}
	if len(i.Namespaces) == 0 {
		f.Errorf(path+".namespaces", "no namespace is listed; list at least one or leave injection out")
	}
	seen := map[string]bool{}
	for n, ns := range i.Namespaces {
		at := fmt.Sprintf("%s.namespaces[%d]", path, n)
		check.Namespace(f, at+".name", ns.Name)
		if seen[ns.Name] {
			f.Errorf(at+".name", "%q is listed twice; list it once", ns.Name)
		}
		seen[ns.Name] = true
		if slices.Contains(neverInjected, ns.Name) {
			f.Errorf(at+".name", "Istio leaves %q alone whatever its labels say; leave it out", ns.Name)
		}
		ns.check(f, at, m)
	}
}

func (n *InjectedNamespace) check(f *check.Findings, path string, m *mesh) {
	check.Enum(f, path+".dataPlaneMode", n.DataPlaneMode)
	ambient := n.mode(m) == modeAmbient
	if ambient && !m.ambient() {
		f.Errorf(path+".dataPlaneMode", "this mesh has no ztunnel, so nothing would take the traffic; write profile: ambient, or dataPlaneMode: sidecar")
	}
	if n.Revision != nil {
		check.Label(f, path+".revision", *n.Revision, "revision")
		m.checkAnswers(f, path+".revision", *n.Revision)
		if ambient {
			f.Errorf(path+".revision", "ambient mode injects nothing, so no revision is asked; leave it out")
		}
	}
	if n.Waypoint == nil {
		return
	}
	n.Waypoint.check(f, path+".waypoint")
	if !ambient {
		f.Errorf(path+".waypoint", "pods with a sidecar don't use a waypoint; leave it out, or write dataPlaneMode: ambient")
	}
}

// labels are those by which the namespace joins the mesh.
func (n *InjectedNamespace) labels(m *mesh) map[string]string {
	if n.mode(m) == modeAmbient {
		labels := map[string]string{"istio.io/dataplane-mode": "ambient"}
		if n.Waypoint != nil {
			labels["istio.io/use-waypoint"] = n.Waypoint.name()
		}
		return labels
	}
	if n.Revision != nil {
		return maps.Clone(istio.InjectionLabels(*n.Revision))
	}
	return m.injectionLabels()
}

func (i *Injection) contribute(p *plan.Plan) {
	if i == nil {
		return
	}
	for _, ns := range i.Namespaces {
		needNamespace(p, ns.Name, ns.Create != nil && *ns.Create, nil)
	}
}

// contributeLabels plans the labels by which the namespaces join, once there is somebody to join: a pod that starts with the
// label alone would go without its proxy, unnoticed.
func (i *Injection) contributeLabels(p *plan.Plan, m *mesh) {
	if i == nil {
		return
	}
	for _, ns := range i.Namespaces {
		p.AddObject(&plan.Object{
			ID: "injection-" + ns.Name, APIVersion: "v1", Kind: "Namespace", Name: ns.Name,
			Labels: ns.labels(m), Patch: true,
			After: append(p.Present("namespace-"+ns.Name, "ztunnel"), m.injectors(p)...),
		})
	}
}

// leavesAlone reports whether a namespace is said to be somebody else's.
func (i *Injection) leavesAlone(name string) bool {
	return i != nil && slices.ContainsFunc(i.Namespaces, func(ns InjectedNamespace) bool {
		return ns.Name == name && ns.Create != nil && !*ns.Create
	})
}

// contributeWaypoints plans the waypoints, once istiod is there to run them.
func (i *Injection) contributeWaypoints(p *plan.Plan, m *mesh) {
	if i == nil {
		return
	}
	for _, ns := range i.Namespaces {
		ns.Waypoint.contribute(p, m, ns.Name)
	}
}

// wantsWaypoint names the first namespace whose waypoint is created here, as the path of its argument.
func (i *Injection) wantsWaypoint() (string, bool) {
	if i == nil {
		return "", false
	}
	for n, ns := range i.Namespaces {
		if ns.Waypoint.created() {
			return fmt.Sprintf("injection.namespaces[%d].waypoint", n), true
		}
	}
	return "", false
}
