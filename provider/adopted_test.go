package provider

import (
	"strings"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

const adoptedURN = urn.URN("urn:pulumi:stack::project::meshstack:index:MeshStack$meshstack:index:AdoptedRelease::mesh-istiod-adopted")

func adoptedInputs(t *testing.T, more m) property.Map {
	t.Helper()
	return wiretest.Value(t, merged(m{
		"name": "istiod", "namespace": "istio-system", "repository": charttest.Folder(t, "1.31.1"), "chart": "istiod", "version": "1.31.1",
		"values": `{"a":1}`, "objects": list{"Service istio-system/istiod"}, "fieldManagers": list{"istio-operator"},
	}, more)).AsMap()
}

func TestAdoptedReleaseDiff(t *testing.T) {
	t.Parallel()
	prov, err := New()
	require.NoError(t, err)
	old := adoptedInputs(t, nil)
	for name, c := range map[string]struct {
		reason string
		now    m
		want   bool
	}{
		"same":           {"no noise", nil, false},
		"values":         {"other values are Helm's business", m{"values": `{"a":2}`}, false},
		"version":        {"so is an upgrade", m{"version": "1.31.2"}, false},
		"credentials":    {"they are renewed all the time", m{"kubeconfig": property.New("new").WithSecret(true)}, false},
		"objects":        {"a new object may be there already", m{"objects": list{"Service istio-system/istiod", "ConfigMap a/b"}}, true},
		"field managers": {"another one may have fields", m{"fieldManagers": list{"istio-operator", "argocd"}}, true},
		"context":        {"it is another cluster", m{"context": "prod"}, true},
		"cluster":        {"so is this", m{"cluster": "prod"}, true},
		"not known yet":  {"the update will tell", m{"objects": property.New(property.Computed)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := adoptedInputs(t, merged(c.now, m{"repository": old.Get("repository").AsString()}))
			got, err := prov.Diff(t.Context(), p.DiffRequest{Urn: adoptedURN, OldInputs: old, Inputs: now})
			require.NoError(t, err)
			assert.Equal(t, c.want, got.HasChanges, c.reason)
			for path, diff := range got.DetailedDiff {
				assert.NotContains(t, []p.DiffKind{p.AddReplace, p.UpdateReplace, p.DeleteReplace}, diff.Kind, "%s: it is never replaced", path)
			}
		})
	}
}

// A preview and a deletion ask no cluster: there is none at this address.
func TestAdoptedReleaseWritesOnUpdatesAlone(t *testing.T) {
	t.Parallel()
	prov, err := New()
	require.NoError(t, err)
	in := adoptedInputs(t, m{"kubeconfig": property.New(kubeconfig("http://127.0.0.1:1", sentinel)).WithSecret(true)})
	checked, err := prov.Check(t.Context(), p.CheckRequest{Urn: adoptedURN, Inputs: in})
	require.NoError(t, err)
	assert.Equal(t, in, checked.Inputs, "secrets stay so")
	created, err := prov.Create(t.Context(), p.CreateRequest{Urn: adoptedURN, Properties: in, DryRun: true})
	require.NoError(t, err)
	assert.Equal(t, "mesh-istiod-adopted", created.ID)
	_, err = prov.Update(t.Context(), p.UpdateRequest{Urn: adoptedURN, ID: created.ID, Inputs: in, DryRun: true})
	require.NoError(t, err)
	read, err := prov.Read(t.Context(), p.ReadRequest{Urn: adoptedURN, ID: created.ID, Inputs: in})
	require.NoError(t, err)
	assert.Equal(t, in, read.Inputs)
	require.NoError(t, prov.Delete(t.Context(), p.DeleteRequest{Urn: adoptedURN, ID: created.ID, OldInputs: in}))

	_, err = prov.Create(t.Context(), p.CreateRequest{Urn: adoptedURN, Properties: in})
	require.ErrorContains(t, err, "connection refused")
	assert.NotContains(t, err.Error(), sentinel)
	_, err = prov.Update(t.Context(), p.UpdateRequest{Urn: adoptedURN, ID: created.ID, Inputs: in})
	require.Error(t, err)
}

// A kubeconfig that becomes empty isn't one that was never written: the ambient cluster may be another one.
func TestAdoptedReleaseNeedsItsKubeconfig(t *testing.T) {
	t.Parallel()
	prov, err := New()
	require.NoError(t, err)
	for reason, given := range map[string]property.Value{"empty": property.New("").WithSecret(true), "blanks": property.New(" \n"), "null": property.New(property.Null)} {
		_, err := prov.Create(t.Context(), p.CreateRequest{Urn: adoptedURN, Properties: adoptedInputs(t, m{"kubeconfig": given})})
		assert.ErrorContains(t, err, "the kubeconfig is empty", reason)
	}
}

// Without a passed provider Helm goes to the ambient cluster, and so does adoption.
func TestAdoptionGoesWhereHelmGoes(t *testing.T) {
	t.Parallel()
	config := map[string]string{"kubernetes:kubeconfig": twoContexts(emptyCluster()), "kubernetes:context": "other"}
	for name, c := range map[string]struct {
		reason string
		adopt  m
		config map[string]string
		want   map[string]string
	}{
		"ambient":    {"nothing need be written", m{}, config, map[string]string{}},
		"kubeconfig": {"another cluster", m{"kubeconfig": kubeconfig(emptyCluster(), "t")}, config, map[string]string{"adopt.kubeconfig": "set kubernetes:kubeconfig"}},
		"empty":      {"it counts as written", m{"kubeconfig": ""}, config, map[string]string{"adopt.kubeconfig": "set kubernetes:kubeconfig"}},
		"both": {
			"all at once", m{"kubeconfig": kubeconfig(emptyCluster(), "t"), "context": "c"}, config,
			map[string]string{"adopt.kubeconfig": "or pass the provider", "adopt.context": "set kubernetes:context"},
		},
		"files": {"no cluster is meant", m{}, map[string]string{"kubernetes:renderYamlToDirectory": "out"}, map[string]string{"adopt": "leave `adopt` out"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prov, err := New()
			require.NoError(t, err)
			args := m{"charts": m{"repository": charttest.Folder(t, "1.31.1")}, "adopt": c.adopt}
			got, err := wiretest.ConstructIn(t, wiretest.Program{Config: c.config}, prov, components.MeshStackType, wiretest.Value(t, args).AsMap(), true)
			for _, problem := range problems(err) {
				want, some := c.want[strings.TrimSpace(problem.PropertyPath)]
				assert.True(t, some && strings.Contains(problem.Reason, want), "%s: %s: %s", c.reason, problem.PropertyPath, problem.Reason)
			}
			if len(c.want) > 0 {
				assert.Len(t, problems(err), len(c.want), c.reason)
				return
			}
			require.NoError(t, err, problems(err))
			adopted := got.Child(t, "mesh-istiod-adopted").Inputs
			assert.Equal(t, "other", adopted.Get("context").AsString(), c.reason)
			assert.Equal(t, config["kubernetes:kubeconfig"], adopted.Get("kubeconfig").AsString(), c.reason)
		})
	}
}

// Each release waits for what it adopts, which gets the release's own chart and values.
func TestEachReleaseAdopts(t *testing.T) {
	t.Parallel()
	args := m{
		"charts": m{"repository": charttest.Folder(t, "1.31.1")}, "adopt": m{"kubeconfig": kubeconfig(emptyCluster(), "t"), "fieldManagers": list{"argocd"}},
		"gateways": list{m{"name": "edge"}}, "values": m{"istiod": m{"pilot": property.New(property.NewMap(map[string]property.Value{
			"env": property.New(property.NewMap(map[string]property.Value{"A": property.New(sentinel).WithSecret(true)})),
		}))}},
	}
	got, err := construct(t, components.MeshStackType, wiretest.Value(t, args).AsMap(), false)
	require.NoError(t, err, problems(err))
	for _, release := range []string{"mesh-base", "mesh-istiod", "mesh-gateway-edge"} {
		adopted := got.Child(t, release+"-adopted")
		assert.Equal(t, children.AdoptedReleaseType, adopted.Type)
		assert.True(t, adopted.Inputs.Get("kubeconfig").Secret(), "%s: a kubeconfig is a secret", release)
		assert.Equal(t, []any{"istio-operator", "kubectl-client-side-apply", "kubectl", "argocd"}, texts(adopted.Inputs.Get("fieldManagers")), release)
		assert.True(t, adopted.Inputs.Get("objects").IsArray(), "%s: what it renders to is known", release)
	}
	istiod := got.Child(t, "mesh-istiod-adopted")
	assert.True(t, istiod.Inputs.Get("values").Secret(), "a secret in the values makes all of the text one")
	assert.Contains(t, istiod.Inputs.Get("values").AsString(), sentinel)
	assert.False(t, got.Child(t, "mesh-base-adopted").Inputs.Get("values").Secret())
}

func texts(v property.Value) []any {
	var out []any
	for _, e := range v.AsArray().All {
		out = append(out, e.AsString())
	}
	return out
}
