package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// joinedTestLists are one list of each sort.
var joinedTestLists = joinedLists{
	"pod.env":     {unique: []string{"name"}, taken: []any{"chart"}, remedy: "call it otherwise"},
	"ports":       {unique: []string{"port", "name"}, remedy: "leave it out"},
	"pullSecrets": {unique: []string{"name"}},
	"empty":       {unique: []string{"name"}, remedy: "call it otherwise"},
}

func joinedOurs() plan.Tree {
	return plan.Tree{
		"pod":         plan.Tree{"env": []any{plan.Tree{"name": "OURS", "value": "1"}}, "replicas": 1},
		"ports":       []any{plan.Tree{"name": "http", "port": 80}},
		"pullSecrets": []any{plan.Tree{"name": "mirror"}},
		"other":       []any{1},
	}
}

func named(name string) map[string]any { return map[string]any{"name": name} }

func listOf(items ...any) []any { return items }

func TestJoinedListsKeepOurs(t *testing.T) {
	t.Parallel()
	env := func(list any) map[string]any { return map[string]any{"pod": map[string]any{"env": list}} }
	own, theirs := plan.Tree{"name": "OURS", "value": "1"}, plan.Tree{"name": "THEIRS"}
	for name, c := range map[string]struct {
		reason string
		user   *freeform.Map
		at     []string
		want   any
	}{
		"none":            {"nothing to join", nil, []string{"pod", "env"}, listOf(own)},
		"another":         {"Helm would replace the list, and the credentials would be gone", tree(env(listOf(named("THEIRS")))), []string{"pod", "env"}, listOf(own, theirs)},
		"null":            {"it removes nothing, as ours is of other arguments", tree(env(nil)), []string{"pod", "env"}, listOf(own)},
		"a field beside":  {"the rest is merged as ever", tree(map[string]any{"pod": map[string]any{"replicas": 2}}), []string{"pod", "replicas"}, 2},
		"a list of no":    {"other lists are replaced as ever", tree(map[string]any{"other": listOf(2)}), []string{"other"}, listOf(2)},
		"nothing of ours": {"a list that we don't need is theirs", tree(map[string]any{"empty": listOf(named("THEIRS"))}), []string{"empty"}, listOf(theirs)},
		"the same, harmless": {
			"a pull secret that both name is named once", tree(map[string]any{"pullSecrets": listOf(named("mirror"), named("vendor"))}),
			[]string{"pullSecrets"}, listOf(plan.Tree{"name": "mirror"}, plan.Tree{"name": "vendor"}),
		},
		"the list is late": {
			"joined when it is known", &freeform.Map{Plain: map[string]any{"pod": map[string]any{}}, Leaves: map[string]pulumi.Input{"/pod/env": pulumi.ToOutput(listOf(named("THEIRS")))}},
			[]string{"pod", "env"}, listOf(own, theirs),
		},
		"the map around is late": {
			"the same", &freeform.Map{Leaves: map[string]pulumi.Input{"/pod": pulumi.ToOutput(map[string]any{"env": listOf(named("THEIRS"))})}},
			[]string{"pod", "env"}, listOf(own, theirs),
		},
		"all of it is late": {
			"the same", &freeform.Map{Leaves: map[string]pulumi.Input{"": pulumi.ToOutput(env(listOf(named("THEIRS"))))}},
			[]string{"pod", "env"}, listOf(own, theirs),
		},
		"late and null": {"it removes nothing, either", &freeform.Map{Leaves: map[string]pulumi.Input{"": pulumi.ToOutput(nil)}}, []string{"pod", "env"}, listOf(own)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &check.Findings{}
			joinedTestLists.check(f, "spec", joinedOurs(), c.user)
			assert.Empty(t, f.Errors())
			got, _ := plan.Await(t.Context(), pulumi.ToOutput(plan.Input(joinedTestLists.merge("spec", joinedOurs(), c.user))))
			assert.Equal(t, plan.Plain(c.want), valueAt(got, c.at...), c.reason)
			assert.NotNil(t, valueAt(got, "ports"), "the rest stays")
		})
	}
}

// An item that is unknown or secret stays an item, and doesn't take the list with it.
func TestJoinedListsKeepWhatIsLate(t *testing.T) {
	t.Parallel()
	user := &freeform.Map{
		Plain:  map[string]any{"pod": map[string]any{"env": listOf(named("THEIRS"), nil)}},
		Leaves: map[string]pulumi.Input{"/pod/env/0/value": kialiHidden("hush"), "/pod/env/1": pulumi.UnsafeUnknownOutput(nil)},
	}
	merged := joinedTestLists.merge("spec", joinedOurs(), user)
	list, _ := valueAt(merged, "pod", "env").([]any)
	require.Len(t, list, 3)
	assert.True(t, plan.IsSecret(t.Context(), valueAt(list[1], "value").(pulumi.Input)))
	_, known := plan.Await(t.Context(), list[2].(pulumi.Input))
	assert.False(t, known)

	for name, leaves := range map[string]map[string]pulumi.Input{
		"the list":  {"/pod/env": pulumi.ToSecret(listOf(named("THEIRS")))},
		"the map":   {"/pod": pulumi.ToSecret(map[string]any{"env": listOf(named("THEIRS"))})},
		"all of it": {"": pulumi.ToSecret(map[string]any{"pod": map[string]any{"env": listOf(named("THEIRS"))}})},
	} {
		out := joinedTestLists.merge("spec", joinedOurs(), &freeform.Map{Plain: map[string]any{"pod": map[string]any{}}, Leaves: leaves})
		node := plan.Plain(out)
		for _, key := range []string{"pod", "env"} {
			if in, isTree := node.(plan.Tree); isTree {
				node = plan.Plain(in[key])
			}
		}
		in, late := node.(pulumi.Input)
		require.True(t, late, name)
		assert.True(t, plan.IsSecret(t.Context(), in), name)
	}
}

func TestJoinedListsRefuseWhatIsOurs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason       string
		user         map[string]any
		path, remedy string
	}{
		"name":         {"which of two variables wins isn't plain", map[string]any{"pod": map[string]any{"env": listOf(named("A"), named("OURS"))}}, "spec.pod.env[1].name", "call it otherwise"},
		"the chart's":  {"two volumes of a name are refused", map[string]any{"pod": map[string]any{"env": listOf(named("chart"))}}, "spec.pod.env[0].name", "call it otherwise"},
		"number":       {"numbers come as floats", map[string]any{"ports": listOf(map[string]any{"name": "x", "port": 80.0})}, "spec.ports[0].port", "leave it out"},
		"second field": {"a Service has a name once", map[string]any{"ports": listOf(map[string]any{"name": "http", "port": 81.0})}, "spec.ports[0].name", "leave it out"},
		"no list":      {"it would add nothing", map[string]any{"ports": map[string]any{"port": 81.0}}, "spec.ports", "write one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &check.Findings{}
			joinedTestLists.check(f, "spec", joinedOurs(), tree(c.user))
			require.Len(t, f.Errors(), 1, c.reason)
			assert.Equal(t, c.path, f.Errors()[0].Path)
			assert.Contains(t, f.Errors()[0].Message, c.remedy)

			late := joinedTestLists.merge("spec", joinedOurs(), &freeform.Map{Leaves: map[string]pulumi.Input{"": pulumi.ToOutput(c.user)}})
			_, err := internals.UnsafeAwaitOutput(t.Context(), pulumi.ToOutput(plan.Input(late)))
			require.Error(t, err, "also where it is known later")
			assert.Contains(t, err.Error(), c.path)
		})
	}
}
