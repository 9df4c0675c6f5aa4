package components

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// environment returns variables as the charts of istiod and ztunnel want them: they put each value between double quotes
// as it stands, so that a quote of its own would end it.
func environment(env pulumi.StringMapInput) any {
	switch env := plan.Plain(env).(type) {
	case plan.Tree:
		out := make(plan.Tree, len(env))
		for name, value := range env {
			out[name] = quoted(value)
		}
		return out
	case pulumi.Output:
		return env.ApplyT(func(v any) any {
			tree, ok := plan.Plain(v).(plan.Tree)
			if !ok {
				return v
			}
			out := map[string]any{}
			for name, value := range tree {
				out[name] = quoted(value)
			}
			return out
		})
	}
	return nil
}

// inQuotes makes a text what YAML reads as that text between double quotes.
var inQuotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

func quoted(value any) any {
	switch value := value.(type) {
	case string:
		return inQuotes.Replace(value)
	case pulumi.Output:
		return value.ApplyT(quoted)
	}
	return value
}
