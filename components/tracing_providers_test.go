package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestMeshConfigKeepsOurProviders(t *testing.T) {
	t.Parallel()
	ours := func() plan.Tree {
		return plan.Tree{"a": 1, extensionProviders: []any{plan.Tree{"name": tracingProvider, "opentelemetry": plan.Tree{"service": "x", "port": 4317}}}}
	}
	theirs := map[string]any{"name": "authz", "envoyExtAuthzGrpc": map[string]any{"service": "y"}}
	headers := map[string]any{"name": tracingProvider, "opentelemetry": map[string]any{"resourceDetectors": map[string]any{"environment": map[string]any{}}}}
	own := map[string]any{"name": tracingProvider, "opentelemetry": map[string]any{"service": "x", "port": 4317}}
	merged := map[string]any{"name": tracingProvider, "opentelemetry": map[string]any{"service": "x", "port": 4317, "resourceDetectors": map[string]any{"environment": map[string]any{}}}}
	list := func(of ...any) []any { return of }
	for name, c := range map[string]struct {
		reason string
		user   any
		want   []any
	}{
		"none":            {"nothing to join", map[string]any{"b": 1}, list(own)},
		"another":         {"Helm would replace the list, and tracing would be gone without a word", map[string]any{extensionProviders: list(theirs)}, list(own, theirs)},
		"the same":        {"an escape hatch into ours", map[string]any{extensionProviders: list(headers)}, list(merged)},
		"both":            {"", map[string]any{extensionProviders: list(theirs, headers)}, list(merged, theirs)},
		"null":            {"the argument tracing says what is there", map[string]any{extensionProviders: nil}, list(own)},
		"list is late":    {"joined when it is known", map[string]any{extensionProviders: pulumi.ToOutput(list(theirs))}, list(own, theirs)},
		"config is late":  {"the same", pulumi.ToOutput(map[string]any{extensionProviders: list(headers, theirs), "b": 1}), list(merged, theirs)},
		"secret config":   {"the same", pulumi.ToSecret(map[string]any{extensionProviders: list(theirs)}), list(own, theirs)},
		"late, without":   {"", pulumi.ToOutput(map[string]any{"b": 1}), list(own)},
		"late and null":   {"", pulumi.ToOutput(nil), list(own)},
		"service is late": {"a leaf of theirs stays what it is", map[string]any{extensionProviders: list(map[string]any{"name": "z", "zipkin": map[string]any{"service": late("q")}})}, list(own, map[string]any{"name": "z", "zipkin": map[string]any{"service": "q"}})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _ := plan.Await(t.Context(), pulumi.ToOutput(plan.Input(mergeMeshConfig(ours(), c.user))))
			tree, _ := got.(plan.Tree)
			assert.Equal(t, 1, tree["a"], "the rest stays")
			assert.Equal(t, plan.Plain(c.want), tree[extensionProviders], c.reason)
		})
	}
}

func TestMeshConfigWithoutProvidersIsMergedAsEver(t *testing.T) {
	t.Parallel()
	user := map[string]any{"a": 2, extensionProviders: []any{map[string]any{"name": "x"}}}
	assert.Equal(t, plan.Merge(plan.Tree{"a": 1}, user), mergeMeshConfig(plan.Tree{"a": 1}, user))
}

func TestMeshConfigSecretsStaySecret(t *testing.T) {
	t.Parallel()
	ours := plan.Tree{extensionProviders: []any{plan.Tree{"name": tracingProvider}}}
	out := mergeMeshConfig(ours, pulumi.ToSecret(map[string]any{"a": 1}))
	_, open := plan.AwaitOpen(t.Context(), plan.Input(out))
	assert.False(t, open)
}
