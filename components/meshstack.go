package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// MeshStackType is the type token of MeshStack.
const MeshStackType = "meshstack:index:MeshStack"

// MeshStack is an Istio service mesh.
type MeshStack struct {
	pulumi.ResourceState

	Namespace       pulumi.StringOutput      `pulumi:"namespace"`
	Version         pulumi.StringOutput      `pulumi:"version"`
	Revision        pulumi.StringOutput      `pulumi:"revision"`
	InjectionLabels pulumi.StringMapOutput   `pulumi:"injectionLabels"`
	Gateways        GatewayStatusMapOutput   `pulumi:"gateways"`
	Tracing         pulumi.StringMapOutput   `pulumi:"tracing"`
	Prometheus      pulumi.StringMapOutput   `pulumi:"prometheus"`
	Kiali           pulumi.StringMapOutput   `pulumi:"kiali"`
	Images          pulumi.StringArrayOutput `pulumi:"images"`
	Objects         pulumi.StringMapOutput   `pulumi:"objects"`
	Scopes          pulumi.StringMapOutput   `pulumi:"scopes"`
	Savings         SavingArrayOutput        `pulumi:"savings"`
	Findings        FindingArrayOutput       `pulumi:"findings"`
}

// Annotate describes the component and its outputs for the schema.
func (m *MeshStack) Annotate(a infer.Annotator) {
	a.SetToken("index", "MeshStack")
	a.Describe(&m, "An Istio service mesh: Istio's charts as Helm releases, installed in order, gateways once istiod's webhook answers, "+
		"and Sidecar scopes. Without arguments: the base chart and istiod of the newest known release in `istio-system`.\n\n"+
		"Pass your Kubernetes provider as usual (`provider` or `providers`). Every argument is checked before anything is changed.")
	a.Describe(&m.Namespace, "Namespace of the control plane.")
	a.Describe(&m.Version, "Istio release that is installed.")
	a.Describe(&m.Revision, "Control-plane revision, `default` where none was given.")
	a.Describe(&m.InjectionLabels, "Labels by which a namespace asks for sidecars of this mesh.")
	a.Describe(&m.Tracing, "Where spans go, empty without `tracing`: `collectorAddress` (host:port), `protocol`, and `queryUrl` where somebody can ask for traces.")
	a.Describe(&m.Prometheus, "How metrics are scraped, empty without `metrics`: `scrape` (the mechanism), `url`, and with additional scrape configs `secretNamespace`, "+
		"`secretName`, `secretKey` (for the Prometheus resource) and `jobs` (the generated ones, as YAML).")
	a.Describe(&m.Kiali, "Kiali's `url` and `namespace`, empty without `kiali`.")
	a.Describe(&m.Images, "Every image that the mesh runs, sorted: those of the releases, of the injected proxies and init containers, and those that custom resources name.")
	a.Describe(&m.Objects, "Everything that the charts render to: SHA-256 digests by `Kind namespace/name`.")
	a.Describe(&m.Scopes, scopesText)
	a.Describe(&m.Savings, savingsText)
	a.Describe(&m.Findings, "What was found and didn't stop the update: warnings, and what could not be checked.")
	a.Describe(&m.Gateways, "The gateways by name, each with its namespace, the name of its Service and its outside addresses.")
}

