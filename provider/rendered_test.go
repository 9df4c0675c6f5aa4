package provider

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

const renderedURN = urn.URN("urn:pulumi:stack::project::meshstack:index:MeshStack$kubernetes:helm.sh/v3:Release$meshstack:index:RenderedRelease::mesh-istiod-objects")

func renderedInputs(t *testing.T, objects m) property.Map {
	t.Helper()
	return wiretest.Value(t, m{"objects": objects}).AsMap()
}

func TestRenderedReleaseDiff(t *testing.T) {
	t.Parallel()
	const key = "Deployment istio-system/istiod"
	const at = `objects["Deployment istio-system/istiod"]`
	type diffs = map[string]p.PropertyDiff
	old := m{key: []any{"kind: Deployment", "spec.image: a", "spec.replicas: 1"}, "CustomResourceDefinition c": "sha256:1"}
	now := func(lines ...any) m { return m{key: lines, "CustomResourceDefinition c": "sha256:1"} }
	for name, c := range map[string]struct {
		reason string
		now    m
		want   diffs
	}{
		"same":   {"no noise", old, diffs{}},
		"update": {"the line that changes, and no other", now("kind: Deployment", "spec.image: b", "spec.replicas: 1"), diffs{at + "[1]": {Kind: p.Update, InputDiff: true}}},
		"shift":  {"lines that only move don't count", now("kind: Deployment", "metadata.labels.app: x", "spec.image: a", "spec.replicas: 1"), diffs{at + "[1]": {Kind: p.Add, InputDiff: true}}},
		"fewer":  {"a line that goes", now("spec.image: a", "spec.replicas: 1"), diffs{at + "[0]": {Kind: p.Delete, InputDiff: true}}},
		"shifted": {"a line that moves and changes goes from here and comes there", now("spec.image: a", "spec.replicas: 2"), diffs{
			at + "[0]": {Kind: p.Delete, InputDiff: true}, at + "[1]": {Kind: p.Add, InputDiff: true}, at + "[2]": {Kind: p.Delete, InputDiff: true},
		}},
		"order":   {"the order may be all that changes", now("spec.image: a", "kind: Deployment", "spec.replicas: 1"), diffs{at: {Kind: p.Update, InputDiff: true}}},
		"digest":  {"an object that shows as a digest", m{key: old[key], "CustomResourceDefinition c": "sha256:2"}, diffs{`objects["CustomResourceDefinition c"]`: {Kind: p.Update, InputDiff: true}}},
		"create":  {"a new object", m{key: old[key], "CustomResourceDefinition c": "sha256:1", "Service a/b": []any{}}, diffs{`objects["Service a/b"]`: {Kind: p.Add, InputDiff: true}}},
		"delete":  {"an object that goes", m{"CustomResourceDefinition c": "sha256:1"}, diffs{at: {Kind: p.Delete, InputDiff: true}}},
		"unknown": {"what the update brings may change", now("kind: Deployment", property.New(property.Computed), "spec.replicas: 1"), diffs{at + "[1]": {Kind: p.Update, InputDiff: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prov, err := New()
			require.NoError(t, err)
			got, err := prov.Diff(t.Context(), p.DiffRequest{Urn: renderedURN, OldInputs: renderedInputs(t, old), Inputs: renderedInputs(t, c.now)})
			require.NoError(t, err)
			assert.Equal(t, c.want, got.DetailedDiff, c.reason)
			assert.Equal(t, len(c.want) > 0, got.HasChanges, c.reason)
		})
	}
}

// Where names are secret, so is everything, and nothing is told of what changes in it.
func TestRenderedReleaseSecretDiff(t *testing.T) {
	t.Parallel()
	prov, err := New()
	require.NoError(t, err)
	inputs := func(image string) property.Map {
		objects := wiretest.Value(t, m{"Deployment a/b": []any{"spec.image: " + image}})
		return property.NewMap(map[string]property.Value{"objects": objects.WithSecret(true)})
	}
	got, err := prov.Diff(t.Context(), p.DiffRequest{Urn: renderedURN, OldInputs: inputs("a"), Inputs: inputs("b")})
	require.NoError(t, err)
	assert.Equal(t, map[string]p.PropertyDiff{"objects": {Kind: p.Update, InputDiff: true}}, got.DetailedDiff)
}

// Inputs are kept as they come, whatever they are: infer would drop marks two levels deep.
func TestRenderedReleaseKeepsItsInputs(t *testing.T) {
	t.Parallel()
	prov, err := New()
	require.NoError(t, err)
	in := renderedInputs(t, m{"Deployment a/b": []any{property.New("x").WithSecret(true), property.New(property.Computed)}})
	checked, err := prov.Check(t.Context(), p.CheckRequest{Urn: renderedURN, Inputs: in})
	require.NoError(t, err)
	assert.Equal(t, in, checked.Inputs)
	created, err := prov.Create(t.Context(), p.CreateRequest{Urn: renderedURN, Properties: in})
	require.NoError(t, err)
	assert.Equal(t, "mesh-istiod-objects", created.ID)
	assert.Zero(t, created.Properties.Len(), "the state holds the inputs, and once is enough")
	_, err = prov.Update(t.Context(), p.UpdateRequest{Urn: renderedURN, ID: created.ID, Inputs: in})
	require.NoError(t, err)
	read, err := prov.Read(t.Context(), p.ReadRequest{Urn: renderedURN, ID: created.ID, Inputs: in})
	require.NoError(t, err)
	assert.Equal(t, in, read.Inputs, "a refresh finds what was registered")
	assert.NoError(t, prov.Delete(t.Context(), p.DeleteRequest{Urn: renderedURN, ID: created.ID}))
}
