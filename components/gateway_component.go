package components

import (
	"fmt"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// GatewayType is the type token of Gateway.
const GatewayType = "meshstack:index:Gateway"

// Gateway is a gateway of a mesh that stands.
type Gateway struct {
	pulumi.ResourceState

	Namespace pulumi.StringOutput      `pulumi:"namespace"`
	Service   pulumi.StringOutput      `pulumi:"service"`
	Addresses pulumi.StringArrayOutput `pulumi:"addresses"`
}

// Annotate describes the component and its outputs for the schema.
func (g *Gateway) Annotate(a infer.Annotator) {
	a.SetToken("index", "Gateway")
	a.Describe(&g, "A gateway added to a mesh that stands, for a team that owns its edge but not the control plane. "+
		"Its pods are injected by the control plane that `revision` names.")
	a.Describe(&g.Namespace, "Namespace of the gateway.")
	a.Describe(&g.Service, "Name of its Service, empty where it has none.")
	a.Describe(&g.Addresses, "IP addresses and host names of its load balancer, empty for a Service without one.")
}

// GatewayArgs are the arguments of Gateway.
type GatewayArgs struct {
	Name                *string              `pulumi:"name,optional"`
	Version             *string              `pulumi:"version,optional"`
	Charts              *Charts              `pulumi:"charts,optional"`
	ImagePullPolicy     *ImagePullPolicy     `pulumi:"imagePullPolicy,optional"`
	ImagePullSecrets    []string             `pulumi:"imagePullSecrets,optional"`
	CreateNamespace     *bool                `pulumi:"createNamespace,optional"`
	Timeout             *int                 `pulumi:"timeout,optional"`
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
	Checks              *Checks              `pulumi:"checks,optional"`
	Preview             *Preview             `pulumi:"preview,optional"`
}

// Annotate describes the arguments for the schema.
func (g *GatewayArgs) Annotate(a infer.Annotator) {
	a.Describe(&g.Name, "Name of the gateway, of its Deployment and of its Service. Default: the name of the resource.")
	a.Describe(&g.Version, versionText+" Give the mesh's own version.")
	a.Describe(&g.Charts, "Where the Helm chart comes from.")
	a.Describe(&g.ImagePullPolicy, "When the kubelet pulls the proxy's image, which itself comes from the control plane that injects the gateway. "+
		"Default: the control plane's.")
	a.Describe(&g.ImagePullSecrets, "Names of image pull secrets in the gateway's namespace. Default: none.")
	a.Describe(&g.CreateNamespace, "Whether the gateway's namespace is created and deleted with it. Default: true.")
	a.Describe(&g.Checks, "What becomes of findings.")
	a.Describe(&g.Preview, previewText)
	a.Describe(&g.Timeout, "Seconds to wait for the gateway, the address of its load balancer included. Default: 600.")
	describeGateway(a, &g.Namespace, &g.Labels, &g.Service, &g.Replicas, &g.Autoscaling, &g.PodDisruptionBudget, &g.Resources,
		&g.Placement, &g.Revision, &g.LegacyPorts, &g.Values)
}

func (g GatewayArgs) spec(resource string) *GatewaySpec {
	spec := &GatewaySpec{
		Name: resource, Namespace: g.Namespace, Labels: g.Labels, Service: g.Service, Replicas: g.Replicas,
		Autoscaling: g.Autoscaling, PodDisruptionBudget: g.PodDisruptionBudget, Resources: g.Resources,
		Placement: g.Placement, Revision: g.Revision, LegacyPorts: g.LegacyPorts, Values: g.Values,
	}
	if g.Name != nil {
		spec.Name = *g.Name
	}
	return spec
}

func (g GatewayArgs) check(f *check.Findings, resource string) {
	g.spec(resource).check(f, "", chartSizing, nil)
	g.Charts.check(f, "charts")
	check.Enum(f, "imagePullPolicy", g.ImagePullPolicy)
	for i, name := range g.ImagePullSecrets {
		check.Subdomain(f, fmt.Sprintf("imagePullSecrets[%d]", i), name)
	}
	checkTimeout(f, "timeout", g.Timeout)
}

func (g GatewayArgs) plan(resource string, v istio.Version) *plan.Plan {
	p := plan.New()
	image := &Image{PullPolicy: g.ImagePullPolicy, PullSecrets: g.ImagePullSecrets}
	image.gatewayValues(p.Values("gateway"))
	g.spec(resource).contribute(p, gatewaySite{
		chart:           plan.Chart{Name: "gateway", Version: v.String(), VersionPath: "version"},
		values:          p.Values("gateway"),
		createNamespace: func(string) bool { return g.CreateNamespace == nil || *g.CreateNamespace },
		timeout:         seconds(g.Timeout),
		clusterDomain:   "cluster.local",
	}, "gateway")
	return p
}

// NewGateway registers a gateway. Problems of the arguments come back together, as an input-properties error, before
// anything is registered.
func NewGateway(ctx *pulumi.Context, name string, args GatewayArgs, opts ...pulumi.ResourceOption) (*Gateway, error) {
	findings := args.Checks.findings()
	version, versionErr := parseVersion(args.Version)
	checkVersion(findings, "version", version, versionErr)
	checkGatewayChart(findings, version, versionErr == nil)
	args.check(findings, name)
	check.Enum(findings, "preview", args.Preview)
	p := plan.New()
	var proved *proof.Mesh
	if versionErr == nil {
		p = args.plan(name, version)
		proved = proveReleases(ctx.Context(), findings, args.Charts, p, proof.Cluster{})
	}
	if err := findings.Err(); err != nil {
		return nil, err
	}

	component := &Gateway{}
	if err := ctx.RegisterComponentResource(GatewayType, name, component, opts...); err != nil {
		return nil, err
	}
	logFindings(ctx, component, findings)
	registered, err := children.Register(ctx, component, name, p, args.Charts.childSource())
	if err != nil {
		return nil, err
	}
	if err := registered.RegisterShown(ctx, name, args.Preview.shown(proved)); err != nil {
		return nil, err
	}
	spec := args.spec(name)
	status, err := spec.status(ctx, component, name+"-gateway", registered.Releases["gateway"])
	if err != nil {
		return nil, err
	}
	component.Namespace = pulumi.String(spec.namespace()).ToStringOutput()
	component.Service = pulumi.String("").ToStringOutput()
	if spec.hasService() {
		component.Service = pulumi.String(spec.Name).ToStringOutput()
	}
	component.Addresses = status.ApplyT(func(s GatewayStatus) []string { return s.Addresses }).(pulumi.StringArrayOutput)
	return component, nil
}
