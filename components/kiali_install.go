package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

const kialiRepository = "https://kiali.org/helm-charts"

// KialiInstall installs Kiali.
type KialiInstall struct {
	Namespace       *string               `pulumi:"namespace,optional"`
	CreateNamespace *bool                 `pulumi:"createNamespace,optional"`
	Repository      *string               `pulumi:"repository,optional"`
	Image           pulumi.StringPtrInput `pulumi:"image,optional"`
	Replicas        *int                  `pulumi:"replicas,optional"`
	Resources       *Resources            `pulumi:"resources,optional"`
	Expose          *KialiExpose          `pulumi:"expose,optional"`
	Values          *freeform.Map         `pulumi:"values,optional"`
	Timeout         *int                  `pulumi:"timeout,optional"`
}

// Annotate describes the properties for the schema.
func (k *KialiInstall) Annotate(a infer.Annotator) {
	a.Describe(&k, "Installs Kiali from its chart `kiali-server`, whose versions are Kiali's own.")
	a.Describe(&k.Namespace, "Namespace of Kiali. Default: the mesh's.")
	a.Describe(&k.CreateNamespace, "Whether that namespace is created and deleted with the mesh. Default: as `createNamespaces` says.")
	a.Describe(&k.Repository, "Where the chart comes from: a Helm repository (`https://host/path`), an OCI registry (`oci://host/path`) or a local folder. Default: `"+kialiRepository+"`.")
	a.Describe(&k.Image, "Image of Kiali without a tag, for example of a mirror. Default: `quay.io/kiali/kiali`. The pull secrets of `image` apply.")
	a.Describe(&k.Replicas, "Number of replicas. Default: 1.")
	a.Describe(&k.Resources, "Compute resources of Kiali. Default: requests of 10m CPU and 64Mi memory, a limit of 1Gi memory.")
	a.Describe(&k.Expose, "Makes Kiali reachable through a gateway of the mesh. Default: inside the cluster only.")
	a.Describe(&k.Values, "Helm values of the chart, merged last. Leaves may be outputs. Default: none.")
	a.Describe(&k.Timeout, "Seconds until Kiali must be ready. Default: 600.")
}

// kialiDefaults are the chart's own resources.
var kialiDefaults = Resources{
	Requests: &ResourceList{CPU: ref("10m"), Memory: ref("64Mi")},
	Limits:   &ResourceList{Memory: ref("1Gi")},
}

// reservedKiali are values that more than the chart depends on.
var reservedKiali = map[string]string{
	"deployment.instance_name": "leave it out: everything that belongs to Kiali is found by its name",
	"deployment.namespace":     "write the argument install.namespace",
	"kiali_route_url":          "write the argument url",
}

func (k *KialiInstall) check(f *check.Findings, path string, m *mesh) {
	if k == nil {
		return
	}
	if k.Namespace != nil {
		check.Namespace(f, path+".namespace", *k.Namespace)
	}
	if k.Repository != nil {
		if err := chart.CheckRepository(*k.Repository); err != nil {
			f.Errorf(path+".repository", "%v", err)
		}
	}
	if k.Replicas != nil && *k.Replicas < 1 {
		f.Errorf(path+".replicas", "with %d replicas nobody answers; write 1 or more, or leave kiali out", *k.Replicas)
	}
	k.Resources.check(f, path+".resources", kialiDefaults)
	checkTimeout(f, path+".timeout", k.Timeout)
	checkReserved(f, path+".values", k.Values, reservedKiali)
	ns := m.namespace
	if k.Namespace != nil {
		ns = *k.Namespace
	}
	for i := range m.gateways {
		if g := &m.gateways[i]; g.Name == kialiName && g.namespace() == ns {
			f.Errorf(path+".namespace", "gateways[%d] has a release of that name in namespace %s already; choose another namespace", i, ns)
		}
	}
}

// contribute plans the release. All of Kiali's configuration goes through the chart's values, which the chart writes into
// the ConfigMap whose digest rolls the pods.
func (k *Kiali) contributeInstall(p *plan.Plan, m *mesh, d *kialiDraft, after []string) {
	install := k.Install
	values := plan.Tree{}
	values.Set(install.Replicas, "deployment", "replicas")
	values.Set(install.Resources.tree(), "deployment", "resources")
	values.Set(install.Image, "deployment", "image_name")
	values.Set(m.args.Image.pullSecrets(), "deployment", "image_pull_secrets")
	// Kiali asks Prometheus and istiod outside of the mesh, and is asked by a gateway: a sidecar would only stand between.
	values.Set(plan.Tree{"sidecar.istio.io/inject": "false"}, "deployment", "pod_labels")
	if k.Auth.clientSecret() != nil {
		values.Set(k.openIDSecret(d.settings.InstanceName), "deployment", "secret_name")
	}
	if d.settings.Strategy == string(kialiOpenShift) && d.settings.Web.Host != "" {
		values.Set(k.address(m), "kiali_route_url")
	}
	if !d.settings.Version.AtLeast(kiali.References) {
		theirs, _ := kialiAt(d.config, "deployment.custom_secrets").([]any)
		kiali.Put(d.config, append(customSecrets(d.secrets), theirs...), "deployment.custom_secrets")
	}
	merged := plan.Merge(values, d.config)
	for _, later := range d.later {
		merged = plan.Merge(merged, later)
	}
	repository := kialiRepository
	if install.Repository != nil {
		repository = *install.Repository
	}
	p.AddRelease(&plan.Release{
		ID: "kiali", Name: kialiName, Namespace: d.settings.Namespace,
		Chart: plan.Chart{
			Name: "kiali-server", Version: d.settings.Version.String(), VersionPath: "kiali.version",
			Repository: repository, RepositoryPath: "kiali.install.repository",
		},
		Values:  merged,
		Timeout: seconds(install.Timeout),
		After:   append(after, m.injectors(p)...),
	})
}