// MeshStackArgs are the arguments of MeshStack.
type MeshStackArgs struct {
	Version              *string               `pulumi:"version,optional"`
	KubernetesVersion    pulumi.StringPtrInput `pulumi:"kubernetesVersion,optional"`
	Profile              *Profile              `pulumi:"profile,optional"`
	Platform             *Platform             `pulumi:"platform,optional"`
	Size                 *Size                 `pulumi:"size,optional"`
	CompatibilityVersion *string               `pulumi:"compatibilityVersion,optional"`
	Namespace            *string               `pulumi:"namespace,optional"`
	CreateNamespaces     *bool                 `pulumi:"createNamespaces,optional"`
	Image                *Image                `pulumi:"image,optional"`
	Charts               *Charts               `pulumi:"charts,optional"`
	Revision             *string               `pulumi:"revision,optional"`
	RevisionTags         []string              `pulumi:"revisionTags,optional"`
	OtherRevisions       []OtherRevision       `pulumi:"otherRevisions,optional"`
	ControlPlane         *ControlPlane         `pulumi:"controlPlane,optional"`
	Proxy                *Proxy                `pulumi:"proxy,optional"`
	CNI                  *CNI                  `pulumi:"cni,optional"`
	Ztunnel              *Ztunnel              `pulumi:"ztunnel,optional"`
	Security             *Security             `pulumi:"security,optional"`
	AccessLog            *AccessLog            `pulumi:"accessLog,optional"`
	DNS                  *DNS                  `pulumi:"dns,optional"`
	Tracing              *Tracing              `pulumi:"tracing,optional"`
	Metrics              *Metrics              `pulumi:"metrics,optional"`
	Grafana              *Grafana              `pulumi:"grafana,optional"`
	Kiali                *Kiali                `pulumi:"kiali,optional"`
	Gateways             []GatewaySpec         `pulumi:"gateways,optional"`
	GatewayAPI           *GatewayAPI           `pulumi:"gatewayApi,optional"`
	Sidecars             *Sidecars             `pulumi:"sidecars,optional"`
	Injection            *Injection            `pulumi:"injection,optional"`
	MeshConfig           *freeform.Map         `pulumi:"meshConfig,optional"`
	Values               *Values               `pulumi:"values,optional"`
	IstioOperator        *string               `pulumi:"istioOperator,optional"`
	IstioOperatorVersion *string               `pulumi:"istioOperatorVersion,optional"`
	Adopt                *Adopt                `pulumi:"adopt,optional"`
	Timeouts             *Timeouts             `pulumi:"timeouts,optional"`
	Checks               *Checks               `pulumi:"checks,optional"`
	Preview              *Preview              `pulumi:"preview,optional"`
}

// Annotate describes the arguments for the schema.
func (m *MeshStackArgs) Annotate(a infer.Annotator) {
	a.Describe(&m.Version, versionText)
	a.Describe(&m.KubernetesVersion, "Kubernetes version of the cluster, for example the output `version` of your cluster. It is compared with what the Istio release "+
		"supports (docs/support-matrix.md). Default: asked from the ambient cluster, for 3 seconds at most, where no Kubernetes provider is passed; otherwise not compared.")
	a.Describe(&m.Profile, "Components and settings by the name IstioOperator users know. Other arguments go before it. Default: `minimal`.")
	a.Describe(&m.Platform, "Kind of cluster, for the paths and permissions of the CNI plugin and ztunnel. Default: none in particular.")
	a.Describe(&m.Size, "Preset of requests, limits and replicas of istiod, proxies, gateways, waypoints, CNI and ztunnel. Arguments that say otherwise go before it. "+
		"Default: the charts' own numbers, or the profile's.")
	a.Describe(&m.CompatibilityVersion, "Minor release whose behaviour is kept where `version` changed it, for example `1.30`. Default: none.")
	a.Describe(&m.Namespace, "Namespace of the control plane and root namespace of the mesh. It can't be changed later: Istio's CRDs stay with the "+
		"release of the first one. Default: `istio-system`.")
	a.Describe(&m.CreateNamespaces, "Whether the namespaces of the control plane, the node programs and the gateways are created and deleted "+
		"with the mesh. Default: true. Write false where they exist already; changing it to false later deletes them with everything in them.")
	a.Describe(&m.Image, "Where the container images come from.")
	a.Describe(&m.Charts, "Where the Helm charts come from.")
	a.Describe(&m.Revision, "Control-plane revision, a suffix of istiod's names, for example `1-31-1`. Changing it installs the new istiod and removes the old one at once, which leaves the "+
		"proxies that it injected without configuration and new certificates until their pods restart; `otherRevisions` keeps both meanwhile. Default: none.")
	a.Describe(&m.RevisionTags, "Tags that point to the revision, for example `prod`. Namespaces and gateways that name a tag follow when `revision` changes. "+
		"The tag `default` answers for `istio-injection: enabled`. Default: none.")
	a.Describe(&m.OtherRevisions, "Control planes beside the mesh's own, for a canary upgrade. Default: none.")
	a.Describe(&m.ControlPlane, "How istiod runs.")
	a.Describe(&m.Proxy, "How the injected proxies run.")
	a.Describe(&m.CNI, "Istio's CNI plugin. Default: as profile and platform say, which mostly is none; `{}` installs it.")
	a.Describe(&m.Ztunnel, "ztunnel, for ambient mode. Default: none, except with the profile `ambient`; `{}` installs it.")
	a.Describe(&m.Security, "What the whole mesh encrypts, and what it lets out.")
	a.Describe(&m.AccessLog, "What the proxies write about each request. Default: nothing, or what the profile says; `{}` writes a line for each.")
	a.Describe(&m.DNS, "The proxies' own name server.")
	a.Describe(&m.Tracing, "Which requests leave a trace, and where the spans go. Default: none, or what the profile says.")
	a.Describe(&m.Metrics, "How Prometheus gets the mesh's metrics, and what it makes of them. Default: the annotations that the charts write, and nothing else.")
	a.Describe(&m.Grafana, "A Grafana that runs already, and dashboards for it. Default: none.")
	a.Describe(&m.Kiali, "Kiali, the console of the mesh. Default: none.")
	a.Describe(&m.Gateways, "Gateways, for traffic into and out of the mesh, in place of the profile's. Default: the profile's.")
	a.Describe(&m.GatewayAPI, "Which Gateway API CRDs the cluster has.")
	a.Describe(&m.Sidecars, "What the proxies of each namespace are told about. Default: everything.")
	a.Describe(&m.Injection, "Which namespaces belong to the mesh. Default: those labelled by somebody else.")
	a.Describe(&m.MeshConfig, "Istio's mesh config (istio.io/latest/docs/reference/config/istio.mesh.v1alpha1), merged last over what the other "+
		"arguments give. Leaves may be outputs and secrets at any depth. Default: nothing besides.")
	a.Describe(&m.Values, "Helm values for each chart, merged last.")
	a.Describe(&m.IstioOperator, istioOperatorText)
	a.Describe(&m.IstioOperatorVersion, istioOperatorVersionText)
	a.Describe(&m.Adopt, "Takes over a mesh that runs already, see docs/adoption.md; `{}` does it. Default: what exists already is an error.")
	a.Describe(&m.Timeouts, "How long to wait for each release.")
	a.Describe(&m.Checks, "What becomes of findings.")
	a.Describe(&m.Preview, previewText)
}

