package plan_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

type nothing struct{}

func (nothing) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (nothing) NewResource(pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	return "", nil, nil
}

type level string

func ptr[T any](v T) *T { return &v }

func TestPlain(t *testing.T) {
	t.Parallel()
	out := output("x")
	for name, c := range map[string]struct {
		reason   string
		in, want any
	}{
		"nil":                 {"nothing", nil, nil},
		"string":              {"as it is", "x", "x"},
		"named string":        {"enums are named strings", level("info"), "info"},
		"pointer":             {"optional arguments are pointers", ptr("x"), "x"},
		"pointer to an enum":  {"both at once", ptr(level("info")), "info"},
		"nil pointer":         {"an optional argument that wasn't written", (*string)(nil), nil},
		"bool":                {"false is a value", ptr(false), false},
		"int":                 {"zero is a value", ptr(0), 0},
		"int64":               {"one kind of whole number", int64(7), 7},
		"float":               {"fractions stay", 1.5, 1.5},
		"list":                {"typed lists become lists of any", []string{"a", "b"}, []any{"a", "b"}},
		"map":                 {"typed maps become trees", map[string]string{"a": "x"}, plan.Tree{"a": "x"}},
		"map of any":          {"free-form maps become trees, all the way", map[string]any{"a": map[string]any{"b": 1}}, plan.Tree{"a": plan.Tree{"b": 1}}},
		"list of maps":        {"inside lists too", []any{map[string]any{"a": 1}}, []any{plan.Tree{"a": 1}}},
		"named keys":          {"maps by an enum", map[level]int{"info": 1}, plan.Tree{"info": 1}},
		"pulumi string":       {"the SDK's literals are plain", pulumi.String("x"), "x"},
		"pulumi bool":         {"the same", pulumi.Bool(true), true},
		"pulumi int":          {"the same", pulumi.Int(3), 3},
		"pulumi float":        {"the same", pulumi.Float64(1.5), 1.5},
		"pulumi pointer":      {"the same behind a pointer", pulumi.StringPtr("x"), "x"},
		"pulumi map":          {"the same in maps", pulumi.StringMap{"a": pulumi.String("x")}, plan.Tree{"a": "x"}},
		"pulumi list":         {"the same in lists", pulumi.Array{pulumi.String("x"), pulumi.Int(1)}, []any{"x", 1}},
		"output":              {"an output isn't known yet", out, out},
		"output in a map":     {"and stays one where it is", pulumi.Map{"a": out}, plan.Tree{"a": out}},
		"output in a list":    {"in lists too", []pulumi.Input{out, pulumi.Int(1)}, []any{out, 1}},
		"tree":                {"is plain already", plan.Tree{"a": 1}, plan.Tree{"a": 1}},
		"null in a map":       {"null is Helm's delete", map[string]any{"a": nil}, plan.Tree{"a": nil}},
		"nil pointer in list": {"the list keeps its length", []*string{nil, ptr("x")}, []any{nil, "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, plan.Plain(c.in), c.reason)
		})
	}
}

func TestPlainRefusesWhatIsNoData(t *testing.T) {
	t.Parallel()
	assert.Panics(t, func() { plan.Plain(struct{ A string }{"x"}) }, "a struct in a tree would be lost in silence")
}

func TestInput(t *testing.T) {
	t.Parallel()
	hidden := secret("x")
	for name, c := range map[string]struct {
		reason string
		in     any
		want   pulumi.Input
	}{
		"nil":    {"null to the engine", nil, nil},
		"string": {"as the SDK has it", "x", pulumi.String("x")},
		"bool":   {"as the SDK has it", false, pulumi.Bool(false)},
		"int":    {"as the SDK has it", 3, pulumi.Int(3)},
		"float":  {"as the SDK has it", 1.5, pulumi.Float64(1.5)},
		"tree": {
			"at every depth, with nulls and empty containers kept",
			plan.Tree{"m": plan.Tree{"n": nil, "e": plan.Tree{}}, "l": []any{"x", []any{}}},
			pulumi.Map{"m": pulumi.Map{"n": nil, "e": pulumi.Map{}}, "l": pulumi.Array{pulumi.String("x"), pulumi.Array{}}},
		},
		"output": {"an output stays itself", hidden, hidden},
		"leaf":   {"also deep inside", plan.Tree{"m": []any{hidden}}, pulumi.Map{"m": pulumi.Array{hidden}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, plan.Input(c.in), c.reason)
		})
	}
}

func TestToGo(t *testing.T) {
	t.Parallel()
	in := plan.Tree{"m": plan.Tree{"l": []any{plan.Tree{"a": nil}, "x"}}, "n": 1}
	want := map[string]any{"m": map[string]any{"l": []any{map[string]any{"a": nil}, "x"}}, "n": 1}
	assert.Equal(t, want, plan.ToGo(in), "encoders and the SDK know map[string]any, not Tree")
}
