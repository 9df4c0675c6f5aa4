package components

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// GatewaySpec is one gateway: Envoy proxies at the edge of the mesh, with a Service. Egress gateways are gateways too.
type GatewaySpec struct {
	Name                string               `pulumi:"name"`
	Namespace           *string              `pulumi:"namespace,optional"`
	Labels              map[string]string    `pulumi:"labels,optional"`
	Service             *GatewayService      `pulumi:"service,optional"`
	Replicas            *int                 `pulumi:"replicas,optional"`
	Autoscaling         *Autoscaling         `pulumi:"autoscaling,optional"`
	PodDisruptionBudget *PodDisruptionBudget `pulumi:"podDisruptionBudget,optional"`
	Resources           *Resources           `pulumi:"resources,optional"`
	Placement           *Placement           `pulumi:"placement,optional"`
	Revision            *string              `pulumi:"revision,optional"`
	LegacyPorts         *bool                `pulumi:"legacyPorts,optional"`
	Values              *freeform.Map        `pulumi:"values,optional"`
}

// Annotate describes the properties for the schema.
func (g *GatewaySpec) Annotate(a infer.Annotator) {
	a.Describe(&g, "A gateway: proxies at the edge of the mesh with a Service of their own, for traffic into it or out of it. "+
		"Its pods are injected by istiod and start once istiod's webhook answers.")
	a.Describe(&g.Name, "Name of the gateway, of its Deployment and of its Service, unique in the mesh.")
	describeGateway(a, &g.Namespace, &g.Labels, &g.Service, &g.Replicas, &g.Autoscaling, &g.PodDisruptionBudget, &g.Resources,
		&g.Placement, &g.Revision, &g.LegacyPorts, &g.Values)
}

// describeGateway holds the descriptions that a gateway of a mesh and one on its own share.
func describeGateway(a infer.Annotator, namespace, labels, service, replicas, autoscaling, budget, resources, placement, revision,
	legacyPorts, values any,
) {
	a.Describe(namespace, "Namespace of the gateway, apart from the control plane's. Default: the gateway's name.")
	a.Describe(labels, "Labels of the pods, added to `app: <name>` and `istio: <name without \"istio-\">`, which they can override. "+
		"`app` and `istio` select the pods and can't be changed later. Default: none besides these two.")
	a.Describe(service, "The Service in front of the gateway.")
	a.Describe(replicas, "Fixed number of replicas. Excludes `autoscaling`. Default: autoscaling between 1 and 5, or as the mesh's `size` says.")
	a.Describe(autoscaling, "Autoscaling of the gateway. Excludes `replicas`.")
	a.Describe(budget, "Disruption budget of the gateway. Default: none.")
	a.Describe(resources, "Compute resources of the proxy. Default: requests of 100m CPU and 128Mi memory, limits of 2000m and 1024Mi, or those of the mesh's `size`.")
	a.Describe(placement, "Which nodes run the gateway.")
	a.Describe(revision, "Control-plane revision or tag that injects the gateway. Default: the mesh's own.")
	a.Describe(legacyPorts, "Listen on 8080 and 8443 behind the Service's 80 and 443, as gateways of the IstioOperator did, for policies that "+
		"name those ports. Default: false. Excludes `service.ports`.")
	a.Describe(values, "Helm values of the `gateway` chart, merged last. Leaves may be outputs and secrets at any depth. Default: none.")
}

// GatewayService is the Service in front of a gateway.
type GatewayService struct {
	Type                     *ServiceType          `pulumi:"type,optional"`
	Ports                    []ServicePort         `pulumi:"ports,optional"`
	Annotations              pulumi.StringMapInput `pulumi:"annotations,optional"`
	LoadBalancerIP           pulumi.StringPtrInput `pulumi:"loadBalancerIP,optional"`
	LoadBalancerClass        *string               `pulumi:"loadBalancerClass,optional"`
	LoadBalancerSourceRanges []string              `pulumi:"loadBalancerSourceRanges,optional"`
	ExternalTrafficPolicy    *TrafficPolicy        `pulumi:"externalTrafficPolicy,optional"`
}

