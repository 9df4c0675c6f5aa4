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
	"k8s.io/client-go/dynamic"
)

const (
	namespaceToken  = "kubernetes:core/v1:Namespace"
	configMapToken  = "kubernetes:core/v1:ConfigMap"
	secretToken     = "kubernetes:core/v1:Secret"
	widgetToken     = "kubernetes:example.com/v1:Widget"
	webhookToken    = "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfiguration"
	deploymentToken = "kubernetes:apps/v1:Deployment"
)

// metadata is a metadata block.
func metadata(namespace, name string, more map[string]any) map[string]any {
	m := map[string]any{"name": name}
	if namespace != "" {
		m["namespace"] = namespace
	}
	for key, v := range more {
		m[key] = v
	}
	return m
}

func namespaceInputs(name string, labels map[string]any) resource.PropertyMap {
	m := metadata("", name, nil)
	if labels != nil {
		m["labels"] = labels
	}
	return props(map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": m})
}

func configMapInputs(namespace, name string, data map[string]any) resource.PropertyMap {
	m := map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(namespace, name, nil)}
	if data != nil {
		m["data"] = data
	}
	return props(m)
}

// live returns an object as the API server has it, or nil when it has none.
func (e *engine) live(apiVersion, kind, namespace, name string) *unstructured.Unstructured {
	e.t.Helper()
	obj, err := e.client(apiVersion, kind, namespace).Get(context.Background(), name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	require.NoError(e.t, err)
	return obj
}

func (e *engine) client(apiVersion, kind, namespace string) dynamic.ResourceInterface {
	e.t.Helper()
	obj := &unstructured.Unstructured{}
	obj.SetAPIVersion(apiVersion)
	obj.SetKind(kind)
	obj.SetNamespace(namespace)
	client, err := e.p.cluster.client(obj)
	require.NoError(e.t, err)
	return client
}

func TestNamespaceLifecycle(t *testing.T) {
	e := newEngine(t, nil)
	op, previewed, err := e.preview(namespaceToken, "ns", namespaceInputs("lifecycle", nil))
	require.NoError(t, err)
	assert.Equal(t, "create", op)
	assert.NotContains(t, previewed, resource.PropertyKey("status"), "a dry run's status is not the real one")
	assert.Nil(t, e.live("v1", "Namespace", "", "lifecycle"))

	outputs := e.must("create", namespaceToken, "ns", namespaceInputs("lifecycle", nil))
	assert.NotEmpty(t, outputs["metadata"].ObjectValue()["uid"].StringValue())
	e.must("same", namespaceToken, "ns", namespaceInputs("lifecycle", nil))
	require.True(t, e.refresh(namespaceToken, "ns"))
	e.must("same", namespaceToken, "ns", namespaceInputs("lifecycle", nil))

	labels := map[string]any{"istio-injection": "enabled"}
	op, _, err = e.preview(namespaceToken, "ns", namespaceInputs("lifecycle", labels))
	require.NoError(t, err)
	assert.Equal(t, "update", op)
	e.must("update", namespaceToken, "ns", namespaceInputs("lifecycle", labels))
	assert.Equal(t, "enabled", e.live("v1", "Namespace", "", "lifecycle").GetLabels()["istio-injection"])
	e.must("update", namespaceToken, "ns", namespaceInputs("lifecycle", nil))
	assert.NotContains(t, e.live("v1", "Namespace", "", "lifecycle").GetLabels(), "istio-injection")

	require.NoError(t, e.destroy(namespaceToken, "ns"))
	assert.Nil(t, e.live("v1", "Namespace", "", "lifecycle"), "deletion waits until it is gone")
}

func TestDriftShowsAfterRefresh(t *testing.T) {
	e := newEngine(t, nil)
	labels := map[string]any{"mine": "1"}
	e.must("create", namespaceToken, "ns", namespaceInputs("drift", labels))
	live := e.live("v1", "Namespace", "", "drift")
	live.SetLabels(map[string]string{"mine": "2", "theirs": "1"})
	_, err := e.client("v1", "Namespace", "").Update(context.Background(), live, metav1.UpdateOptions{})
	require.NoError(t, err)
	e.must("same", namespaceToken, "ns", namespaceInputs("drift", labels))
	require.True(t, e.refresh(namespaceToken, "ns"))
	op, _, err := e.preview(namespaceToken, "ns", namespaceInputs("drift", labels))
	require.NoError(t, err)
	assert.Equal(t, "update", op)
	_, _, err = e.up(namespaceToken, "ns", namespaceInputs("drift", labels))
	assert.ErrorContains(t, err, "conflict", "the field is someone else's now")

	require.NoError(t, e.destroy(namespaceToken, "ns"))
	e.must("create", namespaceToken, "ns", namespaceInputs("drift-2", nil))
	require.NoError(t, e.client("v1", "Namespace", "").Delete(context.Background(), "drift-2", metav1.DeleteOptions{}))
	require.Eventually(t, func() bool { return e.live("v1", "Namespace", "", "drift-2") == nil }, time.Minute, pollEvery)
	require.False(t, e.refresh(namespaceToken, "ns"), "a refresh forgets what is gone")
}

func TestConfigMapDataIsReplaced(t *testing.T) {
	e := newEngine(t, nil)
	e.must("create", configMapToken, "cm", configMapInputs("default", "replaced", map[string]any{"k": "1"}))
	before := e.live("v1", "ConfigMap", "default", "replaced").GetUID()
	e.must("delete-replace", configMapToken, "cm", configMapInputs("default", "replaced", map[string]any{"k": "2"}))
	assert.NotEqual(t, before, e.live("v1", "ConfigMap", "default", "replaced").GetUID())
	require.NoError(t, e.destroy(configMapToken, "cm"))

	e = newEngine(t, map[string]string{"enableConfigMapMutable": "true"})
	e.must("create", configMapToken, "cm", configMapInputs("default", "mutable", map[string]any{"k": "1", "gone": "1"}))
	e.must("update", configMapToken, "cm", configMapInputs("default", "mutable", map[string]any{"k": "2"}))
	data, _, _ := unstructured.NestedStringMap(e.live("v1", "ConfigMap", "default", "mutable").Object, "data")
	assert.Equal(t, map[string]string{"k": "2"}, data)
	require.NoError(t, e.destroy(configMapToken, "cm"))
}

func TestAutonaming(t *testing.T) {
	e := newEngine(t, nil)
	inputs := func(v string) resource.PropertyMap {
		return props(map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "data": map[string]any{"k": v}})
	}
	outputs := e.must("create", configMapToken, "auto", inputs("1"))
	name := outputs["metadata"].ObjectValue()["name"].StringValue()
	assert.Regexp(t, "^auto-[0-9a-f]{8}$", name)
	assert.Equal(t, "default", outputs["metadata"].ObjectValue()["namespace"].StringValue())
	e.must("same", configMapToken, "auto", inputs("1"))
	require.NoError(t, e.destroy(configMapToken, "auto"))
	assert.Nil(t, e.live("v1", "ConfigMap", "default", name))
}

