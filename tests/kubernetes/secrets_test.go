package kubernetes

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func props(m map[string]any) resource.PropertyMap { return resource.NewPropertyMapFromMap(m) }

func secret(v any) resource.PropertyValue { return resource.MakeSecret(resource.NewPropertyValue(v)) }

func TestMarkSecretsMarksLeaves(t *testing.T) {
	ins := props(map[string]any{"spec": map[string]any{"plain": "a", "list": []any{"x", "y"}}})
	ins["spec"].ObjectValue()["token"] = secret("s3cret")
	ins["spec"].ObjectValue()["list"].ArrayValue()[0] = secret("x")
	outs := props(map[string]any{"spec": map[string]any{
		"plain": "a", "token": "s3cret", "list": []any{"x", "y"}, "own": 1.0,
	}})

	markSecrets(outs, ins)

	spec := outs["spec"].ObjectValue()
	assert.True(t, spec["token"].IsSecret())
	assert.True(t, spec["list"].IsSecret(), "the server may reorder the list, so all of it is secret")
	assert.False(t, spec["plain"].IsSecret())
	assert.False(t, spec["own"].IsSecret())
}

func TestMarkSecretsAlwaysMarksSecretData(t *testing.T) {
	outs := props(map[string]any{"kind": "Secret", "data": map[string]any{"k": "dg=="}, "type": "Opaque"})
	markSecrets(outs, nil)
	assert.True(t, outs["data"].IsSecret())
	assert.False(t, outs["type"].IsSecret())
	markSecrets(outs, nil)
	assert.False(t, outs["data"].SecretValue().Element.IsSecret(), "marking twice must not nest")
}

func TestMarkUnknownsLooksInsideSecretsAndLists(t *testing.T) {
	unknown := resource.MakeComputed(resource.NewStringProperty(""))
	ins := resource.PropertyMap{
		"a": resource.MakeSecret(unknown),
		"b": resource.NewArrayProperty([]resource.PropertyValue{resource.NewStringProperty("x"), unknown}),
	}
	outs := props(map[string]any{"a": nil, "b": []any{"x", nil}})
	markUnknowns(outs, ins)
	assert.True(t, outs["a"].IsComputed())
	assert.Equal(t, "x", outs["b"].ArrayValue()[0].StringValue())
	assert.True(t, outs["b"].ArrayValue()[1].IsComputed())
}

func TestReleaseStateKeepsSecretValues(t *testing.T) {
	ins := props(map[string]any{"name": "r", "namespace": "n", "chart": "c", "values": map[string]any{"open": "x"}})
	ins["values"].ObjectValue()["password"] = secret("s3cret")
	release, err := toRelease(ins)
	require.NoError(t, err)
	assert.Equal(t, "s3cret", release.Values["password"], "Helm needs the plain value")

	state := releaseState(ins, release, false)

	assert.True(t, state["values"].ObjectValue()["password"].IsSecret())
	assert.False(t, state["values"].ObjectValue()["open"].IsSecret())
	assert.True(t, state[inputsKey].IsSecret())
}

func TestReleaseStateIsUnknownDuringPreview(t *testing.T) {
	ins := props(map[string]any{"name": "r", "chart": "c"})
	release, err := toRelease(ins)
	require.NoError(t, err)
	state := releaseState(ins, release, true)
	assert.True(t, state["status"].IsComputed())
	assert.True(t, state["resourceNames"].IsComputed())
}
