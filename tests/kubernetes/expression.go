package kubernetes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/util/jsonpath"
)

// parseWaitFor reads the waitFor annotation: one expression, or a JSON list of expressions that must all hold at once.
func parseWaitFor(annotation string) (rule, error) {
	var expressions []string
	if err := json.Unmarshal([]byte(annotation), &expressions); err != nil {
		expressions = []string{annotation}
	}
	if len(expressions) == 0 {
		return nil, errors.New("at least one condition must be specified")
	}
	rules := make([]rule, 0, len(expressions))
	for _, e := range expressions {
		r, err := parseExpression(e)
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	return all(rules), nil
}

// all holds when every rule does; else it says what the first one that doesn't says.
func all(rules []rule) rule {
	return func(ctx context.Context, live *unstructured.Unstructured) verdict {
		for _, r := range rules {
			if v := r(ctx, live); !v.ready {
				return v
			}
		}
		return verdict{ready: true}
	}
}

func parseExpression(expression string) (rule, error) {
	if path, ok := strings.CutPrefix(expression, "jsonpath="); ok {
		return parseJSONPath(path)
	}
	if condition, ok := strings.CutPrefix(expression, "condition="); ok {
		name, status, ok := strings.Cut(condition, "=")
		if !ok {
			status = "True"
		}
		return hasCondition(name, status), nil
	}
	return nil, fmt.Errorf(`expected a "jsonpath=" or "condition=" prefix, got %q`, expression)
}

// parseJSONPath reads {path} or {path}=value, the path with or without a leading $.
func parseJSONPath(expression string) (rule, error) {
	path, want, hasValue, err := splitValue(expression)
	if err != nil {
		return nil, err
	}
	if hasValue && want == "" {
		return nil, fmt.Errorf("%s= requires a value", path)
	}
	if strings.HasPrefix(path, "'") && strings.HasSuffix(path, "'") {
		return nil, fmt.Errorf("%s should omit shell quotes", path)
	}
	open, end := strings.Index(path, "{"), strings.LastIndex(path, "}")
	if open < 0 || end < open {
		return nil, fmt.Errorf("%s should be wrapped in brackets { ... }", path)
	}
	inner := strings.TrimSpace(path[open+1 : end])
	if !strings.HasPrefix(inner, "$") {
		inner = "$" + inner
	}
	compiled := jsonpath.New(path).AllowMissingKeys(true)
	if err := compiled.Parse("{" + inner + "}"); err != nil {
		return nil, fmt.Errorf("parsing %q: %w", path, err)
	}
	shown := path
	if want != "" {
		shown += "=" + want
	}
	return func(_ context.Context, live *unstructured.Unstructured) verdict {
		return matchPath(compiled, live, path, want, shown)
	}, nil
}

// splitValue splits an expression at its one "=", which must not be half of a "==" inside the path.
func splitValue(expression string) (path, value string, hasValue bool, err error) {
	cut := -1
	for i := 0; i < len(expression); i++ {
		if expression[i] != '=' {
			continue
		}
		if i+1 < len(expression) && expression[i+1] == '=' {
			i++
			continue
		}
		if cut >= 0 {
			return "", "", false, fmt.Errorf("format should be {.path}=value or {.path}, got %q", expression)
		}
		cut = i
	}
	if cut < 0 {
		return expression, "", false, nil
	}
	return expression[:cut], expression[cut+1:], true, nil
}

// matchPath compares the first value that the path selects; without a wanted value any will do, even an empty one.
func matchPath(path *jsonpath.JSONPath, live *unstructured.Unstructured, raw, want, shown string) verdict {
	if !observed(live, live.Object) {
		return verdict{}
	}
	found, ok := selectFirst(path, live.Object)
	if !ok {
		return verdict{message: raw + " selected nothing"}
	}
	if want == "" {
		return verdict{ready: true}
	}
	switch v := found.(type) {
	case []any, map[string]any:
		return verdict{
			message: "Waiting for " + shown,
			err:     fmt.Errorf("%q has a non-primitive value (%v)", raw, v),
		}
	}
	got := fmt.Sprint(found)
	return verdict{ready: got == want, message: fmt.Sprintf("Waiting for %s (found %q)", shown, got)}
}

// selectFirst returns the first value that a path selects. An index beyond a list's end selects nothing, as in RFC 9535;
// client-go calls it an error.
func selectFirst(path *jsonpath.JSONPath, object map[string]any) (any, bool) {
	results, err := path.FindResults(object)
	if err != nil {
		return nil, false
	}
	for _, result := range results {
		for _, v := range result {
			if v.IsValid() {
				return v.Interface(), true
			}
		}
	}
	return nil, false
}

// hasCondition holds when the object's status has a condition of that name and status, letter case aside.
func hasCondition(name, want string) rule {
	return func(_ context.Context, live *unstructured.Unstructured) verdict {
		conditions, found, err := unstructured.NestedSlice(live.Object, "status", "conditions")
		if err != nil {
			return verdict{err: err}
		}
		if !found {
			return verdict{message: "Has no .status.conditions"}
		}
		for _, c := range conditions {
			condition, _ := c.(map[string]any)
			kind, _, _ := unstructured.NestedString(condition, "type")
			status, ok, _ := unstructured.NestedString(condition, "status")
			if !ok || !strings.EqualFold(kind, name) {
				continue
			}
			holder := live.Object
			if _, ok := condition["observedGeneration"]; ok {
				holder = map[string]any{"status": condition}
			}
			if !observed(live, holder) {
				return verdict{message: "the condition is older than the object"}
			}
			return verdict{
				ready:   strings.EqualFold(status, want),
				message: fmt.Sprintf("Resource has condition %s=%s (want %s)", name, status, want),
			}
		}
		return verdict{}
	}
}

// observed says whether the status in holder, if it says so at all, is about the object's present generation.
func observed(live *unstructured.Unstructured, holder map[string]any) bool {
	seen, ok, _ := unstructured.NestedInt64(holder, "status", "observedGeneration")
	return !ok || seen >= live.GetGeneration()
}
