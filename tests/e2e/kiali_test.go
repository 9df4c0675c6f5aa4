package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/debug"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

const (
	kialiAnnotation = "meshstack.dev/kiali-config"
	// Each of them is a word that stands nowhere by chance.
	prometheusToken, grafanaPassword, openIDSecret = "token-7c1e90", "password-7c1e90", "client-7c1e90"
)

// A Kiali that somebody else installed: its ConfigMap tells it everything, its Deployment restarts for a change and for
// nothing else, credentials are in Secrets alone, and the fields are given back.
func TestKialiOfSomebodyElse(t *testing.T) {
	for name, c := range map[string]struct {
		reason    string
		namespace string
		create    bool
	}{
		"patched": {"the ConfigMap of Istio's sample is taken over", "kiali-patched", false},
		"created": {"nobody made one", "kiali-created", true},
	} {
		t.Run(name, func(t *testing.T) {
			k := theirKiali(t, c.namespace, !c.create)
			settings := kialiSettings(c.namespace, c.create)
			s := newProgram(t, "kiali"+name, kialiProgram(settings))
			level := uint(8) // as TestSecretsStaySecret has it
			require.NoError(t, s.up(t.Context(), optup.DebugLogging(debug.LoggingOptions{LogToStdErr: true, FlowToPlugins: true, LogLevel: &level})), c.reason)
			config, text := k.config(t)
			expectComplete(t, config)
			first := k.template(t)
			expectRolled(t, &first, text)
			assert.EqualValues(t, 2, k.generation(t), "credentials and digest come at once, or the pods would start twice")
			expectMounted(t, c.namespace, &first)
			key := k.signingKey(t)
			assert.Len(t, key, 32, "a key is made up")

			s.unchanged(t)
			require.NoError(t, s.up(t.Context()))
			_, again := k.config(t)
			assert.Equal(t, text, again, "a second update changes nothing")
			assert.Equal(t, first, k.template(t), "a second update restarts nobody")
			assert.Equal(t, key, k.signingKey(t), "the key stays, or everybody would be logged out")

			settings["viewOnly"] = pulumi.Bool(true)
			require.NoError(t, s.up(t.Context()))
			changed, text := k.config(t)
			deployment, _ := changed["deployment"].(map[string]any)
			assert.Equal(t, true, deployment["view_only_mode"])
			deployment["view_only_mode"] = false
			assert.Equal(t, config, changed, "and nothing else")
			second := k.template(t)
			expectRolled(t, &second, text)
			assert.NotEqual(t, first.Annotations[kialiAnnotation], second.Annotations[kialiAnnotation])
			second.Annotations[kialiAnnotation] = first.Annotations[kialiAnnotation]
			assert.Equal(t, first, second, "and nothing else")
			assert.Equal(t, key, k.signingKey(t))

			delete(settings, "grafana")
			require.NoError(t, s.up(t.Context()))
			third := k.template(t)
			assert.Equal(t, []string{"kiali-configuration", "login-token-signing-key", "prometheus-token"}, volumes(&third),
				"credentials that are gone are mounted no longer, or the pods wouldn't start")
			s.unchanged(t)

			for _, secret := range []string{prometheusToken, grafanaPassword, openIDSecret, key} {
				k.expectHidden(t, s, text, secret)
			}
			s.destroy(t)
			k.expectGivenBack(t)
			expectUntouched(t)
		})
	}
}

// kialiSettings is the argument kiali.
func kialiSettings(namespace string, create bool) pulumi.Map {
	return pulumi.Map{
		"configMap": pulumi.Map{"namespace": pulumi.String(namespace), "create": pulumi.Bool(create)},
		"url":       pulumi.String("https://mesh.example.com:8443/kiali"),
		"viewOnly":  pulumi.Bool(false),
		"auth": pulumi.Map{"openid": pulumi.Map{
			"issuer": pulumi.String("https://login.example.com"), "clientId": pulumi.String("kiali"),
			"clientSecret": pulumi.ToSecret(pulumi.String(openIDSecret)),
		}},
		"prometheus": pulumi.Map{"credentials": pulumi.Map{"token": pulumi.ToSecret(pulumi.String(prometheusToken))}},
		"grafana": pulumi.Map{"credentials": pulumi.Map{
			"username": pulumi.String("kiali"), "password": pulumi.ToSecret(pulumi.String(grafanaPassword)),
		}},
	}
}

