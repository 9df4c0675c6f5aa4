package importer

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		options    Options
		line       int
		path, word string
		reason     string
	}{
		{name: "no YAML", text: "a: b: c\n", word: "no YAML", reason: "the parser names no line for the first"},
		{name: "a tab", text: "apiVersion: x\n\tkind: y\n", line: 2, word: "no YAML", reason: "the usual slip"},
		{name: "nothing", text: "", word: "no IstioOperator", reason: "an empty file"},
		{name: "something else", text: "apiVersion: v1\nkind: Pod\n", word: "no IstioOperator", reason: "none among the documents"},
		{name: "a text", text: "hello\n", line: 1, word: "is a map", reason: "no object"},
		{name: "no kind", text: "spec: {}\n", line: 1, word: "apiVersion", reason: "istioctl takes it for nothing"},
		{name: "another version", text: "apiVersion: install.istio.io/v1alpha2\nkind: IstioControlPlane\n", line: 1, word: "v1alpha1", reason: "Istio 1.4"},
		{name: "a list without items", text: "apiVersion: v1\nkind: List\n", line: 1, word: "items", reason: "no list"},
		{name: "a key twice", text: operator("profile: demo\nprofile: minimal"), line: 5, path: "spec.profile", word: "line 4", reason: "one of them would be lost"},
		{name: "a key that is a list", text: operator("? [a]\n: b"), line: 4, path: "spec", word: "name", reason: "JSON has no such keys"},
		{name: "two documents", text: operator("profile: demo") + "---\n" + operator("profile: minimal"), line: 9, path: "spec.profile", word: "line 4", reason: "they disagree"},
		{name: "an unknown field", text: operator("profil: demo"), line: 4, path: "spec.profil", word: "profile", reason: "the nearest name"},
		{name: "an unknown value", text: operator("values: {global: {imagePullPolici: Always}}"), line: 4, path: "spec.values.global.imagePullPolici", word: "imagePullPolicy", reason: "the nearest name"},
		{
			name: "an unknown field of Kubernetes", text: operator("components: {pilot: {k8s: {tolerations: [{efect: NoSchedule}]}}}"), line: 4,
			path: "spec.components.pilot.k8s.tolerations[0].efect", word: "effect", reason: "the API server would refuse it",
		},
		{name: "beside spec", text: operator("{}") + "specs: {}\n", line: 5, path: "specs", word: "spec", reason: "it isn't silently left out"},
		{name: "a number for a text", text: operator("revision: 1"), line: 4, path: "spec.revision", word: "quotes", reason: "istioctl refuses it"},
		{name: "a text for a truth", text: operator("components: {cni: {enabled: \"true\"}}"), line: 4, path: "spec.components.cni.enabled", word: "without quotes", reason: "istioctl refuses it"},
		{name: "no quantity", text: operator("components: {pilot: {k8s: {resources: {requests: {cpu: much}}}}}"), line: 4, path: "spec.components.pilot.k8s.resources.requests.cpu", word: "quantity", reason: "Kubernetes' own type reads it"},
		{name: "a list for a map", text: operator("meshConfig: [a]"), line: 4, path: "spec.meshConfig", word: "a map", reason: "the kind of thing"},
		{name: "a spec that is a text", text: "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: demo\n", line: 3, path: "spec", word: "a map", reason: "the kind of thing"},
		{name: "no profile", text: operator("profile: demmo"), line: 4, path: "spec.profile", word: "demo", reason: "the nearest name"},
		{name: "a file", text: operator("profile: ./mine.yaml"), line: 4, path: "spec.profile", word: "file", reason: "it isn't here"},
		{name: "a gateway without name", text: operator("components: {ingressGateways: [{enabled: true}]}"), line: 4, path: "spec.components.ingressGateways[0]", word: "name", reason: "istioctl refuses it"},
		{name: "an endless alias", text: operator("values: &a {pilot: *a}"), line: 4, path: "spec.values.pilot", word: "never ends", reason: "it is inside of itself"},
		{name: "no number", text: operator("values: {pilot: {traceSampling: .nan}}"), line: 4, path: "spec.values.pilot.traceSampling", word: "quotes", reason: "JSON has none"},
		{name: "source version", text: operator("{}"), options: Options{SourceVersion: "1.4"}, path: "sourceVersion", word: "1.5", reason: "before the IstioOperator"},
		{name: "target version", text: operator("{}"), options: Options{TargetVersion: "1.31"}, path: "targetVersion", word: "x.y.z", reason: "no release"},
		{name: "old target version", text: operator("{}"), options: Options{TargetVersion: "1.20.0"}, path: "targetVersion", word: "1.24", reason: "MeshStack doesn't install it"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := Import([]byte(tc.text), tc.options)
			var got Error
			require.ErrorAs(t, err, &got, tc.reason)
			assert.Equal(t, tc.line, got.Line, tc.reason)
			assert.Equal(t, tc.path, got.Path, tc.reason)
			assert.Contains(t, got.Message, tc.word, tc.reason)
		})
	}
}

func TestAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Import([]byte(operator("hubb: a\nrevision: 1\nvalues: {globl: {}}")), Options{})
	var all Errors
	require.ErrorAs(t, err, &all)
	assert.Len(t, all, 3)
	assert.Equal(t, []int{4, 5, 6}, []int{all[0].Line, all[1].Line, all[2].Line})
	assert.True(t, errors.Is(err, all[1]))
}

// TestHostile gives input that is made to take much memory or time.
func TestHostile(t *testing.T) {
	laughs := "a: &l0 [lol]\n"
	for i := 1; i < 12; i++ {
		laughs += fmt.Sprintf("b%d: &l%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*l%d,", i-1), 10), ","))
	}
	tests := []struct{ name, text, word, reason string }{
		{"large", operator("values: {x: " + strings.Repeat("a", 10<<20) + "}"), "bytes", "10 MB of text"},
		{"laughs", operator(laughs), "values", "10^11 values"},
		{"deep", operator("values: " + strings.Repeat("{a: ", 5000) + strings.Repeat("}", 5000)), "deep", "5000 maps within each other"},
		{"deep lists", operator("values: " + strings.Repeat("[", 200_000)), "YAML", "the parser gives up"},
		{"many", operator("values: [" + strings.Repeat("a,", 400_000) + "]"), "values", "400,000 values"},
		{"many errors", operator("values:\n" + manyKeys(20_000)), "no release", "20,000 unknown values"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			_, err := Import([]byte(tc.text), Options{})
			runtime.ReadMemStats(&after)
			require.ErrorContains(t, err, tc.word, tc.reason)
			assert.Less(t, len(err.Error()), 20_000, "the message stays readable")
			assert.Less(t, time.Since(began), 20*time.Second, tc.reason)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<30), tc.reason)
		})
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  key%d: 1\n", i)
	}
	return b.String()
}
