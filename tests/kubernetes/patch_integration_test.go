package kubernetes

import (
	"context"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestNamespacePatchGivesItsLabelsBack(t *testing.T) {
	e := newEngine(t, nil)
	e.must("create", namespaceToken, "ns", namespaceInputs("patched", map[string]any{"own": "1"}))
	patch := namespaceInputs("patched", map[string]any{"istio-injection": "enabled"})
	_, outputs, err := e.preview(namespaceToken+"Patch", "p", patch)
	require.NoError(t, err)
	assert.NotContains(t, outputs, resource.PropertyKey(inputsKey), "a preview of a new patch doesn't ask the server")
	e.must("create", namespaceToken+"Patch", "p", patch)
	e.must("same", namespaceToken+"Patch", "p", patch)
	e.must("same", namespaceToken, "ns", namespaceInputs("patched", map[string]any{"own": "1"}))

	changed := namespaceInputs("patched", map[string]any{"istio.io/rev": "canary"})
	e.must("update", namespaceToken+"Patch", "p", changed)
	require.True(t, e.refresh(namespaceToken+"Patch", "p"))
	e.must("same", namespaceToken+"Patch", "p", changed)
	labels := e.live("v1", "Namespace", "", "patched").GetLabels()
	assert.Equal(t, "canary", labels["istio.io/rev"])
	assert.NotContains(t, labels, "istio-injection")

	require.NoError(t, e.destroy(namespaceToken+"Patch", "p"))
	labels = e.live("v1", "Namespace", "", "patched").GetLabels()
	assert.NotContains(t, labels, "istio.io/rev")
	assert.Equal(t, "1", labels["own"])
	require.NoError(t, e.destroy(namespaceToken, "ns"))
}

func TestConfigMapPatchCreatesAndLeavesAnEmptyObject(t *testing.T) {
	e := newEngine(t, nil)
	token := configMapToken + "Patch"
	e.must("create", token, "p", configMapInputs("default", "absent", map[string]any{"k": "1"}))
	before := e.live("v1", "ConfigMap", "default", "absent")
	require.NotNil(t, before)
	e.must("update", token, "p", configMapInputs("default", "absent", map[string]any{"k": "2"}))
	assert.Equal(t, before.GetUID(), e.live("v1", "ConfigMap", "default", "absent").GetUID(), "changed in place")
	require.NoError(t, e.destroy(token, "p"))
	left := e.live("v1", "ConfigMap", "default", "absent")
	require.NotNil(t, left)
	assert.NotContains(t, left.Object, "data")
	require.NoError(t, e.client("v1", "ConfigMap", "default").Delete(context.Background(), "absent", metav1.DeleteOptions{}))
}

func TestPatchConflict(t *testing.T) {
	e := newEngine(t, nil)
	e.must("create", namespaceToken, "ns", namespaceInputs("contested", map[string]any{"team": "a"}))
	token := namespaceToken + "Patch"
	patch := namespaceInputs("contested", map[string]any{"team": "b"})
	_, _, err := e.up(token, "p", patch)
	require.ErrorContains(t, err, "conflict")
	patch["metadata"].ObjectValue()["annotations"] = resource.NewPropertyValue(map[string]any{
		patchForce: "true", patchFieldManager: "meshstack",
	})
	outputs := e.must("create", token, "p", patch)
	assert.Equal(t, "meshstack", outputs[fieldManagerKey].StringValue())
	assert.Equal(t, "b", e.live("v1", "Namespace", "", "contested").GetLabels()["team"])
	require.NoError(t, e.destroy(namespaceToken, "ns"))
}

func TestPatchNeedsAName(t *testing.T) {
	e := newEngine(t, nil)
	_, _, err := e.up(configMapToken+"Patch", "p", props(map[string]any{"apiVersion": "v1", "kind": "ConfigMap"}))
	assert.ErrorContains(t, err, ".metadata.name")
}

func TestWebhookBarrier(t *testing.T) {
	e := newEngine(t, nil)
	client := e.client("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "")
	config := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration",
		"metadata": map[string]any{"name": "barrier"},
		"webhooks": []any{map[string]any{
			"name": "a.example.com", "admissionReviewVersions": []any{"v1"}, "sideEffects": "None",
			"clientConfig": map[string]any{"url": "https://127.0.0.1:1/"},
		}},
	}}
	_, err := client.Create(context.Background(), config, metav1.CreateOptions{})
	require.NoError(t, err)
	inputs := props(map[string]any{
		"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration",
		"metadata": metadata("", "barrier", map[string]any{"annotations": map[string]any{
			waitFor: "jsonpath={.webhooks[0].clientConfig.caBundle}", timeoutSeconds: "20",
		}}),
	})
	time.AfterFunc(time.Second, func() {
		_, _ = client.Patch(context.Background(), "barrier", "application/json-patch+json",
			[]byte(`[{"op":"add","path":"/webhooks/0/clientConfig/caBundle","value":"LS0t"}]`), metav1.PatchOptions{})
	})
	began := time.Now()
	e.must("create", webhookToken+"Patch", "barrier", inputs)
	assert.Greater(t, time.Since(began), 900*time.Millisecond)
	assert.True(t, e.journal.has("{.webhooks[0].clientConfig.caBundle} selected nothing"))
	e.must("same", webhookToken+"Patch", "barrier", inputs)
	require.NoError(t, e.destroy(webhookToken+"Patch", "barrier"))
	left := e.live("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "", "barrier")
	require.NotNil(t, left)
	assert.NotContains(t, left.GetAnnotations(), waitFor)
	require.NoError(t, client.Delete(context.Background(), "barrier", metav1.DeleteOptions{}))
}

func TestDeletedPatchBringsAGoneObjectBackEmpty(t *testing.T) {
	e := newEngine(t, nil)
	token := configMapToken + "Patch"
	e.must("create", token, "p", configMapInputs("default", "ghost", map[string]any{"k": "1"}))
	client := e.client("v1", "ConfigMap", "default")
	require.NoError(t, client.Delete(context.Background(), "ghost", metav1.DeleteOptions{}))
	require.NoError(t, e.destroy(token, "p"))
	require.NotNil(t, e.live("v1", "ConfigMap", "default", "ghost"), "an odd habit of the released plugin")
	require.NoError(t, client.Delete(context.Background(), "ghost", metav1.DeleteOptions{}))
}