// kialiProgram is a mesh whose other features tell Kiali where everything is.
func kialiProgram(settings pulumi.Map) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{
			"metrics": pulumi.Map{"scrape": pulumi.String("none"), "prometheusUrl": pulumi.String("http://prometheus.example:9090")},
			"tracing": pulumi.Map{"existing": pulumi.Map{
				"address": pulumi.String("jaeger-collector.example.net:4317"), "queryUrl": pulumi.String("http://jaeger-query.example:16686/jaeger"),
				"queryGrpcUrl": pulumi.String("http://jaeger-query.example:16685/jaeger"),
			}},
			"grafana": pulumi.Map{"url": pulumi.String("http://grafana.example:3000"), "externalUrl": pulumi.String("https://grafana.example.com")},
			"kiali":   settings,
		}, cluster)
		return err
	}
}

func expectComplete(t *testing.T, config map[string]any) {
	t.Helper()
	services, _ := config["external_services"].(map[string]any)
	prometheus, _ := services["prometheus"].(map[string]any)
	assert.Equal(t, "http://prometheus.example:9090", prometheus["url"])
	assert.Equal(t, map[string]any{"type": "bearer", "token": "secret:kiali-prometheus-token:value.txt"}, prometheus["auth"])
	tracing, _ := services["tracing"].(map[string]any)
	assert.Equal(t, map[string]any{
		"enabled": true, "provider": "jaeger", "use_grpc": true, "internal_url": "http://jaeger-query.example:16685/jaeger",
	}, tracing, "the address and the way to ask agree")
	grafana, _ := services["grafana"].(map[string]any)
	assert.Equal(t, "http://grafana.example:3000", grafana["internal_url"])
	assert.Equal(t, "https://grafana.example.com", grafana["external_url"])
	assert.Equal(t, map[string]any{
		"type": "basic", "username": "secret:kiali-grafana-username:value.txt", "password": "secret:kiali-grafana-password:value.txt",
	}, grafana["auth"])
	server, _ := config["server"].(map[string]any)
	assert.Equal(t, []any{"https", "mesh.example.com", "8443", "/kiali"},
		[]any{server["web_schema"], server["web_fqdn"], server["web_port"], server["web_root"]})
	assert.Equal(t, map[string]any{"signing_key": "secret:kiali-login-token-signing-key:value.txt"}, config["login_token"])
	assert.Equal(t, map[string]any{
		"strategy": "openid", "openid": map[string]any{"issuer_uri": "https://login.example.com", "client_id": "kiali"},
	}, config["auth"])
}

// expectRolled checks that the pods say which configuration they were started for.
func expectRolled(t *testing.T, pod *corev1.PodTemplateSpec, config string) {
	t.Helper()
	sum := sha256.Sum256([]byte(config))
	assert.Equal(t, map[string]string{"theirs": "stays", kialiAnnotation: hex.EncodeToString(sum[:])}, pod.Annotations)
}

// expectMounted checks that what each reference in the configuration means is there: a Secret's key as a file.
func expectMounted(t *testing.T, namespace string, pod *corev1.PodTemplateSpec) {
	t.Helper()
	folders := map[string]string{}
	for _, m := range pod.Spec.Containers[0].VolumeMounts {
		folders[m.Name] = m.MountPath
	}
	files := map[string]string{}
	for _, v := range pod.Spec.Volumes {
		if v.Secret == nil {
			continue
		}
		secret, err := cluster.CoreV1().Secrets(namespace).Get(t.Context(), v.Secret.SecretName, metav1.GetOptions{})
		require.NoError(t, err)
		for _, item := range v.Secret.Items {
			files[folders[v.Name]+"/"+item.Path] = string(secret.Data[item.Key])
		}
	}
	const folder = "/kiali-override-secrets/"
	assert.NotEmpty(t, files[folder+"login-token-signing-key/value.txt"])
	delete(files, folder+"login-token-signing-key/value.txt")
	assert.Equal(t, map[string]string{
		folder + "prometheus-token/value.txt": prometheusToken,
		folder + "grafana-username/value.txt": "kiali", folder + "grafana-password/value.txt": grafanaPassword,
	}, files)
	secret, err := cluster.CoreV1().Secrets(namespace).Get(t.Context(), "kiali", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, openIDSecret, string(secret.Data["oidc-secret"]), "in the Secret that Istio's sample mounts")
}

// volumes lists the volumes of a pod that are mounted in its first container, by name.
func volumes(pod *corev1.PodTemplateSpec) []string {
	var names []string
	for _, v := range pod.Spec.Volumes {
		if slices.ContainsFunc(pod.Spec.Containers[0].VolumeMounts, func(m corev1.VolumeMount) bool { return m.Name == v.Name }) {
			names = append(names, v.Name)
		}
	}
	slices.Sort(names)
	return names
}

