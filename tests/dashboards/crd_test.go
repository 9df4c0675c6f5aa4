package dashboards

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	kubeyaml "sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/tests/dashboards/operator"
)

// crd judges GrafanaDashboards as an API server with the operator's CRD does.
type crd struct {
	structural *schema.Structural
	shape      validation.SchemaValidator
	rules      *cel.Validator
}

func operatorCRD(t *testing.T) crd {
	t.Helper()
	text, err := operator.GrafanaDashboards(t.Context())
	require.NoError(t, err)
	var versioned v1.CustomResourceDefinition
	require.NoError(t, kubeyaml.UnmarshalStrict(text, &versioned))
	var internal apiextensions.CustomResourceDefinition
	require.NoError(t, v1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(&versioned, &internal, nil))
	// One version: the conversion puts its schema on top.
	openAPI := internal.Spec.Validation.OpenAPIV3Schema
	structural, err := schema.NewStructural(openAPI)
	require.NoError(t, err)
	shape, _, err := validation.NewSchemaValidator(openAPI)
	require.NoError(t, err)
	return crd{structural, shape, cel.NewValidator(structural, true, 1_000_000)}
}

// judge returns what is wrong with an object, as a change of an older one where there is one.
func (c crd) judge(t *testing.T, object, older map[string]any) []string {
	t.Helper()
	var out []string
	for _, path := range pruning.PruneWithOptions(copied(t, object), c.structural, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}) {
		out = append(out, "unknown field "+path)
	}
	object = c.stored(t, object)
	errs := validation.ValidateCustomResource(nil, object, c.shape)
	var before any
	if older != nil {
		before = c.stored(t, older)
	}
	ruled, _ := c.rules.Validate(t.Context(), field.NewPath("root"), c.structural, object, before, 1_000_000_000)
	for _, e := range append(errs, ruled...) {
		out = append(out, e.Error())
	}
	return out
}

// stored is an object with the CRD's defaults, as the API server fills them in first.
func (c crd) stored(t *testing.T, object map[string]any) map[string]any {
	t.Helper()
	out := copied(t, object)
	defaulting.Default(out, c.structural)
	return out
}

func copied(t *testing.T, object map[string]any) map[string]any {
	t.Helper()
	text, err := json.Marshal(object)
	require.NoError(t, err)
	var out map[string]any
	require.NoError(t, json.Unmarshal(text, &out))
	return out
}

// planned returns the GrafanaDashboards of a plan that the tests of the components compare with what is planned.
func planned(t *testing.T, name string) []map[string]any {
	t.Helper()
	text, err := os.ReadFile("../../components/testdata/plans/" + name + ".golden.yaml")
	require.NoError(t, err)
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var out []map[string]any
	for {
		var step struct {
			Object, Name string
			Body         map[string]any
		}
		if decoder.Decode(&step) != nil {
			break
		}
		apiVersion, kind, _ := strings.Cut(step.Object, " ")
		if kind != "GrafanaDashboard" {
			continue
		}
		spec := step.Body["spec"].(map[string]any)
		if _, ours := spec["gzipJson"]; ours {
			spec["gzipJson"] = base64.StdEncoding.EncodeToString([]byte("{}")) // the golden file has a word there
		}
		_, objectName, _ := strings.Cut(step.Name, "/")
		out = append(out, copied(t, map[string]any{
			"apiVersion": apiVersion, "kind": kind, "metadata": map[string]any{"name": objectName}, "spec": spec,
		}))
	}
	require.NotEmpty(t, out, name)
	return out
}

func TestTheOperatorTakesThem(t *testing.T) {
	t.Parallel()
	c := operatorCRD(t)
	for _, name := range []string{"grafana-resources", "grafana-document", "grafana-both"} {
		for _, object := range planned(t, name) {
			assert.Empty(t, c.judge(t, object, nil), "%s: a new one", name)
			assert.Empty(t, c.judge(t, object, copied(t, object)), "%s: unchanged", name)
		}
	}
}

// TestWhatTheOperatorRefusesToChange: these are the fields for which the plan asks to replace the resource, and the rest
// may change in place.
func TestWhatTheOperatorRefusesToChange(t *testing.T) {
	t.Parallel()
	c := operatorCRD(t)
	for name, change := range map[string]struct {
		reason, field string
		before, after any
		refused       string
	}{
		"selector": {
			"the old Grafana would keep it", "instanceSelector",
			map[string]any{"matchLabels": map[string]any{"a": "b"}}, map[string]any{"matchLabels": map[string]any{"a": "c"}}, "spec.instanceSelector is immutable",
		},
		"uid":          {"links would break", "uid", "istio-1", "istio-2", "spec.uid is immutable"},
		"uid gone":     {"the same", "uid", "istio-1", nil, "spec.uid is immutable"},
		"import off":   {"copies would stay behind", "allowCrossNamespaceImport", true, false, "requires a recreate"},
		"import on":    {"more Grafanas take it", "allowCrossNamespaceImport", false, true, ""},
		"folder":       {"it is moved", "folder", "a", "b", ""},
		"folder given": {"it is moved", "folder", nil, "b", ""},
		"revision":     {"it is downloaded", "grafanaCom", map[string]any{"id": 7639, "revision": 1}, map[string]any{"id": 7639, "revision": 2}, ""},
	} {
		before := planned(t, "grafana-document")[0]
		after := copied(t, before)
		put(before, change.field, change.before)
		put(after, change.field, change.after)
		got := strings.Join(c.judge(t, copied(t, after), copied(t, before)), "\n")
		if change.refused == "" {
			assert.Empty(t, got, "%s: %s", name, change.reason)
			continue
		}
		assert.Contains(t, got, change.refused, "%s: %s", name, change.reason)
	}
}

func put(object map[string]any, field string, value any) {
	spec := object["spec"].(map[string]any)
	if value == nil {
		delete(spec, field)
		return
	}
	spec[field] = value
}

func TestTheCRDRefuses(t *testing.T) {
	t.Parallel()
	c := operatorCRD(t)
	for name, broken := range map[string]struct {
		reason, field string
		value         any
		want          string
	}{
		"no selector":   {"it is required", "instanceSelector", nil, "Required"},
		"unknown field": {"a typo would be dropped in silence", "instanceSelectors", map[string]any{}, "unknown field spec.instanceSelectors"},
		"long uid":      {"Grafana takes 40", "uid", strings.Repeat("x", 41), "Too long"},
		"id as text":    {"it is a number", "grafanaCom", map[string]any{"id": "7639"}, "Invalid"},
	} {
		object := planned(t, "grafana-document")[0]
		put(object, broken.field, broken.value)
		assert.Contains(t, strings.Join(c.judge(t, copied(t, object), nil), "\n"), broken.want, "%s: %s", name, broken.reason)
	}
}
