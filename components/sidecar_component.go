package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// SidecarScopeType is the type token of SidecarScope.
const SidecarScopeType = "meshstack:index:SidecarScope"

// SidecarScope is the scope of one namespace of a mesh that stands.
type SidecarScope struct {
	pulumi.ResourceState

	Name      pulumi.StringOutput      `pulumi:"name"`
	Namespace pulumi.StringOutput      `pulumi:"namespace"`
	Hosts     pulumi.StringArrayOutput `pulumi:"hosts"`
}

// Annotate describes the component and its outputs for the schema.
func (s *SidecarScope) Annotate(a infer.Annotator) {
	a.SetToken("index", "SidecarScope")
	a.Describe(&s, "What the proxies of one namespace are told about, as an Istio `Sidecar`, for a team that owns a namespace but not the mesh.")
	a.Describe(&s.Name, "Name of the Sidecar.")
	a.Describe(&s.Namespace, "Namespace of the Sidecar.")
	a.Describe(&s.Hosts, "The Sidecar's egress hosts.")
}

// SidecarScopeArgs are the arguments of SidecarScope.
type SidecarScopeArgs struct {
	Namespace        string            `pulumi:"namespace"`
	Name             *string           `pulumi:"name,optional"`
	Reaches          []string          `pulumi:"reaches,optional"`
	Hosts            []string          `pulumi:"hosts,optional"`
	WorkloadSelector map[string]string `pulumi:"workloadSelector,optional"`
	OutboundTraffic  *OutboundTraffic  `pulumi:"outboundTraffic,optional"`
	Version          *string           `pulumi:"version,optional"`
	MeshNamespace    *string           `pulumi:"meshNamespace,optional"`
}

// Annotate describes the arguments for the schema.
func (s *SidecarScopeArgs) Annotate(a infer.Annotator) {
	a.Describe(&s.Namespace, "The namespace, which must exist.")
	a.Describe(&s.Name, "Name of the Sidecar. Default: `default`.")
	a.Describe(&s.Reaches, reachesText)
	a.Describe(&s.Hosts, hostsText)
	a.Describe(&s.WorkloadSelector, "Labels of the pods the scope is for. Default: every pod of the namespace.")
	a.Describe(&s.OutboundTraffic, trafficText)
	a.Describe(&s.Version, "Istio release of the mesh, `x.y.z`, which decides the grammar of `hosts`. Default: the newest this package knows.")
	a.Describe(&s.MeshNamespace, "Namespace of the mesh's control plane, whose services are kept. Default: `istio-system`.")
}

func (s SidecarScopeArgs) spec() *SidecarScopeSpec {
	return &SidecarScopeSpec{
		Namespace: s.Namespace, Name: s.Name, Reaches: s.Reaches, Hosts: s.Hosts,
		WorkloadSelector: s.WorkloadSelector, OutboundTraffic: s.OutboundTraffic,
	}
}

func (s SidecarScopeArgs) meshNamespace() string {
	if s.MeshNamespace != nil {
		return *s.MeshNamespace
	}
	return istio.SystemNamespace
}

func (s SidecarScopeArgs) plan() *plan.Plan {
	p := plan.New()
	of := s.spec().scope("")
	of.id = "sidecar"
	p.AddObject(of.object(sidecarSite{meshNamespace: s.meshNamespace()}, nil))
	return p
}

// NewSidecarScope registers a scope. Problems of the arguments come back together, as an input-properties error, before
// anything is registered.
func NewSidecarScope(ctx *pulumi.Context, name string, args SidecarScopeArgs, opts ...pulumi.ResourceOption) (*SidecarScope, error) {
	findings := &check.Findings{}
	version, versionErr := parseVersion(args.Version)
	checkVersion(findings, "version", version, versionErr)
	check.Namespace(findings, "meshNamespace", args.meshNamespace())
	var releases []istio.Version
	if versionErr == nil {
		releases = append(releases, version)
	}
	args.spec().check(findings, "", releases...)
	if err := findings.Err(); err != nil {
		return nil, err
	}

	component := &SidecarScope{}
	if err := ctx.RegisterComponentResource(SidecarScopeType, name, component, opts...); err != nil {
		return nil, err
	}
	logFindings(ctx, component, findings)
	if _, err := children.Register(ctx, component, name, args.plan(), children.Source{}); err != nil {
		return nil, err
	}
	of := args.spec().scope("")
	component.Name = pulumi.String(of.name).ToStringOutput()
	component.Namespace = pulumi.String(of.namespace).ToStringOutput()
	component.Hosts = pulumi.ToOutput(of.egressHosts(args.meshNamespace(), nil)).ApplyT(texts).(pulumi.StringArrayOutput)
	return component, nil
}

func texts(values []any) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i], _ = v.(string)
	}
	return out
}