// installedKiali is a Kiali of somebody else.
type installedKiali struct {
	namespace string
	mapped    bool
	pod       corev1.PodTemplateSpec
}

// theirKiali installs what matters of Istio's sample; without a ConfigMap if it is mapped later.
func theirKiali(t *testing.T, namespace string, mapped bool) *installedKiali {
	t.Helper()
	newNamespace(t, namespace, nil)
	if mapped {
		_, err := cluster.CoreV1().ConfigMaps(namespace).Create(t.Context(), &corev1.ConfigMap{
			ObjectMeta: metav1.ObjectMeta{Name: "kiali"},
			Data:       map[string]string{"config.yaml": "login_token:\n  signing_key: theirs\n", "notes.txt": "theirs"},
		}, metav1.CreateOptions{})
		require.NoError(t, err)
	}
	labels := map[string]string{"app": "kiali"}
	deployment, err := cluster.AppsV1().Deployments(namespace).Create(t.Context(), &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "kiali"},
		Spec: appsv1.DeploymentSpec{
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels, Annotations: map[string]string{"theirs": "stays"}},
				Spec: corev1.PodSpec{
					Containers: []corev1.Container{{
						Name: "kiali", Image: appImage, VolumeMounts: []corev1.VolumeMount{{Name: "kiali-configuration", MountPath: "/kiali-configuration"}},
					}},
					Volumes: []corev1.Volume{{Name: "kiali-configuration", VolumeSource: corev1.VolumeSource{
						ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: "kiali"}},
					}}},
				},
			},
		},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	return &installedKiali{namespace, mapped, deployment.Spec.Template}
}

// config returns what Kiali is told, as data and as the text.
func (k *installedKiali) config(t *testing.T) (data map[string]any, text string) {
	t.Helper()
	object, err := cluster.CoreV1().ConfigMaps(k.namespace).Get(t.Context(), "kiali", metav1.GetOptions{})
	require.NoError(t, err)
	text = object.Data["config.yaml"]
	require.NoError(t, yaml.UnmarshalStrict([]byte(text), &data))
	return data, text
}

func (k *installedKiali) template(t *testing.T) corev1.PodTemplateSpec {
	t.Helper()
	deployment, err := cluster.AppsV1().Deployments(k.namespace).Get(t.Context(), "kiali", metav1.GetOptions{})
	require.NoError(t, err)
	return deployment.Spec.Template
}

// generation counts how often what is wanted of the Deployment changed, beginning with 1.
func (k *installedKiali) generation(t *testing.T) int64 {
	t.Helper()
	deployment, err := cluster.AppsV1().Deployments(k.namespace).Get(t.Context(), "kiali", metav1.GetOptions{})
	require.NoError(t, err)
	return deployment.Generation
}

func (k *installedKiali) signingKey(t *testing.T) string {
	t.Helper()
	secret, err := cluster.CoreV1().Secrets(k.namespace).Get(t.Context(), "kiali-login-token-signing-key", metav1.GetOptions{})
	require.NoError(t, err)
	return string(secret.Data["value.txt"])
}

// expectHidden checks that a credential is in clear nowhere but in its Secret.
func (k *installedKiali) expectHidden(t *testing.T, s *program, config, secret string) {
	t.Helper()
	stored, err := environment.Checkpoints(s.Name())
	require.NoError(t, err)
	exported, err := environment.Export(t.Context(), s.Workspace().WorkDir())
	require.NoError(t, err)
	for what, text := range map[string]string{"the state as it is stored": string(stored), "the state as it is exported": exported} {
		assert.Contains(t, text, "mesh-kiali-config", "or else the next proves nothing")
		notInClear(t, text, secret, what)
	}
	pod, err := json.Marshal(k.template(t))
	require.NoError(t, err)
	notInClear(t, string(pod), secret, "the Deployment")
	notInClear(t, config, secret, "the ConfigMap")
	notInClear(t, s.log.String(), secret, "what the CLI and the plugins print")
}

// expectGivenBack checks that Kiali is as it was, but for the configuration that was taken over.
func (k *installedKiali) expectGivenBack(t *testing.T) {
	t.Helper()
	assert.Equal(t, k.pod, k.template(t), "the pods are as they were")
	secrets, err := cluster.CoreV1().Secrets(k.namespace).List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	assert.Empty(t, secrets.Items, "the credentials go")
	object, err := cluster.CoreV1().ConfigMaps(k.namespace).Get(t.Context(), "kiali", metav1.GetOptions{})
	if !k.mapped {
		assert.True(t, apierrors.IsNotFound(err), "what was created goes")
		return
	}
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"notes.txt": "theirs"}, object.Data)
}