func TestCreateRefusesWhatExists(t *testing.T) {
	e := newEngine(t, nil)
	_, err := e.client("v1", "ConfigMap", "default").Create(context.Background(),
		toObject(configMapInputs("default", "taken", nil)), metav1.CreateOptions{})
	require.NoError(t, err)
	_, outputs, err := e.preview(configMapToken, "cm", configMapInputs("default", "taken", nil))
	require.NoError(t, err, "the preview doesn't tell")
	assert.NotContains(t, outputs, resource.PropertyKey(inputsKey))
	_, _, err = e.up(configMapToken, "cm", configMapInputs("default", "taken", nil))
	assert.ErrorContains(t, err, "already exists")

	e = newEngine(t, map[string]string{"upsertExistingObjects": "true"})
	e.must("create", configMapToken, "cm", configMapInputs("default", "taken", map[string]any{"k": "v"}))
	require.NoError(t, e.destroy(configMapToken, "cm"))
}

func TestMissingNamespace(t *testing.T) {
	e := newEngine(t, nil)
	inputs := configMapInputs("comes-later", "cm", map[string]any{"k": "v"})
	_, outputs, err := e.preview(configMapToken, "cm", inputs)
	require.NoError(t, err)
	assert.NotContains(t, outputs["metadata"].ObjectValue(), resource.PropertyKey("uid"))

	later := newEngine(t, nil)
	time.AfterFunc(1500*time.Millisecond, func() {
		_, _, _ = later.up(namespaceToken, "ns", namespaceInputs("comes-later", nil))
	})
	e.must("create", configMapToken, "cm", inputs)
	require.NoError(t, later.destroy(namespaceToken, "ns"))
	require.False(t, e.refresh(configMapToken, "cm"))
}

func TestSecretStaysSecret(t *testing.T) {
	e := newEngine(t, nil)
	inputs := props(map[string]any{
		"apiVersion": "v1", "kind": "Secret", "metadata": metadata("default", "hidden", nil),
		"stringData": map[string]any{"k": "s3cret"},
	})
	_, previewed, err := e.preview(secretToken, "s", inputs)
	require.NoError(t, err)
	assert.True(t, previewed["data"].IsSecret())
	outputs := e.must("create", secretToken, "s", inputs)
	assert.True(t, outputs["data"].IsSecret())
	assert.True(t, outputs[inputsKey].ObjectValue()["data"].IsSecret())
	assert.NotContains(t, outputs, resource.PropertyKey("stringData"))
	require.True(t, e.refresh(secretToken, "s"))
	assert.True(t, e.decode(e.states[string(urnOf(secretToken, "s"))].state)["data"].IsSecret())
	e.must("same", secretToken, "s", inputs)
	require.NoError(t, e.destroy(secretToken, "s"))
}

func TestSecretInputStaysSecret(t *testing.T) {
	e := newEngine(t, map[string]string{"enableConfigMapMutable": "true"})
	inputs := configMapInputs("default", "half-hidden", map[string]any{"open": "1"})
	inputs["data"].ObjectValue()["hidden"] = secret("s3cret")
	outputs := e.must("create", configMapToken, "cm", inputs)
	assert.True(t, outputs["data"].ObjectValue()["hidden"].IsSecret())
	assert.False(t, outputs["data"].ObjectValue()["open"].IsSecret())
	e.must("same", configMapToken, "cm", inputs)
	require.NoError(t, e.destroy(configMapToken, "cm"))
}

func TestPreviewWithUnknowns(t *testing.T) {
	e := newEngine(t, nil)
	unknown := resource.MakeComputed(resource.NewStringProperty(""))
	inputs := configMapInputs("default", "unknowns", map[string]any{"known": "1"})
	inputs["data"].ObjectValue()["k"] = unknown
	_, outputs, err := e.preview(configMapToken, "cm", inputs)
	require.NoError(t, err)
	assert.True(t, outputs["data"].ObjectValue()["k"].IsComputed())

	e.must("create", configMapToken, "cm", configMapInputs("default", "unknowns", map[string]any{"known": "1", "k": "1"}))
	op, outputs, err := e.preview(configMapToken, "cm", inputs)
	require.NoError(t, err)
	assert.Equal(t, "delete-replace", op)
	assert.True(t, outputs["data"].ObjectValue()["k"].IsComputed())
	require.NoError(t, e.destroy(configMapToken, "cm"))
}
