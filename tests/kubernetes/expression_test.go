package kubernetes

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestWaitForExpressions(t *testing.T) {
	live := &unstructured.Unstructured{Object: map[string]any{
		"metadata": map[string]any{"generation": int64(2)},
		"webhooks": []any{map[string]any{"clientConfig": map[string]any{"caBundle": "Q0E="}}, map[string]any{}},
		"status": map[string]any{
			"phase": "Running", "count": int64(3), "map": map[string]any{"k": "v"}, "observedGeneration": int64(2),
			"conditions": []any{
				map[string]any{"type": "Ready", "status": "True"},
				map[string]any{"type": "Old", "status": "True", "observedGeneration": int64(1)},
			},
		},
	}}
	for expression, want := range map[string]bool{
		`jsonpath={.webhooks[0].clientConfig.caBundle}`:                 true,
		`jsonpath={$.webhooks[0].clientConfig.caBundle}`:                true,
		`jsonpath={ .webhooks[1].clientConfig.caBundle }`:               false,
		`jsonpath={.webhooks[7].clientConfig.caBundle}`:                 false,
		`jsonpath={.status.phase}=Running`:                              true,
		`jsonpath={.status.phase}=Pending`:                              false,
		`jsonpath={.status.count}=3`:                                    true,
		`jsonpath={.status.map}`:                                        true,
		`jsonpath={.status.map}=v`:                                      false,
		`jsonpath={.status.none}`:                                       false,
		`jsonpath={.status.conditions[?(@.type=="Ready")].status}=True`: true,
		`condition=Ready`:                                               true,
		`condition=ready`:                                               true,
		`condition=Ready=False`:                                         false,
		`condition=Old`:                                                 false,
		`condition=None`:                                                false,
		`["condition=Ready", "jsonpath={.status.phase}=Running"]`:       true,
		`["condition=Ready", "jsonpath={.status.phase}=Failed"]`:        false,
	} {
		rule, err := parseWaitFor(expression)
		require.NoError(t, err, expression)
		assert.Equal(t, want, rule(context.Background(), live).ready, expression)
	}
}

func TestWaitForWaitsForTheController(t *testing.T) {
	rule, err := parseWaitFor("jsonpath={.status.phase}=Running")
	require.NoError(t, err)
	live := &unstructured.Unstructured{Object: map[string]any{
		"metadata": map[string]any{"generation": int64(2)},
		"status":   map[string]any{"phase": "Running", "observedGeneration": int64(1)},
	}}
	assert.False(t, rule(context.Background(), live).ready)
}

func TestWaitForRejects(t *testing.T) {
	for _, expression := range []string{
		`{.status.phase}`, `jsonpath=.status.phase`, `jsonpath={.status.phase}=`, `jsonpath='{.status.phase}'=x`,
		`jsonpath={.a}=b=c`, `jsonpath={.a[}`, `[]`, `["ready"]`,
	} {
		_, err := parseWaitFor(expression)
		assert.Error(t, err, expression)
	}
}
