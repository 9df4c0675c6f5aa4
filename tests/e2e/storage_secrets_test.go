package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/debug"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Each of them is a word that stands nowhere by chance.
const storageUser, storageWord = "storage-user-4b9d11", "storage-word-4b9d11"

// storageNamespace is where every Jaeger of the test is.
const storageNamespace = "stored"

var storageCredentials = pulumi.Map{"credentials": pulumi.Map{
	"username": pulumi.ToSecret(pulumi.String(storageUser)), "password": pulumi.ToSecret(pulumi.String(storageWord)),
}}

// User name and password of a storage are in clear in its Secret alone: not in the state, as it is stored and exported, not in
// any other object of the cluster, and not in what the CLI and the plugins print. So it is for each storage that takes them and
// each way of installing Jaeger.
func TestStorageCredentialsStaySecret(t *testing.T) {
	installOperatorCRDs(t)
	newNamespace(t, storageNamespace, nil)
	repository := jaegerChart(t)
	var tracing pulumi.Map
	s := newProgram(t, "storages", func(ctx *pulumi.Context) error {
		cluster, err := access(ctx)
		if err != nil {
			return err
		}
		_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{"tracing": tracing}, cluster)
		return err
	})
	for _, c := range storageCases(repository) {
		tracing = c.tracing
		level := uint(8) // as TestSecretsStaySecret has it
		require.NoError(t, s.up(t.Context(), optup.DebugLogging(debug.LoggingOptions{LogToStdErr: true, FlowToPlugins: true, LogLevel: &level})), c.name)
		secret, err := cluster.CoreV1().Secrets(storageNamespace).Get(t.Context(), "jaeger-storage", metav1.GetOptions{})
		require.NoError(t, err, c.name)
		assert.Equal(t, map[string]string{c.user: storageUser, c.password: storageWord},
			map[string]string{c.user: string(secret.Data[c.user]), c.password: string(secret.Data[c.password])}, "%s: it arrived, or else the rest proves nothing", c.name)
		for _, word := range []string{storageUser, storageWord} {
			expectNoneInClear(t, s, c.name, word, c.shown)
		}
	}
	s.unchanged(t)
	s.destroy(t)
	expectUntouched(t)
}

// storageCase is one way to keep traces.
type storageCase struct {
	name    string
	tracing pulumi.Map
	// user and password are keys of the Secret; shown stands in the object that tells Jaeger of the storage.
	user, password, shown string
}

func storageCases(repository string) []storageCase {
	where := pulumi.Map{"namespace": pulumi.String(storageNamespace), "createNamespace": pulumi.Bool(false)}
	var out []storageCase
	for storage, servers := range map[string]pulumi.Map{
		"elasticsearch": {"serverUrls": pulumi.String("https://servers.example:9200")},
		"opensearch":    {"serverUrls": pulumi.String("https://servers.example:9200").ToStringOutput()},
		"cassandra":     {"servers": pulumi.String("servers.example")},
		"clickhouse":    {"addresses": pulumi.String("servers.example:9000")},
	} {
		kept := pulumi.Map{"storage": pulumi.Map{storage: joined(servers, storageCredentials)}}
		for via, more := range map[string]pulumi.Map{
			"helm":                  {"chart": pulumi.Map{"repository": pulumi.String(repository), "version": pulumi.String(jaegerChartVersion)}},
			"openTelemetryOperator": {},
		} {
			more["via"] = pulumi.String(via)
			out = append(out, storageCase{storage + " via " + via, pulumi.Map{"jaegerV2": joined(where, kept, more)}, "username", "password", "servers.example"})
		}
	}
	for storage, c := range map[string]struct{ flag, prefix string }{"elasticsearch": {"es.server-urls", "ES"}, "cassandra": {"cassandra.servers", "CASSANDRA"}} {
		kept := pulumi.Map{"storage": joined(storageCredentials, pulumi.Map{
			"type": pulumi.String(storage), "options": pulumi.Map{c.flag: pulumi.String("http://servers.example:9200")},
		})}
		out = append(out, storageCase{storage + " of Jaeger v1", pulumi.Map{"jaeger": joined(where, kept)}, c.prefix + "_USERNAME", c.prefix + "_PASSWORD", "servers.example"})
	}
	return out
}

func joined(all ...pulumi.Map) pulumi.Map {
	out := pulumi.Map{}
	for _, one := range all {
		for key, value := range one {
			out[key] = value
		}
	}
	return out
}

// expectNoneInClear looks for a word everywhere but in Secrets. What is looked at names the servers, or else it proves nothing.
func expectNoneInClear(t *testing.T, s *program, name, word, shown string) {
	t.Helper()
	stored, err := environment.Checkpoints(s.Name())
	require.NoError(t, err)
	exported, err := environment.Export(t.Context(), s.Workspace().WorkDir())
	require.NoError(t, err)
	for what, text := range map[string]string{"the state as it is stored": string(stored), "the state as it is exported": exported} {
		assert.Contains(t, text, "mesh-tracing-storage", name)
		notInClear(t, text, word, name+": "+what)
	}
	notInClear(t, s.log.String(), word, name+": what the CLI and the plugins print")
	seen := ""
	for _, resource := range []schema.GroupVersionResource{
		{Version: "v1", Resource: "configmaps"}, {Version: "v1", Resource: "services"}, {Group: "apps", Version: "v1", Resource: "deployments"}, {Version: "v1", Resource: "pods"},
		jaegers, collectors,
	} {
		list, err := objects.Resource(resource).Namespace(metav1.NamespaceAll).List(t.Context(), metav1.ListOptions{})
		require.NoError(t, err)
		text, err := json.Marshal(list)
		require.NoError(t, err)
		notInClear(t, string(text), word, name+": the "+resource.Resource)
		seen += string(text)
	}
	assert.Contains(t, seen, shown, name)
}

