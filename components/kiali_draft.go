package components

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// kialiDraft is what Kiali will be told, before its credentials are taken out.
type kialiDraft struct {
	settings kiali.Settings
	// config is the configuration. The user's is in it, except where that is unknown as a whole: then it is in later, to be
	// merged over config when it is known.
	config map[string]any
	later  []pulumi.Input
	// secrets are the credentials that were taken out of config.
	secrets []kialiSecret
	// toldGRPC is what the tracing feature says of its address, gRPC or HTTP; nil where Kiali asks at another.
	toldGRPC *bool
	// written is what the user wrote, by today's names.
	written map[string]any
}

// kialiOverlay is a free-form argument that Kiali's configuration is merged with.
type kialiOverlay struct {
	path   string
	config map[string]any
	// whole is set where nothing of the map is known.
	whole   pulumi.Input
	renames []kiali.Rename
}

// overlays lists them in the order in which they win.
func (k *Kiali) overlays(path string) []kialiOverlay {
	out := []kialiOverlay{newOverlay(path+".config", k.Config)}
	if k.Install != nil {
		out = append(out, newOverlay(path+".install.values", k.Install.Values))
	}
	return out
}

func newOverlay(path string, m *freeform.Map) kialiOverlay {
	o := kialiOverlay{path: path}
	if m.IsZero() {
		return o
	}
	switch value := plan.Plain(m.Value()).(type) {
	case plan.Tree:
		given, _ := plan.ToGo(value).(map[string]any)
		o.config, o.renames = kiali.Modernize(given)
	case pulumi.Input:
		o.whole = value
	}
	return o
}

// draft gathers what Kiali will be told from its own arguments and from what the other features tell.
func (k *Kiali) draft(p *plan.Plan, m *mesh) *kialiDraft {
	d := &kialiDraft{}
	written := plan.Tree{}
	for _, o := range k.overlays("") {
		if o.whole != nil {
			d.later = append(d.later, o.whole)
		}
		written, _ = plan.Merge(written, o.config).(plan.Tree)
	}
	d.written, _ = plan.ToGo(written).(map[string]any)

	d.settings = kiali.Settings{
		Version:      k.version(m),
		InstanceName: kialiName, Namespace: k.namespace(m), MeshNamespace: m.namespace, RootNamespace: m.rootNamespace(),
		Revision: m.revision(),
		Strategy: string(k.strategy(m)), OpenID: k.Auth.settings(), ViewOnly: k.viewOnly(),
		Web:        k.web(m),
		Prometheus: k.prometheusSettings(p, d.written),
		Grafana:    k.grafanaSettings(p, d.written),
	}
	d.settings.Tracing, d.toldGRPC = k.tracingSettings(p, m, d.written)
	if k.ConfigMap != nil {
		d.settings.InstanceName = k.ConfigMap.name()
	}
	ours := d.settings.Config()
	if k.ConfigMap != nil {
		d.settings.Complete(ours)
	}
	merged, _ := plan.Merge(ours, d.written).(plan.Tree)
	d.config, _ = plan.ToGo(merged).(map[string]any)
	return d
}

// firstGiven returns the first that somebody said.
func firstGiven(values ...any) any {
	for _, v := range values {
		if v != nil && v != "" {
			return v
		}
	}
	return nil
}

// kialiAt returns what is at a path of the user's own configuration, nil without it.
func kialiAt(config map[string]any, path string) any {
	v, _ := kiali.Get(config, path)
	return v
}

func (k *Kiali) prometheusSettings(p *plan.Plan, written map[string]any) kiali.Service {
	own := k.Prometheus
	if own == nil {
		own = &KialiPrometheus{}
	}
	s := kiali.Service{URL: firstGiven(kialiAt(written, "external_services.prometheus.url"), plan.Plain(own.URL)), Auth: own.Credentials.settings()}
	if s.URL == nil && p.Prometheus != nil {
		s.URL = plan.Plain(p.Prometheus.URL)
	}
	return s
}

// istioDashboards are the titles that Istio's own dashboards have in Grafana.
var istioDashboards = []string{
	"Istio Service Dashboard", "Istio Workload Dashboard", "Istio Mesh Dashboard", "Istio Control Plane Dashboard", "Istio Performance Dashboard",
}

func (k *Kiali) grafanaSettings(p *plan.Plan, written map[string]any) *kiali.Grafana {
	const at = "external_services.grafana."
	own, told := k.Grafana, p.Grafana
	if own == nil {
		own = &KialiGrafana{}
	}
	if told == nil {
		told = &plan.Grafana{}
	}
	g := &kiali.Grafana{
		Service: kiali.Service{
			URL:  firstGiven(kialiAt(written, at+"internal_url"), plan.Plain(own.URL), plan.Plain(told.URL)),
			Auth: own.Credentials.settings(),
		},
		ExternalURL: firstGiven(kialiAt(written, at+"external_url"), plan.Plain(own.ExternalURL), plan.Plain(told.ExternalURL)),
		Dashboards:  told.Dashboards,
	}
	if g.URL == nil && g.ExternalURL == nil {
		return nil
	}
	if len(g.Dashboards) == 0 {
		g.Dashboards = istioDashboards
	}
	return g
}

