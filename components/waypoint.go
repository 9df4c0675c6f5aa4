package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Waypoint is the proxy that handles HTTP for a namespace in ambient mode.
type Waypoint struct {
	Name   *string      `pulumi:"name,optional"`
	Create *bool        `pulumi:"create,optional"`
	For    *WaypointFor `pulumi:"for,optional"`
}

// Annotate describes the properties for the schema.
func (w *Waypoint) Annotate(a infer.Annotator) {
	a.Describe(&w, "The proxy that handles HTTP for a namespace in ambient mode, where policies on requests need one. It is a Gateway of the Gateway API, whose "+
		"CRDs must be in the cluster.")
	a.Describe(&w.Name, "Name of the waypoint. Default: `waypoint`.")
	a.Describe(&w.Create, "Whether the waypoint is created and deleted with the mesh. Default: true; false where somebody else made it.")
	a.Describe(&w.For, "What goes through it: traffic to a `service` (default), to a `workload`, or `all`.")
}

// WaypointFor is the kind of traffic that goes through a waypoint.
type WaypointFor string

// Values lists the kinds.
func (WaypointFor) Values() []infer.EnumValue[WaypointFor] {
	return []infer.EnumValue[WaypointFor]{
		{Name: "Service", Value: "service", Description: "Traffic to a Service."},
		{Name: "Workload", Value: "workload", Description: "Traffic to a pod's own address."},
		{Name: "All", Value: "all", Description: "Both."},
	}
}

// hbonePort is where waypoints take traffic, by the protocol of ambient mode.
const hbonePort = 15008

func (w *Waypoint) name() string {
	if w.Name == nil {
		return "waypoint"
	}
	return *w.Name
}

func (w *Waypoint) created() bool { return w != nil && (w.Create == nil || *w.Create) }

func (w *Waypoint) check(f *check.Findings, path string) {
	if w.Name != nil {
		check.Label(f, path+".name", *w.Name, "waypoint")
	}
	check.Enum(f, path+".for", w.For)
	if w.For != nil && !w.created() {
		f.Errorf(path+".for", "the waypoint is somebody else's, who decides this; leave it out, or write create: true")
	}
}

// contribute plans the Gateway, which istiod turns into a Deployment and a Service.
func (w *Waypoint) contribute(p *plan.Plan, m *mesh, namespace string) {
	if !w.created() {
		return
	}
	labels := map[string]string{}
	if w.For != nil {
		labels["istio.io/waypoint-for"] = string(*w.For)
	}
	if revision := m.injectionRevision(); revision != "" {
		labels["istio.io/rev"] = revision
	}
	p.AddObject(&plan.Object{
		ID:         "waypoint-" + namespace,
		APIVersion: "gateway.networking.k8s.io/v1", Kind: "Gateway", Name: w.name(), Namespace: namespace,
		Labels: labels,
		Body: plan.Tree{"spec": plan.Tree{
			"gatewayClassName": "istio-waypoint",
			"listeners":        []any{plan.Tree{"name": "mesh", "port": hbonePort, "protocol": "HBONE"}},
		}},
		WaitFor: "condition=Programmed", Timeout: m.args.Timeouts.gateways(),
		After: append(m.injectors(p), p.Present("ztunnel", "namespace-"+namespace)...),
	})
}
