package components

import (
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// gatewaySite is what a gateway needs to know of the mesh it belongs to.
type gatewaySite struct {
	// path is what stands before the gateway's own arguments, for example `gateways[0].`.
	path  string
	chart plan.Chart
	// values are what the mesh wants in every gateway's.
	values plan.Tree
	// scale is that of the mesh's size, nil without one.
	scale    *scale
	revision string
	// clusterDomain is the suffix of the cluster's names.
	clusterDomain string
	// createNamespace says whether a namespace is the mesh's to create.
	createNamespace func(name string) bool
	timeout         int
	// after lists what must be there first: istiod's webhook, where the mesh is planned together with the gateway.
	after []string
}

// contribute plans the gateway's namespace and release.
func (g *GatewaySpec) contribute(p *plan.Plan, site gatewaySite, id string) {
	own := plan.Tree{}
	revision := site.revision
	if g.Revision != nil {
		revision = *g.Revision
	}
	own.Set(nonEmpty(revision), "revision")
	own.Set(g.Labels, "labels")
	g.serviceValues(own)
	fixed, bounds := scaling(site.scale, g.Replicas, g.Autoscaling)
	if fixed != nil {
		own.Set(false, "autoscaling", "enabled")
		own.Set(fixed, "replicaCount")
	}
	if bounds != nil {
		own.Set(true, "autoscaling", "enabled")
		own.Set(bounds.MinReplicas, "autoscaling", "minReplicas")
		own.Set(bounds.MaxReplicas, "autoscaling", "maxReplicas")
		own.Set(bounds.TargetCPUUtilization, "autoscaling", "targetCPUUtilizationPercentage")
	}
	own.Set(g.PodDisruptionBudget.tree(), "podDisruptionBudget")
	own.Set(g.Resources.tree(), "resources")
	if at := g.Placement; at != nil {
		own.Set(at.NodeSelector, "nodeSelector")
		own.Set(tolerationsTree(at.Tolerations), "tolerations")
		setFreeform(own, at.Affinity, "affinity")
	}
	if g.isInternal() {
		// An egress gateway: what leaves the mesh through it must find it from every scope.
		p.EgressHosts = append(p.EgressHosts, g.namespace()+"/"+g.Name+"."+g.namespace()+".svc."+site.clusterDomain)
	}
	values, _ := plan.Merge(site.values, own).(plan.Tree)
	p.AddRelease(&plan.Release{
		ID: id, Name: g.Name, Namespace: g.namespace(),
		Chart:   site.chart,
		Values:  mergeUser(values, g.Values),
		User:    userAt(site.path+"values", g.Values),
		Timeout: site.timeout,
		After:   append(needNamespace(p, g.namespace(), site.createNamespace(g.namespace()), nil), site.after...),
	})
}

func (g *GatewaySpec) serviceValues(values plan.Tree) {
	if g.LegacyPorts != nil && *g.LegacyPorts {
		values.Set(servicePorts(legacyPorts()), "service", "ports")
	}
	s := g.Service
	if s == nil {
		return
	}
	values.Set(s.Type, "service", "type")
	values.Set(servicePorts(s.Ports), "service", "ports")
	values.Set(s.Annotations, "service", "annotations")
	values.Set(s.LoadBalancerIP, "service", "loadBalancerIP")
	values.Set(s.LoadBalancerClass, "service", "loadBalancerClass")
	values.Set(s.LoadBalancerSourceRanges, "service", "loadBalancerSourceRanges")
	values.Set(s.ExternalTrafficPolicy, "service", "externalTrafficPolicy")
}

// legacyPorts are those of the IstioOperator's gateways.
func legacyPorts() []ServicePort {
	return []ServicePort{
		{Name: "status-port", Port: 15021},
		{Name: "http2", Port: 80, TargetPort: ref(8080)},
		{Name: "https", Port: 443, TargetPort: ref(8443)},
	}
}

func servicePorts(ports []ServicePort) []any {
	var out []any
	for _, p := range ports {
		target := p.Port
		if p.TargetPort != nil {
			target = *p.TargetPort
		}
		out = append(out, plan.Tree{"name": p.Name, "port": p.Port, "targetPort": target, "protocol": p.protocol()})
	}
	return out
}

// isInternal reports whether the gateway is reached from inside the cluster only.
func (g *GatewaySpec) isInternal() bool {
	return g.Service != nil && g.Service.Type != nil && *g.Service.Type == "ClusterIP"
}

// hasService reports whether the gateway gets a Service.
func (g *GatewaySpec) hasService() bool {
	return g.Service == nil || g.Service.Type == nil || *g.Service.Type != serviceTypeNone
}

func nonEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func ref[T any](v T) *T { return &v }
