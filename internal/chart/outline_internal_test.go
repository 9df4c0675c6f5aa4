package chart

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"
)

const smallCRD = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: xs.example.com\nspec:\n  group: example.com\n  names: {kind: X}\n"

func TestWithoutSpecs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason, text, want string
		ok                 bool
	}{
		"two": {"each has its own", smallCRD + "---\n" + smallCRD, strings.Replace(smallCRD, "  group: example.com\n  names: {kind: X}\n", "  meshstackOutline: crd-0-end\n", 1) +
			"---\n" + strings.Replace(smallCRD, "  group: example.com\n  names: {kind: X}\n", "  meshstackOutline: crd-1-end\n", 1), true},
		"one":       {"head and mark", smallCRD, strings.Replace(smallCRD, "  group: example.com\n  names: {kind: X}\n", "  meshstackOutline: crd-0-end\n", 1), true},
		"status":    {"what comes after stays", smallCRD + "status: {}\n", strings.Replace(smallCRD, "  group: example.com\n  names: {kind: X}\n", "  meshstackOutline: crd-0-end\n", 1) + "status: {}\n", true},
		"other":     {"anything else is left alone", smallCRD + "---\nkind: ConfigMap\n", "", false},
		"no spec":   {"there is nothing to save", "apiVersion: v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a\n", "", false},
		"flow spec": {"another way to write it", strings.Replace(smallCRD, "spec:\n  group: example.com\n  names: {kind: X}\n", "spec: {group: a}\n", 1), "", false},
	} {
		got, left, ok := withoutSpecs(c.text, 0)
		require.Equal(t, c.ok, ok, "%s: %s", name, c.reason)
		assert.Equal(t, c.want, got, "%s: %s", name, c.reason)
		if ok {
			assert.Equal(t, c.text, string(left.fillIn(got)), "%s: the way back", name)
		}
	}
}

func TestOnlyHeads(t *testing.T) {
	t.Parallel()
	const name = "files/crds.yaml"
	for text, c := range map[string]struct {
		reason string
		want   bool
	}{
		`{{ .Files.Get "files/crds.yaml" }}`: {"as it is", true},
		`{{ range $c := .Files.Get "files/crds.yaml" | splitList "---" }}{{ $c | fromYaml | toYaml }}{{ end }}`: {"piece by piece", true},
		`{{ (.Files.Get "files/crds.yaml" | fromYaml).spec }}`:                                                  {"it looks inside", false},
		`{{ $c := .Files.Get "files/crds.yaml" | fromYaml }}{{ index $c "spec" }}`:                              {"by another way", false},
		`{{ .Files.Get "files/crds.yaml" | replace "a" "b" }}`:                                                  {"it changes the text", false},
		`{{ .Files.Get "files/crds.yaml" | sha256sum }}`:                                                        {"it depends on each letter", false},
		`{{ range $p, $_ := .Files.Glob "files/*" }}{{ $.Files.Get $p | indent 2 }}{{ end }}`:                   {"the name isn't told", false},
		`{{ .Files.Get (printf "files/profile-%s.yaml" .Values.x) | replace "a" "b" }}`:                         {"another file", true},
		`{{ .Files.Get (printf "files/%s.yaml" .Values.x) | replace "a" "b" }}`:                                 {"it may be this one", false},
		`{{ .Values.spec | replace "a" "b" }}`:                                                                  {"no file at all", true},
	} {
		assert.Equal(t, c.want, onlyHeads([]*helmchart.File{{Data: []byte(text)}}, name), c.reason)
	}
}

func TestMarksInOddPlaces(t *testing.T) {
	t.Parallel()
	large := strings.Replace(smallCRD, "spec:\n", "# body\nspec:\n  description: "+strings.Repeat("long ", outlineFrom/5)+"\n", 1) + "  scope: Cluster  \n"
	for name, c := range map[string]struct{ reason, template string }{
		"blanks":     {"those at the end of a spec belong to the file", `{{ .Files.Get "files/crds.yaml" }}`},
		"spec first": {"a mark may begin a document", "{{ index (splitList \"# body\\n\" (.Files.Get \"files/crds.yaml\")) 1 }}\n{{ index (splitList \"# body\\n\" (.Files.Get \"files/crds.yaml\")) 0 }}"},
	} {
		with := func(template string) ([]Object, string) {
			got, notes, err := RenderWithNotes(&helmchart.Chart{Metadata: &helmchart.Metadata{Name: "sample"},
				Templates: []*helmchart.File{
					{Name: "templates/one.yaml", Data: []byte("---\n" + template)}, {Name: "templates/NOTES.txt", Data: []byte(`{{ .Files.Get "files/crds.yaml" }}`)},
				},
				Files: []*helmchart.File{{Name: "files/crds.yaml", Data: []byte(large)}},
			}, nil, RenderOptions{Name: "r", Namespace: "ns"})
			require.NoError(t, err, name)
			return got, notes
		}
		// A function that isn't harmless keeps the file whole.
		got, notes := with(c.template)
		want, wholeNotes := with(c.template + `{{ trim "" }}`)
		require.Len(t, got, 1, name)
		assert.Equal(t, string(want[0].Text), string(got[0].Text), "%s: %s", name, c.reason)
		assert.Equal(t, wholeNotes, notes, "%s: what a chart tells its user is whole", name)
	}
}

func TestOutlinedOrNotIsTheSame(t *testing.T) {
	t.Parallel()
	large := strings.Replace(smallCRD, "spec:\n", "spec:\n  description: "+strings.Repeat("long ", outlineFrom/5)+"\n", 1)
	for name, c := range map[string]struct{ reason, template string }{
		"as it is":   {"marks stay where they are", `{{ .Files.Get "files/crds.yaml" }}`},
		"rewritten":  {"marks are printed anew", `{{ .Files.Get "files/crds.yaml" | fromYaml | toYaml }}`},
		"in a text":  {"a mark in another place is given up", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: {{ .Files.Get \"files/crds.yaml\" | fromYaml | toYaml | toJson }}"},
		"all values": {"values that templates change are made anew", `{{ $x := set .Values "n" (list .Values.n) }}{{ $c := .Files.Get "files/crds.yaml" | fromYaml }}{{ dict "apiVersion" "v1" "kind" "ConfigMap" "metadata" (dict "name" "a") "data" $c "n" .Values.n | toYaml }}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			with := func(template string) []Object {
				got, err := Render(&helmchart.Chart{Metadata: &helmchart.Metadata{Name: "sample"}, Values: map[string]any{"n": 1},
					Templates: []*helmchart.File{{Name: "templates/one.yaml", Data: []byte(template)}},
					Files:     []*helmchart.File{{Name: "files/crds.yaml", Data: []byte(large)}},
				}, nil, RenderOptions{Name: "r", Namespace: "ns"})
				require.NoError(t, err)
				return got
			}
			// A function that isn't harmless keeps the file whole.
			got, want := with(c.template), with(c.template+`{{ trim "" }}`)
			require.Len(t, got, 1)
			parsed, err := decode(got[0].Text)
			require.NoError(t, err)
			whole, err := decode(want[0].Text)
			require.NoError(t, err)
			assert.Equal(t, whole, parsed, c.reason)
		})
	}
}
