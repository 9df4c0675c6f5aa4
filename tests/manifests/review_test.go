package manifests

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestReview(t *testing.T) {
	t.Parallel()
	entry := Reviewed{
		What: "e", Inputs: []string{"demo"}, Objects: []string{"Service/*/*"},
		Fields: []Field{At("spec.*.port", int64(1), nil)},
	}
	right := Difference{"Service/ns/a", "spec.x.port", int64(1), nil}
	tests := []struct {
		input              string
		found              Difference
		unexplained, stale int
		reason             string
	}{
		{"demo", right, 0, 0, "input, object, path and values fit"},
		{"default", right, 1, 3, "another input"},
		{"demo", Difference{"Secret/ns/a", "spec.x.port", int64(1), nil}, 1, 3, "another object"},
		{"demo", Difference{"Service/ns/a", "spec.x.name", int64(1), nil}, 1, 3, "another path"},
		{"demo", Difference{"Service/ns/a", "spec.x.port.y", int64(1), nil}, 1, 3, "a deeper path"},
		{"demo", Difference{"Service/ns/a", "spec.x.port", int64(2), nil}, 1, 3, "another value of ours"},
		{"demo", Difference{"Service/ns/a", "spec.x.port", int64(1), int64(3)}, 1, 3, "a value of theirs where none was"},
	}
	for _, tc := range tests {
		got := Review([]Reviewed{entry}, map[string][]Difference{tc.input: {tc.found}})
		assert.Len(t, got.Unexplained, tc.unexplained, tc.reason)
		assert.Len(t, got.Stale, tc.stale, tc.reason)
	}
}

// What explains an input, and what is wrong, in the words that people get.
func TestVerdict(t *testing.T) {
	t.Parallel()
	entries := []Reviewed{
		{What: "sizes", Objects: []string{"Deployment/*/*", "DaemonSet/*/*"}, Fields: []Field{At("spec.size", Some, Maybe)}},
		{What: "objects", Inputs: []string{"b"}, Objects: []string{"Role/*/*"}, Fields: []Field{At("", nil, Some)}},
	}
	got := Review(entries, map[string][]Difference{
		"a": {{"Deployment/ns/x", "spec.size", int64(1), nil}, {"Role/ns/x", "", nil, m{"kind": "Role"}}},
		"b": {{"Role/ns/x", "", nil, m{"kind": "Role"}}, {"Deployment/ns/x", "spec.size", "1", int64(2)}},
	})
	assert.Equal(t, Verdict{
		Unexplained: []string{"a: Role/ns/x \n\tMeshStack: nothing\n\tistioctl:  {\"kind\":\"Role\"}"},
		By:          map[string][]int{"a": {0}, "b": {1, 0}},
		Stale:       []string{`"sizes": object DaemonSet/*/*`},
	}, got)
}

func TestWildcards(t *testing.T) {
	t.Parallel()
	tests := []struct {
		want, got any
		fits      bool
		reason    string
	}{
		{Some, "x", true, "any value"},
		{Some, nil, false, "there must be one"},
		{Maybe, "x", true, "any value"},
		{Maybe, nil, true, "or none"},
		{nil, nil, true, "nothing is nothing"},
		{nil, "x", false, "nothing is no wildcard"},
		{"some", "x", false, "a text is what it says"},
		{m{"a": list{"x"}}, m{"a": list{"x"}}, true, "whole trees"},
		{int64(1), 1.0, false, "whole numbers are int64"},
	}
	for _, tc := range tests {
		assert.Equal(t, tc.fits, fits(tc.want, tc.got), tc.reason)
	}
}
