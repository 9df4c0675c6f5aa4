package components

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// PullSecretCopies says what the image pull secrets hold, so that they are created wherever a pod of the mesh needs them.
type PullSecretCopies struct {
	FromNamespace    *string               `pulumi:"fromNamespace,optional"`
	DockerConfigJSON pulumi.StringPtrInput `pulumi:"dockerConfigJson,optional"`
	Namespaces       []string              `pulumi:"namespaces,optional"`
}

// Annotate describes the properties for the schema.
func (c *PullSecretCopies) Annotate(a infer.Annotator) {
	a.Describe(&c, "Creates the image pull secrets in the namespaces of the control plane, the node programs, the gateways, Kiali, Jaeger and those under `injection`. "+
		"Exactly one of `fromNamespace` and `dockerConfigJson` says what they hold.")
	a.Describe(&c.FromNamespace, "Namespace that has the secrets already, of the type `kubernetes.io/dockerconfigjson`. They are read at preview and copied; a change is "+
		"carried over by the next update.")
	a.Describe(&c.DockerConfigJSON, "What a single pull secret holds: the registry's credentials as a Docker `config.json`. It is kept secret in the state.")
	a.Describe(&c.Namespaces, "Further namespaces that get the secrets, for example those whose pods are injected by label. They must exist. Default: none.")
}

func (c *PullSecretCopies) check(ctx context.Context, f *check.Findings, path string, names []string) {
	if c == nil {
		return
	}
	if len(names) == 0 {
		f.Errorf(path, "no pull secret is named, so there is none to copy; name it in image.pullSecrets")
	}
	if (c.FromNamespace == nil) == (c.DockerConfigJSON == nil) {
		f.Errorf(path, "exactly one of fromNamespace and dockerConfigJson says what the secrets hold; write one of the two")
	}
	if c.DockerConfigJSON != nil && len(names) > 1 {
		f.Errorf(path+".dockerConfigJson", "%d pull secrets are named, and this is what one of them holds; name one, or write fromNamespace", len(names))
	}
	if c.FromNamespace != nil {
		check.Namespace(f, path+".fromNamespace", *c.FromNamespace)
	}
	// It is a secret mostly, and the finding repeats nothing of it.
	if config, known := plan.Await(ctx, c.DockerConfigJSON); c.DockerConfigJSON != nil && known {
		var content struct{ Auths map[string]any }
		text, _ := config.(string)
		if err := json.Unmarshal([]byte(text), &content); err != nil || content.Auths == nil {
			f.Errorf(path+".dockerConfigJson", "it is not what a pull secret holds; pass the content of a Docker config.json, {\"auths\": {...}}")
		}
	}
	for i, ns := range c.Namespaces {
		at := fmt.Sprintf("%s.namespaces[%d]", path, i)
		check.Namespace(f, at, ns)
		if slices.Index(c.Namespaces, ns) < i {
			f.Errorf(at, "%q is listed twice; list it once", ns)
		}
	}
}

const dockerConfigType = "kubernetes.io/dockerconfigjson"

// runByOperator are the kinds of objects that become pods with these secrets.
var runByOperator = []string{"Jaeger", "OpenTelemetryCollector"}

// contributePullSecrets plans the secrets of every namespace with pods, and makes what runs there wait for them.
func (m *mesh) contributePullSecrets(p *plan.Plan) {
	if m.args.Image == nil || m.args.Image.CopyPullSecrets == nil {
		return
	}
	copies := m.args.Image.CopyPullSecrets
	if (copies.FromNamespace == nil) == (copies.DockerConfigJSON == nil) {
		return // reported by check
	}
	for _, ns := range m.podNamespaces(p, copies.Namespaces) {
		if copies.FromNamespace != nil && ns == *copies.FromNamespace {
			continue // they are there
		}
		for _, name := range m.args.Image.PullSecrets {
			secret := copies.secret(name, ns)
			secret.After = p.Present("namespace-" + ns)
			p.AddObject(secret)
			for _, r := range p.Releases {
				if r.Namespace == ns && r.ID != "base" { // base runs nothing
					r.After = append(r.After, secret.ID)
				}
			}
			for _, o := range p.Objects {
				if o.Namespace == ns && slices.Contains(runByOperator, o.Kind) {
					o.After = append(o.After, secret.ID)
				}
			}
		}
	}
}

func (c *PullSecretCopies) secret(name, namespace string) *plan.Object {
	secret := &plan.Object{
		ID:         "pullsecret-" + namespace + "." + name,
		APIVersion: "v1", Kind: "Secret", Name: name, Namespace: namespace,
		Body: plan.Tree{"type": dockerConfigType},
	}
	if c.FromNamespace != nil {
		secret.CopyOf = *c.FromNamespace
		return secret
	}
	encoded := pulumi.ToSecret(c.DockerConfigJSON.ToStringPtrOutput().ApplyT(func(config *string) string {
		if config == nil {
			return ""
		}
		return base64.StdEncoding.EncodeToString([]byte(*config))
	}))
	secret.Body["data"] = plan.Tree{".dockerconfigjson": encoded}
	return secret
}

// podNamespaces lists the namespaces that run pods of the mesh or injected ones, in the order of the plan.
func (m *mesh) podNamespaces(p *plan.Plan, further []string) []string {
	var out []string
	for _, r := range p.Releases {
		if r.ID != "base" {
			out = append(out, r.Namespace)
		}
	}
	for _, o := range p.Objects {
		if slices.Contains(runByOperator, o.Kind) {
			out = append(out, o.Namespace)
		}
	}
	if i := m.args.Injection; i != nil {
		for _, ns := range i.Namespaces {
			out = append(out, ns.Name)
		}
	}
	return unique(append(out, further...))
}
