package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// KialiPrometheus is the Prometheus that Kiali draws its graph from.
type KialiPrometheus struct {
	URL         pulumi.StringPtrInput `pulumi:"url,optional"`
	Credentials *KialiCredentials     `pulumi:"credentials,optional"`
}

// Annotate describes the properties for the schema.
func (s *KialiPrometheus) Annotate(a infer.Annotator) {
	a.Describe(&s, "The Prometheus that Kiali draws its graph from: one that scrapes the mesh's proxies.")
	a.Describe(&s.URL, "Its address inside the cluster, for example `http://prometheus.monitoring:9090`. Default: the one of `metrics`.")
	a.Describe(&s.Credentials, "How Kiali logs in there. Default: not at all.")
}

// KialiTracing is where Kiali asks for traces.
type KialiTracing struct {
	Provider    *KialiTracingProvider `pulumi:"provider,optional"`
	URL         pulumi.StringPtrInput `pulumi:"url,optional"`
	ExternalURL pulumi.StringPtrInput `pulumi:"externalUrl,optional"`
	UseGRPC     *bool                 `pulumi:"useGrpc,optional"`
	GRPCPort    *int                  `pulumi:"grpcPort,optional"`
	Credentials *KialiCredentials     `pulumi:"credentials,optional"`
}

// Annotate describes the properties for the schema.
func (s *KialiTracing) Annotate(a infer.Annotator) {
	a.Describe(&s, "Where Kiali asks for traces.")
	a.Describe(&s.Provider, "What answers there: `jaeger` (default) or `tempo`.")
	a.Describe(&s.URL, "Its address inside the cluster with the base path, for example `http://jaeger-query.observability:16685/jaeger`. Default: the one of `tracing`.")
	a.Describe(&s.ExternalURL, "Its address for browsers, for links. Default: none.")
	a.Describe(&s.UseGRPC, "Whether Kiali asks by gRPC. Default: as `tracing` says of its address; of another as its port says, 16685 being Jaeger's for gRPC; false for Tempo.")
	a.Describe(&s.GRPCPort, "Tempo's port for gRPC. Default: 9095.")
	a.Describe(&s.Credentials, "How Kiali logs in there. Default: not at all.")
}

// KialiTracingProvider is what answers for traces.
type KialiTracingProvider string

const (
	kialiJaeger KialiTracingProvider = "jaeger"
	kialiTempo  KialiTracingProvider = "tempo"
)

// Values lists the providers.
func (KialiTracingProvider) Values() []infer.EnumValue[KialiTracingProvider] {
	return []infer.EnumValue[KialiTracingProvider]{
		{Name: "Jaeger", Value: kialiJaeger, Description: "Jaeger, version 1 or 2."},
		{Name: "Tempo", Value: kialiTempo, Description: "Grafana Tempo."},
	}
}

// KialiGrafana is the Grafana that Kiali links to.
type KialiGrafana struct {
	URL         pulumi.StringPtrInput `pulumi:"url,optional"`
	ExternalURL pulumi.StringPtrInput `pulumi:"externalUrl,optional"`
	Credentials *KialiCredentials     `pulumi:"credentials,optional"`
}

// Annotate describes the properties for the schema.
func (s *KialiGrafana) Annotate(a infer.Annotator) {
	a.Describe(&s, "The Grafana that Kiali links to.")
	a.Describe(&s.URL, "Its address inside the cluster, for example `http://grafana.grafana:3000`. Default: the one of `grafana`.")
	a.Describe(&s.ExternalURL, "Its address for browsers, which links need. Default: the one of `grafana`.")
	a.Describe(&s.Credentials, "How Kiali logs in there. Default: not at all.")
}

// KialiCredentials are how Kiali logs in to a service.
type KialiCredentials struct {
	Username           pulumi.StringPtrInput `pulumi:"username,optional"`
	Password           pulumi.StringPtrInput `pulumi:"password,optional"`
	Token              pulumi.StringPtrInput `pulumi:"token,optional"`
	InsecureSkipVerify *bool                 `pulumi:"insecureSkipVerify,optional"`
}

// Annotate describes the properties for the schema.
func (c *KialiCredentials) Annotate(a infer.Annotator) {
	a.Describe(&c, "How Kiali logs in to a service: `username` and `password`, or `token`. They are kept secret in the state and lie in Secrets in the cluster; "+
		"`secret:<name>:<key>`, written as plain text, names a Secret that is there already.")
	a.Describe(&c.Username, "User name. Goes with `password`. Default: none.")
	a.Describe(&c.Password, "Password. Goes with `username`. Default: none.")
	a.Describe(&c.Token, "Bearer token. Excludes `username` and `password`. Default: none.")
	a.Describe(&c.InsecureSkipVerify, "Whether any certificate is taken for the service's. Default: false.")
}

func (s *KialiPrometheus) check(f *check.Findings, path string) {
	if s != nil {
		s.Credentials.check(f, path+".credentials")
	}
}

func (s *KialiTracing) check(f *check.Findings, path string) {
	if s == nil {
		return
	}
	check.Enum(f, path+".provider", s.Provider)
	s.Credentials.check(f, path+".credentials")
	if s.GRPCPort == nil {
		return
	}
	switch {
	case *s.GRPCPort < 1 || *s.GRPCPort > 65535:
		f.Errorf(path+".grpcPort", "%d is not a port; write 1 to 65535, for example 9095", *s.GRPCPort)
	case s.provider() != kialiTempo:
		f.Errorf(path+".grpcPort", "Jaeger is asked at the port of the address; leave it out, or write provider: tempo")
	}
}

func (s *KialiTracing) provider() KialiTracingProvider {
	if s == nil || s.Provider == nil {
		return kialiJaeger
	}
	return *s.Provider
}

func (s *KialiGrafana) check(f *check.Findings, path string) {
	if s != nil {
		s.Credentials.check(f, path+".credentials")
	}
}

func (c *KialiCredentials) check(f *check.Findings, path string) {
	if c == nil {
		return
	}
	if c.Token != nil && (c.Username != nil || c.Password != nil) {
		f.Errorf(path, "token excludes username and password; write one of the two ways to log in")
	}
	if (c.Username == nil) != (c.Password == nil) {
		f.Errorf(path, "username and password go together; give both or neither")
	}
}

func (c *KialiCredentials) settings() kiali.Auth {
	if c == nil {
		return kiali.Auth{}
	}
	return kiali.Auth{
		Username: plan.Plain(c.Username), Password: plan.Plain(c.Password), Token: plan.Plain(c.Token),
		InsecureSkipVerify: c.InsecureSkipVerify != nil && *c.InsecureSkipVerify,
	}
}
