package check_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func ptr[T any](v T) *T { return &v }

type color string

func (color) Values() []infer.EnumValue[color] {
	return []infer.EnumValue[color]{{Value: "red"}, {Value: "blue"}}
}

// judged returns what a check finds, with the path it was given.
func judged(f func(*check.Findings, string)) []check.Finding {
	findings := &check.Findings{}
	f(findings, "path")
	return findings.Errors()
}

func TestGrammar(t *testing.T) {
	t.Parallel()
	label63 := strings.Repeat("a", 63)
	namespace := func(s string) func(*check.Findings, string) {
		return func(f *check.Findings, p string) { check.Namespace(f, p, s) }
	}
	subdomain := func(s string) func(*check.Findings, string) {
		return func(f *check.Findings, p string) { check.Subdomain(f, p, s) }
	}
	quantity := func(s *string) func(*check.Findings, string) {
		return func(f *check.Findings, p string) { check.Quantity(f, p, s, "500m") }
	}
	order := func(request, limit *string) func(*check.Findings, string) {
		return func(f *check.Findings, p string) { check.QuantityOrder(f, p, request, limit, "the limit") }
	}
	labels := func(key, value string) func(*check.Findings, string) {
		return func(f *check.Findings, p string) { check.Labels(f, p, map[string]string{key: value}) }
	}
	environment := func(env any) func(*check.Findings, string) {
		return func(f *check.Findings, p string) { check.Environment(f, p, env) }
	}
	enum := func(c *color) func(*check.Findings, string) {
		return func(f *check.Findings, p string) { check.Enum(f, p, c) }
	}
	oneOf := func(s *string) func(*check.Findings, string) {
		return func(f *check.Findings, p string) { check.OneOf(f, p, s, "red", "blue") }
	}
	for name, c := range map[string]struct {
		reason string
		check  func(*check.Findings, string)
		// wrong holds a word of the message, "" for no finding; path is the path it names, "" for the one given.
		wrong, path string
	}{
		"namespace":               {"a name", namespace("istio-system"), "", ""},
		"namespace of 63":         {"as long as may be", namespace(label63), "", ""},
		"namespace of 64":         {"too long", namespace(label63 + "a"), "at most 63", ""},
		"namespace with capital":  {"lower case only", namespace("Istio"), "lower-case", ""},
		"namespace with dot":      {"a label has no dots", namespace("istio.system"), "lower-case", ""},
		"namespace with dash":     {"no dash at the end", namespace("istio-"), "lower-case", ""},
		"empty namespace":         {"its own message, as a quoted nothing helps nobody", namespace(""), "empty", ""},
		"name":                    {"objects may have dots", subdomain("istio.system"), "", ""},
		"name with capital":       {"lower case only", subdomain("Istio"), "lower-case", ""},
		"empty name":              {"a name is needed", subdomain(""), "lower-case", ""},
		"label":                   {"with a prefix", labels("istio.io/rev", "canary"), "", ""},
		"empty label":             {"labels may be empty", labels("a", ""), "", ""},
		"label's key":             {"no spaces", labels("a b", "c"), `"a b"`, ""},
		"label's value":           {"the path names the key", labels("a", "b c"), `"b c"`, `path["a"]`},
		"long value":              {"63 at most", labels("a", label63+"a"), "63", `path["a"]`},
		"no quantity":             {"nothing was written", quantity(nil), "", ""},
		"quantity":                {"Kubernetes' grammar", quantity(ptr("1.5Gi")), "", ""},
		"not a quantity":          {"the message has an example of the right kind", quantity(ptr("1.5GB")), `"500m"`, ""},
		"empty quantity":          {"nothing isn't a quantity", quantity(ptr("")), `"500m"`, ""},
		"zero":                    {"no pod starts with nothing", quantity(ptr("0")), "not more than nothing", ""},
		"negative":                {"nor with less", quantity(ptr("-1")), "not more than nothing", ""},
		"below":                   {"a request below its limit, in other units", order(ptr("500m"), ptr("1")), "", ""},
		"equal":                   {"the same in other units", order(ptr("1000m"), ptr("1")), "", ""},
		"above":                   {"Kubernetes would refuse the pods", order(ptr("2Gi"), ptr("2000Mi")), "above the limit", ""},
		"only a request":          {"nothing to compare with", order(ptr("2Gi"), nil), "", ""},
		"only a limit":            {"nothing to compare with", order(nil, ptr("2Gi")), "", ""},
		"not quantities":          {"Quantity says so already", order(ptr("x"), ptr("1")), "", ""},
		"no value":                {"nothing was written", oneOf(nil), "", ""},
		"a value":                 {"one of them", oneOf(ptr("red")), "", ""},
		"another value":           {"the message lists them", oneOf(ptr("green")), "red, blue", ""},
		"empty value":             {"nothing isn't one of them", oneOf(ptr("")), "red, blue", ""},
		"no enum":                 {"nothing was written", enum(nil), "", ""},
		"an enum":                 {"one of its values", enum(ptr(color("blue"))), "", ""},
		"another enum":            {"YAML doesn't hold users to it", enum(ptr(color("Blue"))), "red, blue", ""},
		"no environment":          {"nothing was written", environment(nil), "", ""},
		"unknown environment":     {"nothing to look at yet", environment("unknown"), "", ""},
		"environment":             {"variables", environment(plan.Tree{"PILOT_X": "1", "a.b-c": "2"}), "", ""},
		"variable with a digit":   {"no container takes it", environment(plan.Tree{"1X": "1"}), `"1X"`, ""},
		"variable with an equals": {"no container takes it", environment(plan.Tree{"A=B": "1"}), `"A=B"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := judged(c.check)
			if c.wrong == "" {
				assert.Empty(t, got, c.reason)
				return
			}
			require.Len(t, got, 1, c.reason)
			assert.Contains(t, got[0].Message, c.wrong, c.reason)
			assert.Regexp(t, "; (write|raise) ", got[0].Message, "what to do")
			if c.path == "" {
				c.path = "path"
			}
			assert.Equal(t, c.path, got[0].Path, c.reason)
		})
	}
}
