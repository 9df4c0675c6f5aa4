package components

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

var kialiPlans = []struct {
	name, reason string
	mesh         MeshStackArgs
	kiali        Kiali
}{
	{"kiali-install", "the chart's values hold everything; the key is made up, in a Secret of ours", MeshStackArgs{}, Kiali{Install: &KialiInstall{}}},
	{
		"kiali-install-everything", "every argument, with the release that goes with Istio 1.30",
		MeshStackArgs{
			Version: ref("1.30.5"), Image: &Image{PullSecrets: []string{"mirror"}},
			Gateways: []GatewaySpec{{Name: "istio-ingress", Namespace: ref("edge"), Labels: map[string]string{"istio": "front"}}},
		},
		Kiali{
			Install: &KialiInstall{
				Namespace: ref("kiali"), Repository: ref("oci://mirror.example.com/kiali"), Image: pulumi.String("mirror.example.com/kiali"), Replicas: ref(2),
				Resources: &Resources{Requests: &ResourceList{CPU: ref("100m")}}, Timeout: ref(120),
				Expose: &KialiExpose{Gateway: "istio-ingress", Host: "kiali.example.com", TLSSecret: ref("kiali-tls")},
				Values: tree(map[string]any{"deployment": map[string]any{"logger": map[string]any{"log_level": "debug"}}}),
			},
			Auth: &KialiAuth{OpenID: &KialiOpenID{
				Issuer: pulumi.String("https://login.example.com"), ClientID: pulumi.String("kiali"), ClientSecret: kialiHidden("client"),
				Scopes: []string{"openid", "groups"}, UsernameClaim: ref("email"), DisableRBAC: ref(true),
			}},
			ViewOnly: ref(true), SigningKey: kialiHidden("0123456789abcdef"),
			Prometheus: &KialiPrometheus{Credentials: &KialiCredentials{Username: pulumi.String("kiali"), Password: kialiHidden("p"), InsecureSkipVerify: ref(true)}},
			Grafana:    &KialiGrafana{Credentials: &KialiCredentials{Token: pulumi.String("secret:grafana:token")}},
			Tracing:    &KialiTracing{ExternalURL: pulumi.String("https://jaeger.example.com")},
			Config:     tree(map[string]any{"kubernetes_config": map[string]any{"cluster_name": "east"}}),
		},
	},
	{
		"kiali-install-1.28", "a chart that knows no references mounts the Secrets as wholes",
		MeshStackArgs{Version: ref("1.28.10")},
		Kiali{Install: &KialiInstall{}, Prometheus: &KialiPrometheus{Credentials: &KialiCredentials{Token: kialiHidden("t")}}},
	},
	{
		"kiali-install-1.24", "and one that doesn't find the control plane is told its names",
		MeshStackArgs{Version: ref("1.24.6"), Namespace: ref("mesh"), Revision: ref("blue")}, Kiali{Install: &KialiInstall{Namespace: ref("kiali")}},
	},
	{"kiali-configmap", "complete enough to start, in a ConfigMap that is there, with a patch that rolls the pods", MeshStackArgs{}, Kiali{ConfigMap: &KialiConfigMap{}}},
	{
		"kiali-configmap-created", "by other names, behind a gateway, with a Secret that is there",
		MeshStackArgs{Gateways: []GatewaySpec{{Name: "edge"}}},
		Kiali{
			ConfigMap: &KialiConfigMap{
				Name: ref("console"), Namespace: ref("ops"), Create: ref(true), Deployment: ref("console-server"), Container: ref("server"),
				Expose: &KialiExpose{Gateway: "edge", Host: "kiali.example.com"},
			},
			URL:        ref("http://kiali.example.com"),
			Auth:       &KialiAuth{OpenID: &KialiOpenID{Issuer: pulumi.String("https://x"), ClientID: pulumi.String("k"), ClientSecret: kialiHidden("client")}},
			Prometheus: &KialiPrometheus{Credentials: &KialiCredentials{Token: pulumi.String("secret:prometheus:token")}},
		},
	},
}

func TestPlansOfKiali(t *testing.T) {
	t.Parallel()
	for _, c := range kialiPlans {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, kialiFindings(t, c.mesh, &c.kiali, kialiTold()).Errors(), c.reason)
			p := kialiTold()
			m := newMesh(c.mesh)
			for i := range m.gateways {
				m.gateways[i].contribute(p, m.gatewaySite(p, 0), "gateway-"+m.gateways[i].Name)
			}
			c.kiali.contribute(p, m)
			golden(t, c.name, p)
		})
	}
}