const versionText = "Istio release to install, exactly, `x.y.z`, from 1.24 on; with gateways from 1.25.5 on. Default: the newest that this version of the package knows, " +
	"so pin it if an upgrade of the package shall not upgrade the mesh."

// NewMeshStack registers a mesh and everything in it. Problems of the arguments come back together, as an
// input-properties error, before anything is registered.
func NewMeshStack(ctx *pulumi.Context, name string, args MeshStackArgs, opts ...pulumi.ResourceOption) (*MeshStack, error) {
	m := newMesh(args)
	findings := args.Checks.findings()
	m.check(ctx.Context(), findings)
	args.Tracing.checkKnown(ctx.Context(), findings, "tracing", m)
	check.Enum(findings, "preview", args.Preview)
	p := m.plan()
	var proved *proof.Mesh
	var found adopted
	saved := []Saving{}
	if m.versionsKnown() {
		services := m.inventory(ctx, opts)
		seen := m.look(ctx, opts)
		m.checkKubernetes(ctx.Context(), findings, seen)
		m.checkGatewayAPI(ctx.Context(), findings, seen)
		args.Kiali.verify(ctx.Context(), findings, "kiali", m, p)
		proved = m.prove(ctx.Context(), findings, p, seen)
		saved = m.savings(ctx.Context(), p, services())
		reportSavings(findings, saved)
		found = m.adoption(ctx, findings, opts, p, proved)
	}
	if err := findings.Err(); err != nil {
		return nil, err
	}

	component := &MeshStack{}
	if err := ctx.RegisterComponentResource(MeshStackType, name, component, opts...); err != nil {
		return nil, err
	}
	logFindings(ctx, component, findings)
	logAdopted(ctx, component, found)
	registered, err := children.Register(ctx, component, name, p, args.Charts.childSource())
	if err != nil {
		return nil, err
	}
	component.Namespace = pulumi.String(m.namespace).ToStringOutput()
	component.Version = pulumi.String(m.version.String()).ToStringOutput()
	component.Revision = pulumi.String(orDefault(m.revision())).ToStringOutput()
	component.InjectionLabels = pulumi.ToStringMap(m.injectionLabels()).ToStringMapOutput()
	component.observe(m, p)
	component.Savings = pulumi.ToOutput(saved).(SavingArrayOutput)
	component.observeProof(proved, findings)
	if err := registered.RegisterShown(ctx, name, args.Preview.shown(proved)); err != nil {
		return nil, err
	}
	component.Gateways, err = m.gatewayStatus(ctx, component, name, registered)
	return component, err
}

func logFindings(ctx *pulumi.Context, component pulumi.Resource, findings *check.Findings) {
	// The log is a courtesy: a monitor that is gone says so where it matters.
	for _, w := range findings.Warnings() {
		_ = ctx.Log.Warn(w.String(), &pulumi.LogArgs{Resource: component})
	}
	for _, i := range findings.Infos() {
		_ = ctx.Log.Info(i.String(), &pulumi.LogArgs{Resource: component})
	}
}
