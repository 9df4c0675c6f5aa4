package children

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestNullValues(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reason string
		values any
		want   string
	}{
		{"nothing to remove", plan.Tree{"a": 1, "b": plan.Tree{"c": "x"}}, ""},
		{"a null, deep down, without its siblings", plan.Tree{"a": plan.Tree{"b": nil, "c": 1}, "d": nil}, "a:\n  b: null\nd: null\n"},
		{"a list keeps its own nulls, as Helm replaces it whole", plan.Tree{"a": []any{nil, 1}}, ""},
		{"values that are known later", pulumi.Map{}.ToMapOutput(), ""},
	} {
		files, err := nullValues(tc.values)
		require.NoError(t, err)
		if tc.want == "" {
			assert.Empty(t, files, tc.reason)
			continue
		}
		require.Len(t, files, 1, tc.reason)
		assert.Equal(t, tc.want, files[0].(pulumi.Asset).Text(), tc.reason)
	}
}
