package components

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// kialiSecret is a credential of Kiali's that lies in a Secret, ours or somebody's.
type kialiSecret struct {
	kiali.Credential

	// secret and key say where it lies.
	secret, key string
	// value is what ours holds; nil for one that is made up, or for a Secret that is there already.
	value any
	ours  bool
}

// credentials takes the credentials out of a draft's configuration and puts references in their place.
func (k *Kiali) credentials(d *kialiDraft) []kialiSecret {
	var out []kialiSecret
	for _, c := range kiali.Credentials(d.settings.Version) {
		value, given := kiali.Get(d.config, c.Path)
		if c.Path == kiali.SigningKey {
			value, given = firstGiven(value, plan.Plain(k.SigningKey)), true
		}
		if !given || value == "" || value == nil && c.Path != kiali.SigningKey {
			continue
		}
		s := kialiSecret{Credential: c, secret: d.settings.InstanceName + "-" + c.Name, key: kiali.CredentialFile, value: value, ours: true}
		if text, plain := value.(string); plain {
			if secret, key, reference := kiali.ParseReference(text); reference {
				s.secret, s.key, s.value, s.ours = secret, key, nil, false
			}
		}
		kiali.Put(d.config, kiali.Reference(s.secret, s.key), c.Path)
		out = append(out, s)
	}
	return out
}

// contributeSecrets plans the Secrets and returns what Kiali must wait for.
func (k *Kiali) contributeSecrets(p *plan.Plan, m *mesh, d *kialiDraft) []string {
	ns := d.settings.Namespace
	after := k.needNamespace(p, m)
	var ids []string
	add := func(id, name, key string, value any) {
		o := &plan.Object{ID: id, APIVersion: "v1", Kind: "Secret", Name: name, Namespace: ns, After: after}
		o.Body = plan.Tree{"type": "Opaque"}
		if value == nil {
			o.RandomKey = key
		} else {
			o.Body["stringData"] = plan.Tree{key: pulumi.ToSecret(plan.Input(value))}
		}
		p.AddObject(o)
		ids = append(ids, id)
	}
	d.secrets = k.credentials(d)
	for _, s := range d.secrets {
		if s.ours {
			add("kiali-"+s.Name, s.secret, s.key, s.value)
		}
	}
	if client := k.Auth.clientSecret(); client != nil {
		add("kiali-openid", k.openIDSecret(d.settings.InstanceName), kiali.OpenIDSecretKey, client)
	}
	return append(after, ids...)
}

// openIDSecret is the name of the Secret that Kiali's pod mounts. The chart is told; another Deployment has the name that the
// chart's has by default.
func (k *Kiali) openIDSecret(instance string) string {
	if k.Install != nil {
		return instance + "-openid"
	}
	return instance
}

func (k *Kiali) needNamespace(p *plan.Plan, m *mesh) []string {
	create := m.createNamespaces
	if k.Install == nil {
		create = false // it is there, as Kiali is
	} else if k.Install.CreateNamespace != nil {
		create = *k.Install.CreateNamespace
	}
	return needNamespace(p, k.namespace(m), create, nil)
}

// credentialVolumes are what mounts the credentials where the server looks for them, for a pod that isn't the chart's.
func credentialVolumes(secrets []kialiSecret) (volumes, mounts []any) {
	for _, s := range secrets {
		volumes = append(volumes, plan.Tree{"name": s.Name, "secret": plan.Tree{
			"secretName": s.secret, "items": []any{plan.Tree{"key": s.key, "path": kiali.CredentialFile}},
		}})
		mounts = append(mounts, plan.Tree{"name": s.Name, "mountPath": kiali.CredentialFolder + "/" + s.Name, "readOnly": true})
	}
	return volumes, mounts
}

// customSecrets does the same by a value of charts that don't know references. They mount a Secret as a whole.
func customSecrets(secrets []kialiSecret) []any {
	var out []any
	for _, s := range secrets {
		out = append(out, map[string]any{"name": s.secret, "mount": kiali.CredentialFolder + "/" + s.Name})
	}
	return out
}

// withoutNulls drops what the user removed.
func withoutNulls(config map[string]any) map[string]any {
	out := maps.Clone(config)
	for key, value := range config {
		switch value := value.(type) {
		case nil:
			delete(out, key)
		case map[string]any:
			out[key] = withoutNulls(value)
		}
	}
	return out
}