// Annotate describes the properties for the schema.
func (s *GatewayService) Annotate(a infer.Annotator) {
	a.Describe(&s, "The Service in front of a gateway.")
	a.Describe(&s.Type, "`LoadBalancer` (default), `NodePort`, `ClusterIP`, or `None` for no Service at all.")
	a.Describe(&s.Ports, "Every port of the Service, as the list replaces the default. Default: 15021 (status), 80 and 443.")
	a.Describe(&s.Annotations, "Annotations of the Service, for the cloud's load balancer, for example `service.beta.kubernetes.io/aws-load-balancer-scheme: internal`. Values may be outputs. Default: none.")
	a.Describe(&s.LoadBalancerIP, "IP address to ask the cloud for, where it honours the field, for example `203.0.113.10`. Default: the cloud chooses.")
	a.Describe(&s.LoadBalancerClass, "Implementation of the load balancer, for example `service.k8s.aws/nlb`. It can't be changed later. Default: the cluster's own.")
	a.Describe(&s.LoadBalancerSourceRanges, "CIDR ranges that may reach the load balancer, for example `198.51.100.0/24`. Default: all.")
	a.Describe(&s.ExternalTrafficPolicy, "`Cluster` or `Local`, which keeps the client's address. Default: Kubernetes' own, `Cluster`.")
}

// ServicePort is a port of a Service.
type ServicePort struct {
	Name       string  `pulumi:"name"`
	Port       int     `pulumi:"port"`
	TargetPort *int    `pulumi:"targetPort,optional"`
	Protocol   *string `pulumi:"protocol,optional"`
}

// Annotate describes the properties for the schema.
func (s *ServicePort) Annotate(a infer.Annotator) {
	a.Describe(&s, "A port of a Service.")
	a.Describe(&s.Name, "Name of the port. Begin it with the protocol Istio should speak, for example `https` or `tcp-db`.")
	a.Describe(&s.Port, "Port of the Service, 1 to 65535.")
	a.Describe(&s.TargetPort, "Port of the gateway's pods, 1 to 65535. Default: `port`.")
	a.Describe(&s.Protocol, "`TCP` (default), `UDP` or `SCTP`.")
}

// ServiceType is the type of a Service, or None.
type ServiceType string

// serviceTypeNone is the chart's word for no Service.
const serviceTypeNone ServiceType = "None"

// Values lists the types.
func (ServiceType) Values() []infer.EnumValue[ServiceType] {
	return []infer.EnumValue[ServiceType]{
		{Name: "LoadBalancer", Value: "LoadBalancer", Description: "An address of the cloud's load balancer."},
		{Name: "NodePort", Value: "NodePort", Description: "A port on every node."},
		{Name: "ClusterIP", Value: "ClusterIP", Description: "An address inside the cluster."},
		{Name: "None", Value: serviceTypeNone, Description: "No Service."},
	}
}

// TrafficPolicy is a Service's externalTrafficPolicy.
type TrafficPolicy string

// Values lists the policies.
func (TrafficPolicy) Values() []infer.EnumValue[TrafficPolicy] {
	return []infer.EnumValue[TrafficPolicy]{
		{Name: "Cluster", Value: "Cluster", Description: "Any node may answer; the client's address is lost."},
		{Name: "Local", Value: "Local", Description: "Only nodes with a pod answer; the client's address is kept."},
	}
}

// Placement says which nodes run pods.
type Placement struct {
	NodeSelector map[string]string `pulumi:"nodeSelector,optional"`
	Tolerations  []Toleration      `pulumi:"tolerations,optional"`
	Affinity     *freeform.Map     `pulumi:"affinity,optional"`
}

// Annotate describes the properties for the schema.
func (p *Placement) Annotate(a infer.Annotator) {
	a.Describe(&p, "Which nodes run pods.")
	a.Describe(&p.NodeSelector, "Labels a node must have, for example `pool: edge`. Default: none.")
	a.Describe(&p.Tolerations, "Taints that are tolerated. Default: none.")
	a.Describe(&p.Affinity, "Affinity, as in a Kubernetes pod. Default: none.")
}

func (g *GatewaySpec) namespace() string {
	if g.Namespace != nil {
		return *g.Namespace
	}
	return g.Name
}

// maxReleaseName is Helm's limit.
const maxReleaseName = 53