// What isn't in a Secret holds no credential: not the ConfigMap, not the values, which the chart writes into one.
func TestKialiCredentialsStandNowhereInClear(t *testing.T) {
	t.Parallel()
	const word = "hunter2hunter2hunter2hunter2hunt"
	auth := map[string]pulumi.Input{}
	for _, service := range []string{"prometheus", "grafana", "tracing", "custom_dashboards/prometheus"} {
		for _, field := range []string{"username", "password"} {
			auth["/external_services/"+service+"/auth/"+field] = kialiHidden(word)
		}
	}
	auth["/login_token/signing_key"] = kialiHidden(word)
	auth["/external_services/perses/auth/password"] = pulumi.String(word).ToStringOutput() // not even secret
	for name, k := range map[string]*Kiali{
		"config, install":   {Install: &KialiInstall{}, Config: &freeform.Map{Leaves: auth}},
		"config, configMap": {ConfigMap: &KialiConfigMap{}, Config: &freeform.Map{Leaves: auth}},
		"values":            {Install: &KialiInstall{Values: &freeform.Map{Leaves: auth}}},
		"arguments": {
			ConfigMap: &KialiConfigMap{}, SigningKey: pulumi.String(word),
			Auth:       &KialiAuth{OpenID: &KialiOpenID{Issuer: pulumi.String("https://x"), ClientID: pulumi.String("k"), ClientSecret: pulumi.String(word)}},
			Prometheus: &KialiPrometheus{Credentials: &KialiCredentials{Token: pulumi.String(word)}},
			Grafana:    &KialiGrafana{Credentials: &KialiCredentials{Username: pulumi.String(word), Password: pulumi.String(word)}},
		},
		"plain config": {Install: &KialiInstall{}, Config: kialiExternal("prometheus", map[string]any{"auth": map[string]any{"type": "bearer", "token": word}})},
	} {
		for _, release := range []string{"1.31.1", "1.28.10"} {
			t.Run(name+" "+release, func(t *testing.T) {
				t.Parallel()
				args := MeshStackArgs{Version: ref(release)}
				assert.Empty(t, kialiFindings(t, args, k, kialiTold()).Errors())
				p := kialiPlanned(args, k, kialiTold())
				config, err := yaml.Marshal(kialiConfig(t, p))
				require.NoError(t, err)
				assert.NotContains(t, string(config), word)
				assert.Contains(t, string(config), "secret:kiali-")
				held := 0
				for _, o := range p.Objects {
					if o.Kind != "Secret" {
						assert.NotContains(t, fmt.Sprint(kialiResolved(t, o.Body)), word, o.ID)
						continue
					}
					data, _ := o.Body["stringData"].(plan.Tree)
					for _, value := range data {
						got, err := internals.UnsafeAwaitOutput(t.Context(), value.(pulumi.Output))
						require.NoError(t, err)
						assert.True(t, got.Secret, "%s is secret in the state", o.ID)
						held++
					}
				}
				assert.Positive(t, held, "it lies in a Secret")
			})
		}
	}
}

// kialiMounts is the patch that mounts the credentials.
func kialiMounts(t *testing.T, p *plan.Plan) *plan.Object {
	t.Helper()
	i := slices.IndexFunc(p.Objects, func(o *plan.Object) bool { return strings.HasPrefix(o.ID, "kiali-mounts-") })
	require.GreaterOrEqual(t, i, 0)
	return p.Objects[i]
}