// A credential in an address, or a secret where all may read it, is refused, and the refusal repeats neither.
func TestStorageAddressesHoldNoCredential(t *testing.T) {
	installOperatorCRDs(t)
	address := pulumi.String("https://me:" + storageWord + "@servers.example:9200")
	v2 := func(more pulumi.Map) pulumi.Map {
		return pulumi.Map{"jaegerV2": joined(pulumi.Map{"via": pulumi.String("openTelemetryOperator")}, more)}
	}
	for name, c := range map[string]struct {
		reason  string
		tracing pulumi.Map
		want    string
	}{
		"plain": {
			"the engine would print the value that an error names", v2(pulumi.Map{"storage": pulumi.Map{"elasticsearch": pulumi.Map{"serverUrls": address}}}),
			"tracing.jaegerV2.storage.elasticsearch.serverUrls",
		},
		"output": {
			"it is known when the component is asked for", v2(pulumi.Map{"storage": pulumi.Map{"opensearch": pulumi.Map{"serverUrls": address.ToStringOutput()}}}),
			"tracing.jaegerV2.storage.opensearch.serverUrls",
		},
		"secret": {
			"the resource would show it", v2(pulumi.Map{"storage": pulumi.Map{"elasticsearch": pulumi.Map{"serverUrls": pulumi.ToSecret(address)}}}),
			"tracing.jaegerV2.storage.elasticsearch.serverUrls",
		},
		"config": {
			"the operator writes a ConfigMap of it", v2(pulumi.Map{"config": pulumi.Map{"extensions": pulumi.Map{"basicauth": pulumi.Map{"client_auth": pulumi.Map{
				"password": pulumi.String(storageWord), "username": pulumi.ToSecret(pulumi.String(storageUser)),
			}}}}}), "tracing.jaegerV2.config.extensions.basicauth.client_auth.username",
		},
		"whole config": {
			"nothing of it can be shown", v2(pulumi.Map{"config": pulumi.ToSecret(pulumi.Map{"a": pulumi.String(storageWord)})}), "tracing.jaegerV2.config",
		},
		"flags of Jaeger v1": {
			"they are arguments of a program", pulumi.Map{"jaeger": pulumi.Map{"storage": pulumi.Map{
				"type": pulumi.String("elasticsearch"), "options": pulumi.Map{"es": pulumi.Map{"server-urls": address.ToStringOutput(), "password": pulumi.String(storageWord)}},
			}}}, "tracing.jaeger.storage.options.es.server-urls",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newProgram(t, "addresses"+strings.ReplaceAll(name, " ", ""), func(ctx *pulumi.Context) error {
				cluster, err := access(ctx)
				if err != nil {
					return err
				}
				_, err = register(ctx, "MeshStack", "mesh", pulumi.Map{"tracing": c.tracing}, cluster)
				return err
			})
			require.Error(t, s.up(t.Context()), c.reason)
			assert.Contains(t, s.log.String(), c.want)
			state, err := environment.Checkpoints(s.Name())
			require.NoError(t, err)
			for _, word := range []string{storageUser, storageWord} {
				notInClear(t, s.log.String(), word, "what the CLI prints")
				notInClear(t, string(state), word, "the state")
			}
			s.destroy(t)
		})
	}
	expectUntouched(t)
}

const jaegerChartVersion = "4.11.1"

// jaegerChart returns a folder with a chart that does with its values what Jaeger's does: a ConfigMap of the configuration, and
// a pod with the environment.
func jaegerChart(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "jaeger")
	for file, content := range map[string]string{
		"Chart.yaml":  "apiVersion: v2\nname: jaeger\nversion: " + jaegerChartVersion + "\n",
		"values.yaml": "fullnameOverride: \"\"\nuserconfig: {}\njaeger: {replicas: 1, podLabels: {}, extraEnv: [], image: {}, resources: {}, extraVolumes: [], extraVolumeMounts: []}\n",
		"templates/all.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: user-config}
data:
  user-config.yaml: {{ toYaml .Values.userconfig | quote }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Values.fullnameOverride }}}
spec:
  replicas: {{ .Values.jaeger.replicas }}
  selector: {matchLabels: {app: jaeger}}
  template:
    metadata: {labels: {{ merge (dict "app" "jaeger") .Values.jaeger.podLabels | toJson }}}
    spec:
      containers:
      - name: jaeger
        image: docker.io/jaegertracing/jaeger:2.20.0
        env: {{ toJson .Values.jaeger.extraEnv }}
`,
	} {
		path := filepath.Join(folder, file)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	return filepath.Dir(folder)
}