// check reports what is wrong. The prefix is the path of the gateway with its dot, or "".
func (g *GatewaySpec) check(f *check.Findings, prefix string, size sizing, scale *scale) {
	check.Label(f, prefix+"name", g.Name, "gateway")
	if len(g.Name) > maxReleaseName {
		f.Errorf(prefix+"name", "%q has %d characters, and Helm takes at most %d in the name of a release; shorten it",
			g.Name, len(g.Name), maxReleaseName)
	}
	if g.Namespace != nil {
		check.Namespace(f, prefix+"namespace", *g.Namespace)
	}
	check.Labels(f, prefix+"labels", g.Labels)
	g.Service.check(f, prefix+"service")
	g.Autoscaling.check(f, prefix+"autoscaling", scale, g.Replicas, prefix+"replicas")
	fixed, bounds := scaling(scale, g.Replicas, g.Autoscaling)
	g.PodDisruptionBudget.check(f, prefix+"podDisruptionBudget", bounds, fixed)
	g.Resources.check(f, prefix+"resources", size.gateway)
	g.Placement.check(f, prefix+"placement")
	if g.Revision != nil {
		check.Label(f, prefix+"revision", *g.Revision, "revision")
	}
	checkReserved(f, prefix+"values", g.Values, reservedGateway)
	if g.LegacyPorts != nil && *g.LegacyPorts && g.Service != nil && len(g.Service.Ports) > 0 {
		f.Errorf(prefix+"legacyPorts", "legacyPorts and service.ports both give the ports; keep one of the two")
	}
}

func (p *Placement) check(f *check.Findings, path string) {
	if p == nil {
		return
	}
	check.Labels(f, path+".nodeSelector", p.NodeSelector)
	checkTolerations(f, path+".tolerations", p.Tolerations)
}

func (s *GatewayService) check(f *check.Findings, path string) {
	if s == nil {
		return
	}
	check.Enum(f, path+".type", s.Type)
	check.Enum(f, path+".externalTrafficPolicy", s.ExternalTrafficPolicy)
	if ip, ok := plan.Plain(s.LoadBalancerIP).(string); ok {
		if _, err := netip.ParseAddr(ip); err != nil {
			f.Errorf(path+".loadBalancerIP", "%q is not an IP address; write for example 203.0.113.10", ip)
		}
	}
	checkRanges(f, path+".loadBalancerSourceRanges", s.LoadBalancerSourceRanges)
	s.checkPorts(f, path+".ports")
	if s.Type == nil || *s.Type == "LoadBalancer" {
		return
	}
	for name, given := range map[string]bool{
		"loadBalancerIP": s.LoadBalancerIP != nil, "loadBalancerClass": s.LoadBalancerClass != nil,
		"loadBalancerSourceRanges": len(s.LoadBalancerSourceRanges) > 0,
	} {
		if given {
			f.Errorf(path+"."+name, "a Service of type %s has no load balancer; leave it out or write type: LoadBalancer", *s.Type)
		}
	}
	if s.ExternalTrafficPolicy != nil && *s.Type != "NodePort" {
		f.Errorf(path+".externalTrafficPolicy", "a Service of type %s gets no outside traffic; leave it out", *s.Type)
	}
}

func (s *GatewayService) checkPorts(f *check.Findings, path string) {
	if s.Ports != nil && len(s.Ports) == 0 {
		f.Errorf(path, "a Service has at least one port; list the ports, or leave the property out for 15021, 80 and 443")
	}
	names, ports := map[string]bool{}, map[string]bool{}
	for i, p := range s.Ports {
		at := fmt.Sprintf("%s[%d]", path, i)
		check.Label(f, at+".name", p.Name, "port")
		checkPort(f, at+".port", p.Port)
		if p.TargetPort != nil {
			checkPort(f, at+".targetPort", *p.TargetPort)
		}
		check.OneOf(f, at+".protocol", p.Protocol, "TCP", "UDP", "SCTP")
		key := fmt.Sprint(p.Port, p.protocol())
		if names[p.Name] {
			f.Errorf(at+".name", "another port is called %q too; names must differ", p.Name)
		}
		if ports[key] {
			f.Errorf(at+".port", "port %d %s is listed twice; list it once", p.Port, p.protocol())
		}
		names[p.Name], ports[key] = true, true
	}
}

func (p ServicePort) protocol() string {
	if p.Protocol != nil {
		return *p.Protocol
	}
	return "TCP"
}
