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
	old := m{key: m{"spec": m{"replicas": 1, "image": "a"}}}
	for name, c := range map[string]struct {
		reason string
		now    m
		want   map[string]p.PropertyDiff
	}{
		"same":    {"no noise", old, map[string]p.PropertyDiff{}},
		"update":  {"the leaf that changes, by its path", m{key: m{"spec": m{"replicas": 1, "image": "b"}}}, map[string]p.PropertyDiff{`objects["Deployment istio-system/istiod"].spec.image`: {Kind: p.Update, InputDiff: true}}},
		"create":  {"a new object", m{key: old[key], "Service a/b": m{}}, map[string]p.PropertyDiff{`objects["Service a/b"]`: {Kind: p.Add, InputDiff: true}}},
		"delete":  {"an object that goes", m{}, map[string]p.PropertyDiff{`objects["Deployment istio-system/istiod"]`: {Kind: p.Delete, InputDiff: true}}},
		"unknown": {"what the update brings may change", m{key: m{"spec": m{"replicas": 1, "image": property.New(property.Computed)}}}, map[string]p.PropertyDiff{`objects["Deployment istio-system/istiod"].spec.image`: {Kind: p.Update, InputDiff: true}}},
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

// Inputs are kept as they come, whatever they are: infer would drop marks two levels deep.
func TestRenderedReleaseKeepsItsInputs(t *testing.T) {
	t.Parallel()
	prov, err := New()
	require.NoError(t, err)
	in := renderedInputs(t, m{"Deployment a/b": m{"spec": m{"deep": property.New("x").WithSecret(true), "later": property.New(property.Computed)}}})
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
