package components

import (
	"net/url"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// KialiAuth says how users log in.
type KialiAuth struct {
	Strategy *KialiStrategy `pulumi:"strategy,optional"`
	OpenID   *KialiOpenID   `pulumi:"openid,optional"`
}

// Annotate describes the properties for the schema.
func (k *KialiAuth) Annotate(a infer.Annotator) {
	a.Describe(&k, "How users of Kiali log in.")
	a.Describe(&k.Strategy, "`token` (default), `openid`, `openshift` (default on OpenShift), `header`, or `anonymous`, which asks nobody. Default with `openid`: `openid`.")
	a.Describe(&k.OpenID, "The OpenID Connect provider, for the strategy `openid`.")
}

// KialiStrategy is a way to log in.
type KialiStrategy string

const (
	kialiToken     KialiStrategy = "token"
	kialiAnonymous KialiStrategy = "anonymous"
	kialiOpenID    KialiStrategy = "openid"
	kialiOpenShift KialiStrategy = "openshift"
	kialiHeader    KialiStrategy = "header"
)

// Values lists the strategies.
func (KialiStrategy) Values() []infer.EnumValue[KialiStrategy] {
	return []infer.EnumValue[KialiStrategy]{
		{Name: "Token", Value: kialiToken, Description: "A token of a Kubernetes service account, whose rights apply."},
		{Name: "Anonymous", Value: kialiAnonymous, Description: "Nobody logs in; Kiali's own rights apply to everybody."},
		{Name: "OpenID", Value: kialiOpenID, Description: "An OpenID Connect provider."},
		{Name: "OpenShift", Value: kialiOpenShift, Description: "OpenShift's own login."},
		{Name: "Header", Value: kialiHeader, Description: "A token that a proxy in front of Kiali sends along."},
	}
}

// KialiOpenID is an OpenID Connect provider.
type KialiOpenID struct {
	Issuer        pulumi.StringPtrInput `pulumi:"issuer,optional"`
	ClientID      pulumi.StringPtrInput `pulumi:"clientId,optional"`
	ClientSecret  pulumi.StringPtrInput `pulumi:"clientSecret,optional"`
	Scopes        []string              `pulumi:"scopes,optional"`
	UsernameClaim *string               `pulumi:"usernameClaim,optional"`
	DisableRBAC   *bool                 `pulumi:"disableRbac,optional"`
}

// Annotate describes the properties for the schema.
func (o *KialiOpenID) Annotate(a infer.Annotator) {
	a.Describe(&o, "An OpenID Connect provider.")
	a.Describe(&o.Issuer, "URL of the issuer, for example `https://login.example.com/realms/mesh`. Needed with `openid`. Default: none.")
	a.Describe(&o.ClientID, "ID of the client that stands for Kiali. Where the cluster shares the provider, the one that the API server knows. Needed with `openid`. Default: none.")
	a.Describe(&o.ClientSecret, "Secret of the client. It is kept secret in the state and lies in a Secret in the cluster. Default: none, for the implicit flow.")
	a.Describe(&o.Scopes, "Scopes to ask for. Default: `openid`, `profile` and `email`.")
	a.Describe(&o.UsernameClaim, "Claim that names the user. Default: `sub`.")
	a.Describe(&o.DisableRBAC, "Whether everybody who logs in has Kiali's own rights, for a cluster that doesn't know the provider. Default: false.")
}

func (k *KialiAuth) check(f *check.Findings, path string, parent *Kiali, m *mesh) {
	if parent.strategy(m) == kialiOpenShift && parent.Install != nil && parent.web(m).Host == "" {
		f.Errorf(path+".strategy", "OpenShift sends users back to an address that it must know beforehand; write url, the address of Kiali's route")
	}
	if k == nil {
		return
	}
	check.Enum(f, path+".strategy", k.Strategy)
	o := k.OpenID
	if parent.strategy(m) != kialiOpenID {
		if o != nil {
			f.Errorf(path+".openid", "it is used by the strategy openid only; write strategy: openid, or leave it out")
		}
		return
	}
	if o == nil || o.Issuer == nil || o.ClientID == nil {
		f.Errorf(path+".openid", "the strategy openid needs issuer and clientId; write both")
	}
	if o == nil {
		return
	}
	if issuer, ok := plan.Plain(o.Issuer).(string); ok {
		if u, err := url.Parse(issuer); err != nil || u.Scheme != "https" || u.Host == "" {
			f.Errorf(path+".openid.issuer", "it is not an https URL; write for example https://login.example.com/realms/mesh")
		}
	}
	for _, scope := range o.Scopes {
		if strings.TrimSpace(scope) == "" {
			f.Errorf(path+".openid.scopes", "a scope is empty; write for example openid, or leave it out")
		}
	}
}

// strategy is how users log in.
func (k *Kiali) strategy(m *mesh) KialiStrategy {
	switch a := k.Auth; {
	case a != nil && a.Strategy != nil:
		return *a.Strategy
	case a != nil && a.OpenID != nil:
		return kialiOpenID
	case m.args.Platform != nil && *m.args.Platform == platformOpenShift:
		return kialiOpenShift
	}
	return kialiToken
}

func (k *KialiAuth) settings() *kiali.OpenID {
	if k == nil || k.OpenID == nil {
		return nil
	}
	o := k.OpenID
	out := &kiali.OpenID{Issuer: plan.Plain(o.Issuer), ClientID: plan.Plain(o.ClientID), Scopes: o.Scopes}
	if o.UsernameClaim != nil {
		out.UsernameClaim = *o.UsernameClaim
	}
	out.DisableRBAC = o.DisableRBAC != nil && *o.DisableRBAC
	return out
}

// clientSecret is that of OpenID, nil without one.
func (k *KialiAuth) clientSecret() pulumi.StringPtrInput {
	if k == nil || k.OpenID == nil {
		return nil
	}
	return k.OpenID.ClientSecret
}

func checkSigningKey(f *check.Findings, path, key string) {
	if n := len(key); n != 16 && n != 24 && n != 32 {
		f.Report(check.KialiSigningKey, path, "Kiali takes a key of 16, 24 or 32 bytes and would not start with %d; write one of these lengths, or leave it out for one that is made up", n)
	}
}

func (k *Kiali) checkURL(f *check.Findings, path string) {
	if k.URL == nil {
		return
	}
	at := path + ".url"
	u, err := url.Parse(*k.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		f.Errorf(at, "%q is not where a browser could find Kiali; write for example https://kiali.example.com/kiali", *k.URL)
		return
	}
	if root := strings.TrimSuffix(u.Path, "/"); root != "" {
		if err := kiali.CheckWebRoot(root); err != nil {
			f.Errorf(at, "%v", err)
		}
	}
	if expose, _ := k.expose(path); expose != nil && expose.Host != u.Hostname() {
		f.Errorf(at, "its host is %s, and the gateway takes Kiali's requests for %s; write the same host, or leave url out", u.Hostname(), expose.Host)
	}
}

// web is where browsers find Kiali.
func (k *Kiali) web(m *mesh) kiali.Web {
	w := kiali.Web{Root: "/kiali"}
	if m.args.Platform != nil && *m.args.Platform == platformOpenShift {
		w.Root = "/"
	}
	if expose, _ := k.expose(""); expose != nil {
		w.Schema, w.Host = "http", expose.Host
		if expose.TLSSecret != nil {
			w.Schema = "https"
		}
	}
	if k.URL != nil {
		if u, err := url.Parse(*k.URL); err == nil { // or else it was reported
			w.Schema, w.Host, w.Port = u.Scheme, u.Hostname(), u.Port()
			w.Root = "/" + strings.Trim(u.Path, "/")
		}
	}
	for _, o := range k.overlays("") {
		for key, field := range map[string]*string{"web_root": &w.Root, "web_schema": &w.Schema, "web_fqdn": &w.Host, "web_port": &w.Port} {
			if text, ok := kialiAt(o.config, "server."+key).(string); ok {
				*field = text
			}
		}
	}
	return w
}

// address is where Kiali is found: by browsers where somebody said, else inside the cluster.
func (k *Kiali) address(m *mesh) string {
	w := k.web(m)
	if w.Host == "" {
		return "http://" + kialiName + "." + k.namespace(m) + ":20001" + w.Root
	}
	u := url.URL{Scheme: w.Schema, Host: w.Host, Path: w.Root}
	if w.Port != "" {
		u.Host += ":" + w.Port
	}
	return u.String()
}