// Each credential is mounted where the server looks for it, whichever way Kiali runs.
func TestKialiCredentialsAreMounted(t *testing.T) {
	t.Parallel()
	k := Kiali{ConfigMap: &KialiConfigMap{}, Prometheus: &KialiPrometheus{Credentials: &KialiCredentials{Token: pulumi.String("secret:theirs:token")}}}
	p := kialiPlanned(MeshStackArgs{}, &k, kialiTold())
	mounts := kialiMounts(t, p)
	assert.NotEqual(t, mounts.ID, kialiMounts(t, kialiPlanned(MeshStackArgs{}, &Kiali{ConfigMap: &KialiConfigMap{}}, kialiTold())).ID,
		"the patch is never compared, so other credentials are another one")
	pod, _ := kiali.Get(plan.ToGo(mounts.Body).(map[string]any), "spec.template.spec")
	text, err := yaml.Marshal(pod)
	require.NoError(t, err)
	for _, want := range []string{
		"mountPath: /kiali-override-secrets/login-token-signing-key", "secretName: kiali-login-token-signing-key",
		"mountPath: /kiali-override-secrets/prometheus-token", "secretName: theirs", "key: token",
	} {
		assert.Contains(t, string(text), want)
	}

	old := Kiali{Install: &KialiInstall{Values: tree(map[string]any{"deployment": map[string]any{"custom_secrets": []any{map[string]any{"name": "mine", "mount": "/mine"}}}})}}
	config := kialiConfig(t, kialiPlanned(MeshStackArgs{Version: ref("1.28.10")}, &old, kialiTold()))
	assertKiali(t, config, map[string]any{"deployment.custom_secrets": []any{
		map[string]any{"name": "kiali-login-token-signing-key", "mount": "/kiali-override-secrets/login-token-signing-key"},
		map[string]any{"name": "mine", "mount": "/mine"},
	}})
}

// The signing key is made up once, unless somebody gives one; it is never a value, so no render makes up another.
func TestKialiSigningKey(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kiali Kiali
		ours  bool
		ref   string
	}{
		"made up":   {Kiali{Install: &KialiInstall{}}, true, "secret:kiali-login-token-signing-key:value.txt"},
		"given":     {Kiali{Install: &KialiInstall{}, SigningKey: kialiHidden("0123456789abcdef")}, false, "secret:kiali-login-token-signing-key:value.txt"},
		"somewhere": {Kiali{Install: &KialiInstall{}, SigningKey: pulumi.String("secret:mine:key")}, false, "secret:mine:key"},
		"raw":       {Kiali{ConfigMap: &KialiConfigMap{}}, true, "secret:kiali-login-token-signing-key:value.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Empty(t, kialiFindings(t, MeshStackArgs{}, &c.kiali, kialiTold()).Errors())
			p := kialiPlanned(MeshStackArgs{}, &c.kiali, kialiTold())
			assertKiali(t, kialiConfig(t, p), map[string]any{"login_token.signing_key": c.ref})
			made := 0
			for _, o := range p.Objects {
				if o.RandomKey != "" {
					made++
					assert.Equal(t, "value.txt", o.RandomKey)
					assert.NotContains(t, o.Body, "stringData")
				}
			}
			assert.Equal(t, c.ours, made == 1, "%d keys are made up", made)
		})
	}
}

// Kiali reads its file at start only, so what it holds must change the pods.
func TestKialiRollsWithItsConfiguration(t *testing.T) {
	t.Parallel()
	hash := func(k Kiali, p *plan.Plan) (any, bool) {
		k.ConfigMap = &KialiConfigMap{}
		body := plan.ToGo(kialiObject(t, kialiPlanned(MeshStackArgs{}, &k, p), "kiali-rollout").Body).(map[string]any)
		annotations, _ := kiali.Get(body, "spec.template.metadata.annotations")
		value := annotations.(map[string]any)[kialiHash]
		if in, later := value.(pulumi.Output); later {
			got, err := internals.UnsafeAwaitOutput(t.Context(), in)
			require.NoError(t, err)
			return got.Value, got.Known
		}
		return value, true
	}
	same, known := hash(Kiali{}, kialiTold())
	require.True(t, known)
	again, _ := hash(Kiali{}, kialiTold())
	assert.Equal(t, same, again, "the next preview shows nothing")
	assert.Len(t, same, 64)

	for name, k := range map[string]Kiali{
		"argument": {ViewOnly: ref(true)}, "address": {Prometheus: &KialiPrometheus{URL: pulumi.String("http://other:9090")}},
		"config": {Config: tree(map[string]any{"kubernetes_config": map[string]any{"cluster_name": "east"}})},
	} {
		changed, _ := hash(k, kialiTold())
		assert.NotEqual(t, same, changed, name)
	}

	late := kialiTold()
	late.Prometheus.URL = pulumi.String("http://prometheus.monitoring:9090").ToStringOutput()
	through, known := hash(Kiali{}, late)
	assert.True(t, known)
	assert.Equal(t, same, through, "an output of the same value gives the same file")

	unknown := kialiTold()
	unknown.Prometheus.URL = pulumi.UnsafeUnknownOutput(nil)
	_, known = hash(Kiali{}, unknown)
	assert.False(t, known, "a preview doesn't know the digest of what it doesn't know")

	whole := Kiali{Config: &freeform.Map{Leaves: map[string]pulumi.Input{"": pulumi.UnsafeUnknownOutput(nil)}}}
	_, known = hash(whole, kialiTold())
	assert.False(t, known, "nor that of a map it doesn't know")
}

