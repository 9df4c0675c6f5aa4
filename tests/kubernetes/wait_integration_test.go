package kubernetes

import (
	"context"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// widgets defines the kind of custom resource that the tests use.
func widgets() *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"metadata": map[string]any{"name": "widgets.example.com"},
		"spec": map[string]any{
			"group": "example.com", "scope": "Namespaced",
			"names": map[string]any{"kind": "Widget", "plural": "widgets"},
			"versions": []any{map[string]any{
				"name": "v1", "served": true, "storage": true,
				"subresources": map[string]any{"status": map[string]any{}},
				"schema": map[string]any{"openAPIV3Schema": map[string]any{
					"type": "object", "x-kubernetes-preserve-unknown-fields": true,
				}},
			}},
		},
	}}
}

func TestCustomResource(t *testing.T) {
	e := newEngine(t, nil)
	inputs := func(size float64, annotations map[string]any) resource.PropertyMap {
		m := metadata("default", "w", nil)
		if annotations != nil {
			m["annotations"] = annotations
		}
		return props(map[string]any{
			"apiVersion": "example.com/v1", "kind": "Widget", "metadata": m, "spec": map[string]any{"size": size},
		})
	}
	_, outputs, err := e.preview(widgetToken, "w", inputs(1, nil))
	require.NoError(t, err, "the kind may come with a chart")
	assert.NotContains(t, outputs, resource.PropertyKey(inputsKey))

	crds := e.client("apiextensions.k8s.io/v1", "CustomResourceDefinition", "")
	time.AfterFunc(time.Second, func() {
		_, _ = crds.Create(context.Background(), widgets(), metav1.CreateOptions{})
	})
	e.must("create", widgetToken, "w", inputs(1, nil))
	e.must("same", widgetToken, "w", inputs(1, nil))
	e.must("update", widgetToken, "w", inputs(2, nil))
	require.True(t, e.refresh(widgetToken, "w"))
	e.must("same", widgetToken, "w", inputs(2, nil))

	t.Run("waitFor", func(t *testing.T) {
		wait := map[string]any{waitFor: `condition=Ready`, timeoutSeconds: "2"}
		_, _, err := e.up(widgetToken, "w", inputs(3, wait))
		require.ErrorContains(t, err, "timed out waiting for the condition")
		op, _, err := e.preview(widgetToken, "w", inputs(3, wait))
		require.NoError(t, err)
		assert.Equal(t, "update", op, "what failed to become ready is tried again")
		widgetClient := e.client("example.com/v1", "Widget", "default")
		time.AfterFunc(500*time.Millisecond, func() {
			live, err := widgetClient.Get(context.Background(), "w", metav1.GetOptions{})
			if err == nil {
				live.Object["status"] = map[string]any{"conditions": []any{map[string]any{"type": "Ready", "status": "True"}}}
				_, _ = widgetClient.UpdateStatus(context.Background(), live, metav1.UpdateOptions{})
			}
		})
		e.must("update", widgetToken, "w", inputs(3, wait))
		assert.True(t, e.journal.has("Has no .status.conditions"))
	})

	require.NoError(t, crds.Delete(context.Background(), "widgets.example.com", metav1.DeleteOptions{}))
	require.Eventually(t, func() bool {
		_, err := crds.Get(context.Background(), "widgets.example.com", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	}, 30*time.Second, pollEvery)
	require.NoError(t, e.destroy(widgetToken, "w"), "with its kind the object is gone as well")
}

func TestCancelStopsAWait(t *testing.T) {
	e := newEngine(t, nil)
	inputs := props(map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap",
		"metadata": metadata("default", "never", map[string]any{"annotations": map[string]any{waitFor: "jsonpath={.data.x}"}}),
	})
	time.AfterFunc(time.Second, func() { _, _ = e.p.Cancel(context.Background(), nil) })
	began := time.Now()
	_, _, err := e.up(configMapToken, "cm", inputs)
	require.Error(t, err)
	assert.Less(t, time.Since(began), 10*time.Second)
	other := newEngine(t, nil)
	other.states = e.states
	require.NoError(t, other.destroy(configMapToken, "cm"))
}

func TestDeploymentIsAwaited(t *testing.T) {
	e := newEngine(t, nil)
	inputs := props(map[string]any{
		"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata("default", "web", nil),
		"spec": map[string]any{
			"replicas": 1.0,
			"selector": map[string]any{"matchLabels": map[string]any{"app": "web"}},
			"template": map[string]any{
				"metadata": map[string]any{"labels": map[string]any{"app": "web"}},
				"spec":     map[string]any{"containers": []any{map[string]any{"name": "c", "image": "none"}}},
			},
		},
	})
	outputs := e.must("create", deploymentToken, "web", inputs)
	assert.Equal(t, 1.0, outputs["status"].ObjectValue()["readyReplicas"].NumberValue())
	e.must("same", deploymentToken, "web", inputs)
	require.NoError(t, e.destroy(deploymentToken, "web"))
}
