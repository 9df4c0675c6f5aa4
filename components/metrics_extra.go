package components

import (
	"context"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/prometheus"
)

// What users add to generated lists (jobs, rule groups) comes as maps, as a text, or as both. Checks see what is known and no
// secret; what is written keeps all of it.

// openList returns the maps as plain data, with prometheus.Unknown for what is unknown or secret.
func openList(ctx context.Context, list []*freeform.Map) []any {
	var out []any
	for _, entry := range list {
		out = append(out, openData(ctx, mapValue(entry)))
	}
	return out
}

func mapValue(m *freeform.Map) any {
	if m == nil {
		return map[string]any{}
	}
	return m.Value()
}

func openData(ctx context.Context, v any) any {
	switch v := plan.Plain(v).(type) {
	case plan.Tree:
		out := make(map[string]any, len(v))
		for key, e := range v {
			out[key] = openData(ctx, e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = openData(ctx, e)
		}
		return out
	case pulumi.Input:
		value, known := plan.AwaitOpen(ctx, v)
		if _, still := value.(pulumi.Input); !known || still {
			return prometheus.Unknown{}
		}
		return openData(ctx, value)
	default:
		return v
	}
}

// openText returns the entries of a text, and whether they can be looked at; a text that is no list is reported as id.
func openText(ctx context.Context, f *check.Findings, id check.ID, path string, text pulumi.StringPtrInput) ([]any, bool) {
	if text == nil {
		return nil, false
	}
	value, known := plan.AwaitOpen(ctx, text)
	written, ok := value.(string)
	if !known || !ok {
		return nil, false
	}
	entries, _, err := prometheus.ParseList(written)
	if err != nil {
		f.Report(id, path, "%v", err)
		return nil, false
	}
	return entries, true
}

// extraInput is the list of maps, with every Input in it.
func extraInput(list []*freeform.Map) pulumi.Input {
	out := pulumi.Array{}
	for _, entry := range list {
		out = append(out, plan.Input(mapValue(entry)))
	}
	return out.ToArrayOutput()
}

func textInput(text pulumi.StringPtrInput) pulumi.Input {
	if text == nil {
		return pulumi.String("")
	}
	return text
}

// withExtra appends resolved maps and the entries of a resolved text to generated entries.
func withExtra(generated []any, list, text any) ([]any, error) {
	out := slices.Clone(generated)
	maps, _ := plan.ToGo(plan.Plain(list)).([]any)
	out = append(out, maps...)
	written, _ := plan.Plain(text).(string)
	_, nodes, err := prometheus.ParseList(written)
	if err != nil {
		return nil, err
	}
	return append(out, nodes), nil
}
