package proof_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// rendered is what one release of a chart with these templates is made of.
func rendered(t *testing.T, values plan.Tree, templates ...string) *proof.Release {
	t.Helper()
	c := &helmchart.Chart{
		Metadata: &helmchart.Metadata{APIVersion: helmchart.APIVersionV2, Name: "small", Version: "1.0.0"},
		Values:   map[string]any{},
	}
	for i, text := range templates {
		c.Templates = append(c.Templates, &helmchart.File{Name: "templates/" + string(rune('a'+i)) + ".yaml", Data: []byte(text)})
	}
	p := plan.New()
	p.AddRelease(&plan.Release{ID: "small", Name: "small", Namespace: "mesh", Values: values})
	mesh := proof.Render(t.Context(), p, func(plan.Chart) *helmchart.Chart { return c }, proof.Cluster{})
	require.Len(t, mesh.Releases, 1)
	require.NoError(t, mesh.Releases[0].Err)
	return mesh.Releases[0]
}

func known(v pulumi.Input) pulumi.Input { return pulumi.ToOutput(v) }

func unknown() pulumi.Input { return pulumi.UnsafeUnknownOutput(nil) }

func secret(v pulumi.Input) pulumi.Input { return pulumi.ToSecret(v) }

const configMap = `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
`

func TestShown(t *testing.T) {
	t.Parallel()
	unknownLeaf := plan.Hidden{Unknown: true}
	for name, c := range map[string]struct {
		reason   string
		values   plan.Tree
		template string
		want     any
	}{
		"plain": {"what is known is shown", plan.Tree{"a": "x", "b": known(pulumi.String("y"))}, `  v: "{{ .Values.a }}{{ .Values.b }}"`, "xy"},
		"secret": {"a secret is masked, and the text around it isn't", plan.Tree{"a": secret(pulumi.String("hunter2"))},
			`  v: "user:{{ .Values.a }}@host"`, "user:[secret]@host"},
		"coded secret": {"what a template computes of a secret is masked, too", plan.Tree{"a": secret(pulumi.String("hunter2"))},
			`  v: {{ .Values.a | b64enc | quote }}`, "[secret]"},
		"secret choice": {"which way a template goes tells a secret boolean", plan.Tree{"a": secret(pulumi.Bool(true))},
			`  v: {{ if .Values.a }}"on"{{ else }}"off"{{ end }}`, "[secret]"},
		"unknown":        {"what isn't known is unknown", plan.Tree{"a": unknown()}, `  v: "{{ .Values.a }}:80"`, unknownLeaf},
		"unknown number": {"a number that a template reads off it is, too", plan.Tree{"a": unknown()}, `  v: "{{ int .Values.a }}"`, unknownLeaf},
		"made up":        {"what differs each time must not show as a change", plan.Tree{}, `  v: {{ randAlphaNum 8 | quote }}`, "[made up at each rendering]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shown := rendered(t, c.values, configMap+c.template).Shown()
			object, _ := shown["ConfigMap mesh/settings"].([]any)
			require.Len(t, object, 4, "apiVersion, data.v, kind and metadata.name: %v", shown)
			got := object[1]
			if line, isText := got.(string); isText {
				got = strings.TrimPrefix(line, "data.v: ")
			}
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}

func TestShownAsDigest(t *testing.T) {
	t.Parallel()
	r := rendered(t, plan.Tree{"key": "not marked by anybody"},
		configMap+`  long: {{ repeat 3000 "x" | quote }}`,
		"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: meshes.example.com}\n",
		"apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {k: {{ .Values.key }}}\n",
	)
	shown := r.Shown()
	assert.Regexp(t, `^sha256:[0-9a-f]{64}$`, shown["CustomResourceDefinition meshes.example.com"], "a CRD is too large to be read")
	assert.Regexp(t, `^data.long: sha256:[0-9a-f]{64} \(3000 bytes\)$`, shown["ConfigMap mesh/settings"].([]any)[1], "and so is a long text")
	assert.Contains(t, shown["Secret mesh/key"], "stringData.k: [secret]", "a Secret shows nothing, marked or not")
}

func TestSecretKeys(t *testing.T) {
	t.Parallel()
	r := rendered(t, plan.Tree{"labels": pulumi.ToSecret(pulumi.StringMap{"hunter2": pulumi.String("x")})}, configMap+`  v: x`)
	assert.True(t, r.Values.SecretShape, "keys of a map that is secret as a whole may stand anywhere, so that all of it is a secret")
}

func TestDigest(t *testing.T) {
	t.Parallel()
	mesh := func(v pulumi.Input) map[string]string {
		return (&proof.Mesh{Releases: []*proof.Release{rendered(t, plan.Tree{"a": v}, configMap+`  v: "{{ .Values.a }}"`)}}).Digests()
	}
	const id = "ConfigMap mesh/settings"
	assert.Equal(t, mesh(known(pulumi.String("x"))), mesh(pulumi.String("x")), "equal objects have equal digests")
	assert.NotEqual(t, mesh(pulumi.String("x"))[id], mesh(pulumi.String("y"))[id], "others don't")
	assert.Equal(t, mesh(secret(pulumi.String("x"))), mesh(secret(pulumi.String("y"))), "a digest tells nothing of a secret")
	assert.NotContains(t, mesh(unknown()), id, "what isn't known has none")
}