// The patch that mounts the credentials writes the digest, too: or else the pods would start twice at the first update. Each
// takes the field over from the other, and the name of the first, which is never compared, doesn't follow the digest.
func TestKialiRollsOnce(t *testing.T) {
	t.Parallel()
	digest := func(o *plan.Object) any {
		return valueAt(o.Body, "spec", "template", "metadata", "annotations", kialiHash)
	}
	first := kialiPlanned(MeshStackArgs{}, &Kiali{ConfigMap: &KialiConfigMap{}}, kialiTold())
	mounts, rollout := kialiMounts(t, first), kialiObject(t, first, "kiali-rollout")
	assert.NotNil(t, digest(mounts))
	assert.Equal(t, digest(rollout), digest(mounts))
	assert.Contains(t, mounts.After, "kiali-config", "or the pods would start with the file of before")
	for _, o := range []*plan.Object{mounts, rollout} {
		assert.Equal(t, "true", o.Annotations["pulumi.com/patchForce"], o.ID)
	}
	second := kialiPlanned(MeshStackArgs{}, &Kiali{ConfigMap: &KialiConfigMap{}, ViewOnly: ref(true)}, kialiTold())
	assert.NotEqual(t, digest(mounts), digest(kialiMounts(t, second)))
	assert.Equal(t, mounts.ID, kialiMounts(t, second).ID)
}

// The ConfigMap belongs to whoever installed Kiali, unless it is created here.
func TestKialiConfigMapOwner(t *testing.T) {
	t.Parallel()
	for create, patch := range map[*bool]bool{nil: true, ref(false): true, ref(true): false} {
		o := kialiObject(t, kialiPlanned(MeshStackArgs{}, &Kiali{ConfigMap: &KialiConfigMap{Create: create}}, kialiTold()), "kiali-config")
		assert.Equal(t, patch, o.Patch)
		assert.Equal(t, patch, o.Annotations["pulumi.com/patchForce"] == "true", "the field is taken over from whoever wrote it")
	}
}

func TestKialiRemovesWithNull(t *testing.T) {
	t.Parallel()
	config := tree(map[string]any{"server": map[string]any{"observability": nil}})
	raw := kialiConfig(t, kialiPlanned(MeshStackArgs{}, &Kiali{ConfigMap: &KialiConfigMap{}, Config: config}, kialiTold()))
	assertKiali(t, raw, map[string]any{"server.observability": nil, "server.port": 20001})

	p := kialiPlanned(MeshStackArgs{}, &Kiali{Install: &KialiInstall{}, Config: config}, kialiTold())
	values := p.Releases[len(p.Releases)-1].Values.(plan.Tree)
	got, there := values["server"].(plan.Tree)["observability"]
	assert.True(t, there && got == nil, "Helm removes the chart's default by a null")
}

// Kiali comes after what answers for it, and what leads to it comes last.
func TestKialiOrder(t *testing.T) {
	t.Parallel()
	args := MeshStackArgs{Gateways: []GatewaySpec{{Name: "edge"}}}
	m := newMesh(args)
	p := m.plan()
	p.Prometheus = kialiTold().Prometheus
	k := kialiExposed(KialiExpose{Gateway: "edge", Host: "kiali.example.com"})
	k.Install.Namespace = ref("kiali")
	k.contribute(p, m)
	steps, err := p.Steps()
	require.NoError(t, err)
	var ids []string
	for _, s := range steps {
		ids = append(ids, s.ID())
	}
	order := strings.Join(ids, " ")
	for _, pair := range [][2]string{
		{"namespace-kiali", "kiali-login-token-signing-key"}, {"kiali-login-token-signing-key", "kiali"}, {"webhook-injector", "kiali"},
		{"webhook-validator", "kiali-gateway"}, {"gateway-edge", "kiali-gateway"}, {"kiali", "kiali-route"}, {"kiali-gateway", "kiali-route"},
	} {
		assert.Less(t, kialiIndexOf(ids, pair[0]), kialiIndexOf(ids, pair[1]), "%s before %s in %s", pair[0], pair[1], order)
	}
}

func kialiIndexOf(ids []string, id string) int {
	for i, e := range ids {
		if e == id {
			return i
		}
	}
	return -1
}
