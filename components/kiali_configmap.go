package components

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// KialiConfigMap configures a Kiali that somebody else installed.
type KialiConfigMap struct {
	Name       *string      `pulumi:"name,optional"`
	Namespace  *string      `pulumi:"namespace,optional"`
	Create     *bool        `pulumi:"create,optional"`
	Deployment *string      `pulumi:"deployment,optional"`
	Container  *string      `pulumi:"container,optional"`
	Expose     *KialiExpose `pulumi:"expose,optional"`
}

// Annotate describes the properties for the schema.
func (k *KialiConfigMap) Annotate(a infer.Annotator) {
	a.Describe(&k, "Configures a Kiali that somebody else installed, for example from Istio's `samples/addons/kiali.yaml`. Not for one that the Kiali operator or a Helm release "+
		"keeps, as those write the ConfigMap themselves.")
	a.Describe(&k.Name, "Name of the ConfigMap, which Kiali reads as `config.yaml`, and of Kiali's Service. Default: `kiali`.")
	a.Describe(&k.Namespace, "Namespace of that Kiali. Default: the mesh's.")
	a.Describe(&k.Create, "Whether the ConfigMap is created and deleted with the mesh. Default: false: it is there, and its `config.yaml` is taken over.")
	a.Describe(&k.Deployment, "Name of Kiali's Deployment. Its pods get the digest of the configuration as an annotation, so that a change restarts them, and the credentials as files. "+
		"Default: `kiali`.")
	a.Describe(&k.Container, "Name of Kiali's container in it. Default: `kiali`.")
	a.Describe(&k.Expose, "Makes Kiali reachable through a gateway of the mesh. Default: as it is.")
}

func (k *KialiConfigMap) check(f *check.Findings, path string) {
	if k == nil {
		return
	}
	if k.Namespace != nil {
		check.Namespace(f, path+".namespace", *k.Namespace)
	}
	for name, value := range map[string]*string{"name": k.Name, "deployment": k.Deployment} {
		if value != nil {
			check.Subdomain(f, path+"."+name, *value)
		}
	}
	if k.Container != nil {
		check.Label(f, path+".container", *k.Container, "container")
	}
}

func (k *KialiConfigMap) name() string       { return orName(k.Name) }
func (k *KialiConfigMap) deployment() string { return orName(k.Deployment) }
func (k *KialiConfigMap) container() string  { return orName(k.Container) }

func orName(s *string) string {
	if s == nil {
		return kialiName
	}
	return *s
}

// kialiHash is the annotation that changes with the configuration: Kiali reads its file at start only.
const (
	kialiHash       = "meshstack.dev/kiali-config"
	kialiHashDigits = 64
)

// contribute plans the ConfigMap and the patches of the Deployment: one mounts the credentials, one restarts the pods. Both
// write the digest, so that the pods restart once where both are new; the second keeps it up to date.
func (k *KialiConfigMap) contribute(p *plan.Plan, d *kialiDraft, after []string) {
	config := plan.Plain(withoutNulls(d.config))
	for _, later := range d.later {
		config = plan.Merge(config, later)
	}
	text := yamlText(config)
	object := &plan.Object{
		ID: "kiali-config", APIVersion: "v1", Kind: "ConfigMap", Name: k.name(), Namespace: d.settings.Namespace,
		Body:  plan.Tree{"data": plan.Tree{"config.yaml": text}},
		Patch: k.Create == nil || !*k.Create,
		After: after,
	}
	if object.Patch {
		object.Annotations = patchForced() // whoever made it wrote that field
	}
	p.AddObject(object)

	restart := plan.Tree{"annotations": plan.Tree{kialiHash: plan.Hash(text, kialiHashDigits)}}
	mounts := k.mounts(d, restart)
	mounts.After = append(slices.Clone(after), object.ID)
	p.AddObject(mounts)
	p.AddObject(&plan.Object{
		ID: "kiali-rollout", APIVersion: "apps/v1", Kind: "Deployment", Name: k.deployment(), Namespace: d.settings.Namespace,
		Body:        plan.Tree{"spec": plan.Tree{"template": plan.Tree{"metadata": restart}}},
		Patch:       true,
		Annotations: patchForced(), // the other patch wrote that field, and keeps its first digest
		After:       append(slices.Clone(mounts.After), mounts.ID),
	})
}

// patchForced takes a field over from whoever wrote it.
func patchForced() map[string]string { return map[string]string{"pulumi.com/patchForce": "true"} }

// mounts is the patch that gives Kiali's pods the credentials as files. Its lists hold what others put there, too, and the
// Kubernetes plugin compares lists place by place: the patch would differ from the cluster for ever. So it is never
// compared, and other credentials are another patch.
func (k *KialiConfigMap) mounts(d *kialiDraft, restart plan.Tree) *plan.Object {
	volumes, mounts := credentialVolumes(d.secrets)
	spec := plan.Tree{
		"volumes":    volumes,
		"containers": []any{plan.Tree{"name": k.container(), "volumeMounts": mounts}},
	}
	return &plan.Object{
		ID: fmt.Sprintf("kiali-mounts-%s", plan.Hash(spec, 8)), APIVersion: "apps/v1", Kind: "Deployment",
		Name: k.deployment(), Namespace: d.settings.Namespace,
		Body:        plan.Tree{"spec": plan.Tree{"template": plan.Tree{"metadata": restart, "spec": spec}}},
		Patch:       true,
		Annotations: patchForced(), // an earlier patch wrote another digest
		Ignore:      []string{"spec"},
	}
}

// yamlText is a tree as YAML: a string, or an output where a leaf is one.
func yamlText(tree any) any {
	if !plan.HasInput(tree) {
		text, err := yaml.Marshal(plan.ToGo(tree))
		if err != nil {
			panic(fmt.Sprintf("write plain data as YAML: %v", err)) // a bug of ours
		}
		return string(text)
	}
	return pulumi.ToOutput(plan.Input(tree)).ApplyT(func(v any) (string, error) {
		text, err := yaml.Marshal(plan.ToGo(plan.Plain(v)))
		if err != nil {
			return "", fmt.Errorf("write Kiali's configuration as YAML: %w", err)
		}
		return string(text), nil
	})
}
