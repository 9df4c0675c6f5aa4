package plan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// made returns a plan of objects (lower case) and releases (upper case), each with what it waits for.
func made(steps ...[]string) *plan.Plan {
	p := plan.New()
	for _, s := range steps {
		if s[0] >= "A" && s[0] <= "Z" {
			p.AddRelease(&plan.Release{ID: s[0], After: s[1:]})
			continue
		}
		p.AddObject(&plan.Object{ID: s[0], After: s[1:]})
	}
	return p
}

func TestSteps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		steps  [][]string
		want   []string
	}{
		"empty":           {"nothing planned, nothing done", nil, nil},
		"independent":     {"objects before releases, each in the order they were added", [][]string{{"B"}, {"b"}, {"A"}, {"a"}}, []string{"b", "a", "B", "A"}},
		"chain":           {"what is waited for comes first, whatever the order of adding", [][]string{{"C", "B"}, {"B", "a"}, {"a"}}, []string{"a", "B", "C"}},
		"object after":    {"an object may wait for a release", [][]string{{"a", "B"}, {"B"}}, []string{"B", "a"}},
		"diamond":         {"once, though two wait for it", [][]string{{"D", "B", "C"}, {"B", "a"}, {"C", "a"}, {"a"}}, []string{"a", "B", "C", "D"}},
		"the same twice":  {"waiting twice for the same is waiting", [][]string{{"B", "a", "a"}, {"a"}}, []string{"a", "B"}},
		"stable branches": {"the order of After decides between equals", [][]string{{"z", "y", "x"}, {"x"}, {"y"}}, []string{"y", "x", "z"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 3 { // no order of a map may show
				steps, err := made(c.steps...).Steps()
				require.NoError(t, err, c.reason)
				var got []string
				for _, s := range steps {
					got = append(got, s.ID())
					assert.NotEqual(t, s.Release == nil, s.Object == nil, "a step is one of the two")
				}
				assert.Equal(t, c.want, got, c.reason)
			}
		})
	}
}

func TestStepsRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		steps  [][]string
		names  []string
	}{
		"unknown id":       {"a name that nobody has would never be waited for", [][]string{{"a", "nobody"}}, []string{"a", "nobody"}},
		"repeated id":      {"two children would get the same name", [][]string{{"a"}, {"a"}}, []string{"a"}},
		"cycle of one":     {"it would wait for itself", [][]string{{"a", "a"}}, []string{"a"}},
		"cycle":            {"they would wait for each other", [][]string{{"a", "B"}, {"B", "C"}, {"C", "a"}}, []string{"a"}},
		"cycle behind one": {"also behind a step that isn't in it", [][]string{{"a", "b"}, {"b", "c"}, {"c", "b"}}, []string{"b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps, err := made(c.steps...).Steps()
			require.Error(t, err, c.reason)
			assert.Empty(t, steps, "half an order is none")
			for _, n := range c.names {
				assert.ErrorContains(t, err, `"`+n+`"`, "the error names the step")
			}
		})
	}
}

func TestRepeatedIDAcrossKinds(t *testing.T) {
	t.Parallel()
	p := plan.New()
	p.AddObject(&plan.Object{ID: "istiod"})
	p.AddRelease(&plan.Release{ID: "istiod"})
	_, err := p.Steps()
	assert.ErrorContains(t, err, `"istiod"`, "an object and a release share the names")
}

func TestHasAndRelease(t *testing.T) {
	t.Parallel()
	p := made([]string{"A"}, []string{"b"})
	assert.True(t, p.Has("A"), "releases are looked at")
	assert.True(t, p.Has("b"), "objects are looked at")
	assert.False(t, p.Has("c"), "nobody added it")
}
