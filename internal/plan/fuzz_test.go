package plan_test

import (
	"encoding/json"
	"io"
	"log"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/meshstack/pulumi-meshstack/internal/fuzztree"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// FuzzMerge holds the merging of values against Helm's own, and to the laws that the features of a mesh rely on when each
// adds its values.
func FuzzMerge(f *testing.F) {
	log.SetOutput(io.Discard) // Helm tells of each table that something else takes the place of
	f.Cleanup(func() { log.SetOutput(os.Stderr) })
	f.Add(`{"a":{"b":1,"c":[1]}}`, `{"a":{"b":null,"c":[]}}`, `{"a":{"d":{}}}`)
	f.Add(`{"a":{"x":1}}`, `{"a":5}`, `{"a":{"y":2}}`)
	f.Add(`{"a":null,"":{"":null}}`, `{"a":{"b":null}}`, `{"a":{"b":{"c":1}},"":{"":{}}}`)
	f.Add(`{}`, `{"a.b":[{"c":null}],"__x":false}`, `{"a.b":"","n":1e300}`)
	f.Fuzz(func(t *testing.T, first, second, third string) {
		a, b, c := tree(first), tree(second), tree(third)
		empty := plan.Tree{}
		assert.Equal(t, goTree(a), goTree(plan.Merge(a, empty)), "nothing over a tree changes nothing")
		assert.Equal(t, goTree(a), goTree(plan.Merge(empty, a)), "a tree over nothing is itself")
		assert.Equal(t, goTree(a), goTree(plan.Merge(a, a)), "a tree over itself is itself")

		assert.Equal(t, chartutil.MergeTables(tree(second), tree(first)), goTree(plan.Merge(a, b)), "as Helm merges")
		left, right := goTree(plan.Merge(plan.Merge(a, b), c)), goTree(plan.Merge(a, plan.Merge(b, c)))
		helmLeft := chartutil.MergeTables(tree(third), chartutil.MergeTables(tree(second), tree(first)))
		helmRight := chartutil.MergeTables(chartutil.MergeTables(tree(third), tree(second)), tree(first))
		assert.Equal(t, reflect.DeepEqual(helmLeft, helmRight), reflect.DeepEqual(left, right), "order matters where it does to Helm")
		if sameShape(a, b) && sameShape(b, c) && sameShape(a, c) {
			assert.Equal(t, left, right, "no order where maps stay maps")
		}
		// What reaches the chart, nulls gone, is the same whether we merge or Helm gets both.
		want := chartutil.CoalesceTables(chartutil.MergeTables(tree(third), tree(second)), tree(first))
		got := chartutil.CoalesceTables(goTree(plan.Merge(b, c)).(map[string]any), tree(first))
		assert.Equal(t, want, got, "what the chart gets")
		assert.Equal(t, []any{tree(first), tree(second), tree(third)}, []any{a, b, c}, "what is merged stays what it was")
	})
}

// FuzzTree holds Set, Resolve, Open, SecretPaths and Input to what they say, on trees in which "?" is an output that isn't known,
// "!" a secret and "=" an output that is known.
func FuzzTree(f *testing.F) {
	f.Add(`{"a":["?",{"b.c":"!"}],"":{"d":"="}}`, "a/b")
	f.Add(`{"a":"?","l":["!",[null,"="]],"e":{},"n":null}`, "a/b")
	f.Add(`{"a]":{"\"":"!"}}`, "/")
	f.Fuzz(func(t *testing.T, text, at string) {
		marked := map[string]int{}
		in := plan.Plain(withInputs(tree(text), marked)).(plan.Tree)

		r := plan.Resolve(t.Context(), in)
		assert.Len(t, r.Unknown, marked["?"])
		assert.Len(t, r.Secret, marked["!"])
		assert.Equal(t, marked["!"], len(plan.SecretPaths(t.Context(), in, "values")))
		for _, paths := range [][]string{r.Unknown, r.Secret} {
			assert.NotContains(t, paths, "", "a leaf without a path")
			assert.Equal(t, len(paths), len(slices.Compact(slices.Clone(paths))), "one path for two leaves: %v", paths)
		}
		shown, _ := json.Marshal(plan.ToGo(r.Value))
		assert.NotContains(t, string(shown), hidden)

		// What is sent to the engine resolves to the same.
		sent := plan.Resolve(t.Context(), plan.Input(in))
		assert.Equal(t, r, sent)
		assert.Equal(t, r, plan.Resolve(t.Context(), plan.Open(t.Context(), in)), "opening changes no value")

		path := strings.Split(at, "/")
		before := plan.Merge(plan.Tree{}, in)
		in.Set("set", path...)
		if got := get(in, path); !plan.HasInput(got) { // below an output it's known with the output
			assert.Equal(t, "set", got, "what is set is there")
		}
		assert.Equal(t, r, plan.Resolve(t.Context(), before), "a copy is one")
	})
}

const hidden = "hunter2"

// withInputs puts Inputs in place of the marks, and counts each.
func withInputs(v any, marked map[string]int) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, e := range v {
			out[key] = withInputs(e, marked)
		}
		return out
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, withInputs(e, marked))
		}
		return out
	case string:
		marked[v]++
		switch v {
		case "?":
			return unknown()
		case "!":
			return secret(hidden)
		case "=":
			return output("known")
		}
	}
	return v
}

func get(v any, path []string) any {
	for _, key := range path {
		inner, ok := v.(plan.Tree)
		if !ok {
			if in, isInput := v.(pulumi.Input); isInput {
				return in
			}
			return nil
		}
		v = plan.Plain(inner[key])
	}
	return v
}

// tree makes one anew each time, as Helm's merging changes what it's given.
func tree(text string) map[string]any {
	return fuzztree.Read(text, []string{"a", "b", "c", "", "a.b", "__x", "?", "!", "="})
}

func goTree(v any) any { return plan.ToGo(plan.Plain(deep(v))) }

// deep makes trees of the maps that a merge shares with what it was given.
func deep(v any) any {
	switch v := plan.Plain(v).(type) {
	case plan.Tree:
		out := plan.Tree{}
		for key, e := range v {
			out[key] = deep(e)
		}
		return out
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, deep(e))
		}
		return out
	default:
		return v
	}
}

// sameShape: no key holds a map in one tree and something else in the other.
func sameShape(a, b map[string]any) bool {
	for key, x := range a {
		y, both := b[key]
		if !both {
			continue
		}
		m, first := x.(map[string]any)
		n, second := y.(map[string]any)
		if first != second || first && !sameShape(m, n) {
			return false
		}
	}
	return true
}
