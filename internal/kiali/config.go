package kiali

// Settings are what the configuration is made of. Fields typed any hold a string or something that becomes one, and nil
// where nobody said.
type Settings struct {
	Version Version
	// InstanceName and Namespace are those of Kiali, MeshNamespace and RootNamespace those of the control plane.
	InstanceName, Namespace, MeshNamespace, RootNamespace string
	// Revision is the control plane's, "" for the default one.
	Revision string
	// Strategy is how users log in; OpenID belongs to the strategy openid.
	Strategy string
	OpenID   *OpenID
	ViewOnly bool
	// Web is where browsers find Kiali.
	Web        Web
	Prometheus Service
	Grafana    *Grafana
	Tracing    *Tracing
}

// OpenID is an OpenID Connect provider. The client's secret isn't part of the configuration.
type OpenID struct {
	Issuer, ClientID any
	Scopes           []string
	UsernameClaim    string
	DisableRBAC      bool
}

// Web is where browsers find Kiali. Root is the path, the rest is "" where nobody said.
type Web struct{ Schema, Host, Port, Root string }

// Service is a service that Kiali asks.
type Service struct {
	URL  any
	Auth Auth
}

// Auth is how Kiali logs in there.
type Auth struct {
	Username, Password, Token any
	InsecureSkipVerify        bool
}

// Grafana is what Kiali links to.
type Grafana struct {
	Service
	ExternalURL any
	// Dashboards are the titles of those that Grafana has.
	Dashboards []string
}

// Tracing is where Kiali asks for traces.
type Tracing struct {
	Service
	ExternalURL any
	Provider    string
	// GRPC is a bool or something that becomes one. GRPCPort is for Tempo, 0 where nobody said.
	GRPC     any
	GRPCPort int
	// NamespaceSelector is nil where Istio names services as Kiali expects.
	NamespaceSelector *bool
}

// Config returns the configuration. What depends on whether somebody configured a service is always written, as Kiali's
// own defaults name services of a demo.
func (s Settings) Config() map[string]any {
	c := map[string]any{}
	Put(c, s.Strategy, "auth.strategy")
	s.openID(c)
	Put(c, s.ViewOnly, "deployment.view_only_mode")
	Put(c, s.Web.Root, "server.web_root")
	set(c, "server.web_schema", s.Web.Schema)
	set(c, "server.web_fqdn", s.Web.Host)
	set(c, "server.web_port", s.Web.Port)
	s.controlPlane(c)

	Put(c, true, "external_services.prometheus.enabled")
	s.Prometheus.put(c, "external_services.prometheus.", "url")
	s.grafana(c)
	s.tracing(c)
	return c
}

// Complete adds what a server without the chart needs to start.
func (s Settings) Complete(c map[string]any) {
	Put(c, s.InstanceName, "deployment.instance_name")
	Put(c, s.Namespace, "deployment.namespace")
	Put(c, true, "deployment.cluster_wide_access")
	Put(c, Port, "server.port")
	Put(c, true, "server.observability.metrics.enabled")
	Put(c, MetricsPort, "server.observability.metrics.port")
}

// Ports of the server.
const (
	Port        = 20001
	MetricsPort = 9090
)

func (s Settings) openID(c map[string]any) {
	o := s.OpenID
	if o == nil {
		return
	}
	set(c, "auth.openid.issuer_uri", o.Issuer)
	set(c, "auth.openid.client_id", o.ClientID)
	set(c, "auth.openid.username_claim", o.UsernameClaim)
	if len(o.Scopes) > 0 {
		Put(c, list(o.Scopes), "auth.openid.scopes")
	}
	if o.DisableRBAC {
		Put(c, true, "auth.openid.disable_rbac")
	}
}

// controlPlane names the objects of the control plane to releases that don't find them.
func (s Settings) controlPlane(c map[string]any) {
	const istio = "external_services.istio."
	if !s.Version.AtLeast(16) && s.RootNamespace != s.Namespace {
		Put(c, s.RootNamespace, istio+"root_namespace")
	}
	if s.Version.AtLeast(Discovers) {
		return
	}
	Put(c, s.MeshNamespace, "istio_namespace")
	if s.Revision != "" {
		Put(c, "istio-"+s.Revision, istio+"config_map_name")
		Put(c, "istiod-"+s.Revision, istio+"istiod_deployment_name")
		Put(c, "istio-sidecar-injector-"+s.Revision, istio+"istio_sidecar_injector_config_map_name")
	}
}

func (s Settings) grafana(c map[string]any) {
	const at = "external_services.grafana."
	Put(c, s.Grafana != nil, at+"enabled")
	if s.Grafana == nil {
		return
	}
	s.Grafana.put(c, at, "internal_url")
	set(c, at+"external_url", s.Grafana.ExternalURL)
	var dashboards []any
	for _, title := range s.Grafana.Dashboards {
		dashboards = append(dashboards, dashboard(title, s.Version))
	}
	if len(dashboards) > 0 {
		Put(c, dashboards, at+"dashboards")
	}
}

// dashboard is a link to a dashboard, with the variables that those of Istio and ours have: without them Kiali shows no link.
func dashboard(title string, v Version) map[string]any {
	variables := map[string]any{}
	if v.AtLeast(11) {
		variables["datasource"] = "var-datasource"
	}
	switch title {
	case "Istio Service Dashboard", "MeshStack Service":
		variables["namespace"], variables["service"] = "var-namespace", "var-service"
	case "Istio Workload Dashboard", "MeshStack Workload":
		variables["namespace"], variables["workload"] = "var-namespace", "var-workload"
	}
	return map[string]any{"name": title, "variables": variables}
}

func (s Settings) tracing(c map[string]any) {
	const at = "external_services.tracing."
	Put(c, s.Tracing != nil, at+"enabled")
	t := s.Tracing
	if t == nil {
		return
	}
	t.put(c, at, "internal_url")
	set(c, at+"external_url", t.ExternalURL)
	Put(c, t.Provider, at+"provider")
	Put(c, t.GRPC, at+"use_grpc")
	if t.GRPCPort != 0 {
		Put(c, t.GRPCPort, at+"grpc_port")
	}
	if t.NamespaceSelector != nil {
		Put(c, *t.NamespaceSelector, at+"namespace_selector")
	}
}

func (s Service) put(c map[string]any, at, url string) {
	set(c, at+url, s.URL)
	a := s.Auth
	if a.InsecureSkipVerify {
		Put(c, true, at+"auth.insecure_skip_verify")
	}
	switch {
	case a.Token != nil:
		Put(c, "bearer", at+"auth.type")
		Put(c, a.Token, at+"auth.token")
	case a.Username != nil || a.Password != nil:
		Put(c, "basic", at+"auth.type")
		set(c, at+"auth.username", a.Username)
		set(c, at+"auth.password", a.Password)
	}
}

// set writes what somebody said.
func set(c map[string]any, path string, value any) {
	if value != nil && value != "" {
		Put(c, value, path)
	}
}

func list(in []string) []any {
	out := make([]any, 0, len(in))
	for _, s := range in {
		out = append(out, s)
	}
	return out
}