// tracingSettings also returns what kialiDraft.toldGRPC says.
func (k *Kiali) tracingSettings(p *plan.Plan, m *mesh, written map[string]any) (t *kiali.Tracing, toldGRPC *bool) {
	const at = "external_services.tracing."
	own := k.Tracing
	if own == nil {
		own = &KialiTracing{}
	}
	t = &kiali.Tracing{
		Service:     kiali.Service{URL: firstGiven(kialiAt(written, at+"internal_url"), plan.Plain(own.URL)), Auth: own.Credentials.settings()},
		ExternalURL: firstGiven(kialiAt(written, at+"external_url"), plan.Plain(own.ExternalURL)),
		Provider:    string(own.provider()),
	}
	if provider, ok := kialiAt(written, at+"provider").(string); ok {
		t.Provider = provider
	}
	grpc := kialiAt(written, at+"use_grpc")
	if grpc == nil && own.UseGRPC != nil {
		grpc = *own.UseGRPC
	}
	if t.URL == nil && p.Tracing != nil {
		t.URL, toldGRPC = queryAddress(p.Tracing, grpc == false || t.Provider == string(kialiTempo))
	}
	if t.URL == nil && t.ExternalURL == nil {
		return nil, nil
	}
	t.GRPC = grpc
	switch {
	case grpc != nil:
	case t.Provider == string(kialiTempo):
		t.GRPC = false
	case toldGRPC != nil:
		t.GRPC = *toldGRPC
	default:
		t.GRPC = speaksGRPC(firstGiven(t.URL, t.ExternalURL))
	}
	if own.GRPCPort != nil {
		t.GRPCPort = *own.GRPCPort
	}
	t.NamespaceSelector = m.namespaceSelector(p)
	return t, toldGRPC
}

// queryAddress is the address that the tracing feature tells, and whether it is one for gRPC. It is, where there is one,
// unless HTTP is wanted: by somebody, or by Tempo, whose address is always that of its HTTP API.
func queryAddress(t *plan.Tracing, http bool) (address any, grpc *bool) {
	byHTTP, byGRPC := plan.Plain(t.QueryURL), plan.Plain(t.QueryGRPC)
	switch {
	case byHTTP == nil && byGRPC == nil:
		return nil, nil
	case byGRPC == nil, http && byHTTP != nil:
		return byHTTP, ref(false)
	}
	return byGRPC, ref(true)
}

// speaksGRPC tells by the port of an address of which nobody said it, as soon as that is known.
func speaksGRPC(address any) any {
	if in, ok := address.(pulumi.Input); ok {
		return pulumi.ToOutput(in).ApplyT(func(v any) bool {
			text, _ := plan.Plain(v).(string)
			return kiali.GRPC(text)
		})
	}
	text, _ := address.(string)
	return kiali.GRPC(text)
}

// namespaceSelector says whether the names of services in traces end in their namespace, where they don't: then Kiali would
// find none.
func (m *mesh) namespaceSelector(p *plan.Plan) *bool {
	config := any(p.MeshConfig)
	if !m.args.MeshConfig.IsZero() {
		config = mergeMeshConfig(p.MeshConfig, m.args.MeshConfig.Value())
	}
	if v := m.args.Values; v != nil {
		if over := valueAt(freeformValue(v.Istiod), "meshConfig"); over != nil {
			config = plan.Merge(config, over)
		}
	}
	tree, ok := plan.ToGo(config).(map[string]any)
	if !ok {
		return nil
	}
	if joined, _ := tracedWithNamespace(tree, usedTracers(tree, p)); joined {
		return nil
	}
	return ref(false)
}

// tracedWithNamespace reports whether the names of services in traces end in their namespace, by a mesh config and the names of
// the providers that spans go to. Without these somebody else's Telemetry decides: then it isn't known where a provider leaves
// the namespace out.
func tracedWithNamespace(config map[string]any, used []any) (joined, known bool) {
	if name, _ := kiali.Get(config, "defaultConfig.tracingServiceName"); name == "CANONICAL_NAME_ONLY" {
		return false, true
	}
	providers, _ := config[extensionProviders].([]any)
	for _, provider := range providers {
		fields, _ := provider.(map[string]any)
		if enrichment, _ := kiali.Get(fields, "opentelemetry.serviceAttributeEnrichment"); enrichment != "OTEL_SEMANTIC_CONVENTIONS" {
			continue
		}
		if len(used) == 0 || slices.Contains(used, fields["name"]) {
			return false, len(used) > 0
		}
	}
	return true, true
}
