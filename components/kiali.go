package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Kiali is the console of the mesh.
type Kiali struct {
	Install    *KialiInstall         `pulumi:"install,optional"`
	ConfigMap  *KialiConfigMap       `pulumi:"configMap,optional"`
	Version    *string               `pulumi:"version,optional"`
	Auth       *KialiAuth            `pulumi:"auth,optional"`
	ViewOnly   *bool                 `pulumi:"viewOnly,optional"`
	URL        *string               `pulumi:"url,optional"`
	SigningKey pulumi.StringPtrInput `pulumi:"signingKey,optional"`
	Prometheus *KialiPrometheus      `pulumi:"prometheus,optional"`
	Tracing    *KialiTracing         `pulumi:"tracing,optional"`
	Grafana    *KialiGrafana         `pulumi:"grafana,optional"`
	Config     *freeform.Map         `pulumi:"config,optional"`
}

// Annotate describes the properties for the schema.
func (k *Kiali) Annotate(a infer.Annotator) {
	a.Describe(&k, "Kiali, the console of the mesh. Exactly one of `install` and `configMap` says whether it is installed here. Where it finds Prometheus, traces and Grafana "+
		"comes from `metrics`, `tracing` and `grafana`, unless written here.")
	a.Describe(&k.Install, "Installs Kiali from its Helm chart; `{}` takes every default.")
	a.Describe(&k.ConfigMap, "Configures a Kiali that somebody else installed, and restarts it when the configuration changes.")
	a.Describe(&k.Version, "Release of Kiali, exactly, `x.y.z`, for example `2.27.0`. With `configMap` the one that runs. Its keys are those that `config` is held to. "+
		"Default: the release that Istio ships with its own (docs/kiali.md).")
	a.Describe(&k.Auth, "How users log in. Default: with a token of a Kubernetes service account; on OpenShift with OpenShift's own login.")
	a.Describe(&k.ViewOnly, "Whether nobody can change anything through Kiali. Default: false.")
	a.Describe(&k.URL, "Where browsers find Kiali, for example `https://kiali.example.com/kiali`. Its path is the one Kiali is served under. Default: the host of `expose` and "+
		"`/kiali` (`/` on OpenShift).")
	a.Describe(&k.SigningKey, "Key by which sessions are encrypted: 16, 24 or 32 bytes. It is kept secret in the state and lies in a Secret in the cluster. "+
		"Default: one is made up once and kept, so that updates log nobody out.")
	a.Describe(&k.Prometheus, "The Prometheus that Kiali draws its graph from. Default: the one of `metrics`.")
	a.Describe(&k.Tracing, "Where Kiali asks for traces. Default: the backend of `tracing`.")
	a.Describe(&k.Grafana, "The Grafana that Kiali links to. Default: the one of `grafana`.")
	a.Describe(&k.Config, "Kiali's configuration (`config.yaml`), merged last over what the other arguments give: maps key by key, lists as a whole, null to remove. "+
		"Its keys are compared with those the release reads; old names are passed on by their new ones. Leaves may be outputs; credentials among them go into Secrets. Default: nothing besides.")
}

func (k *Kiali) check(f *check.Findings, path string, m *mesh) {
	if k == nil {
		return
	}
	if (k.Install == nil) == (k.ConfigMap == nil) {
		f.Errorf(path, "give exactly one of install, which installs Kiali, and configMap, for one that runs already")
	}
	k.checkVersion(f, path+".version", m)
	k.Auth.check(f, path+".auth", k, m)
	k.checkURL(f, path)
	k.Prometheus.check(f, path+".prometheus")
	k.Tracing.check(f, path+".tracing")
	k.Grafana.check(f, path+".grafana")
	k.Install.check(f, path+".install", m)
	if k.Install != nil {
		checkReserved(f, path+".config", k.Config, reservedKiali)
	}
	k.ConfigMap.check(f, path+".configMap")
	if expose, at := k.expose(path); expose != nil {
		expose.check(f, at, m)
	}
}

func (k *Kiali) checkVersion(f *check.Findings, path string, m *mesh) {
	if k.Version == nil || !m.planes[0].known {
		return
	}
	v, err := kiali.ParseVersion(*k.Version)
	if err != nil {
		f.Errorf(path, "%v", err)
		return
	}
	paired := kiali.For(m.version.Minor())
	switch {
	case v.First():
		f.Report(check.KialiFirst, path, "Kiali %s doesn't know Istio %s; write %s", v, m.version, paired)
	case v.OlderThan(paired):
		f.Report(check.KialiOld, path, "Kiali %s is older than %s, which goes with Istio 1.%d; write that or a later one", v, paired, m.version.Minor())
	case !v.Known():
		f.Report(check.KialiNewer, path, "Kiali %s is newer than this version of the package knows; its configuration is held to the keys of 2.%d", v, kiali.Newest)
	}
}

// version is the release of Kiali. A wrong one was reported.
func (k *Kiali) version(m *mesh) kiali.Version {
	if k.Version != nil {
		if v, err := kiali.ParseVersion(*k.Version); err == nil {
			return v
		}
	}
	return kiali.For(m.version.Minor())
}

func (k *Kiali) viewOnly() bool { return k.ViewOnly != nil && *k.ViewOnly }

// namespace is Kiali's own.
func (k *Kiali) namespace(m *mesh) string {
	switch {
	case k.Install != nil && k.Install.Namespace != nil:
		return *k.Install.Namespace
	case k.ConfigMap != nil && k.ConfigMap.Namespace != nil:
		return *k.ConfigMap.Namespace
	}
	return m.namespace
}

// kialiName is what the chart and Istio's sample call every object of Kiali's.
const kialiName = "kiali"

// contribute plans Kiali, once the mesh answers and its gateways are there.
func (k *Kiali) contribute(p *plan.Plan, m *mesh) {
	if k == nil || (k.Install == nil) == (k.ConfigMap == nil) {
		return // reported
	}
	d := k.draft(p, m)
	after := k.contributeSecrets(p, m, d)
	if k.Install != nil {
		k.contributeInstall(p, m, d, after)
	} else {
		k.ConfigMap.contribute(p, d, after)
	}
	if expose, _ := k.expose(""); expose != nil {
		expose.contribute(p, m, d)
	}
}
