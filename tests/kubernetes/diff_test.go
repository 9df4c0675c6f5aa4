package kubernetes

import (
	"context"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// offline is a provider without a cluster, which Diff doesn't need.
func offline(t *testing.T, change func(*settings)) *Provider {
	t.Helper()
	p := New(nil)
	p.settings = settings{serverSideApply: true, acceptSecrets: true, namespace: "default"}
	if change != nil {
		change(&p.settings)
	}
	var err error
	p.cluster, err = newCluster(nil, assert.AnError)
	require.NoError(t, err)
	return p
}

// diffOf diffs new inputs against the state that old inputs and a live object make.
func diffOf(
	t *testing.T, p *Provider, token string, old, live, news map[string]any, ignore ...string,
) *pulumirpc.DiffResponse {
	t.Helper()
	state := checkpoint(
		&unstructured.Unstructured{Object: old}, &unstructured.Unstructured{Object: live}, props(old), "v1", "m")
	olds, err := p.encode("state", state)
	require.NoError(t, err)
	in, err := p.encode("inputs", props(news))
	require.NoError(t, err)
	response, err := p.Diff(context.Background(), &pulumirpc.DiffRequest{
		Urn: string(urnOf(token, "x")), Olds: olds, News: in, IgnoreChanges: ignore,
	})
	require.NoError(t, err)
	return response
}

func object(kind, name string, more map[string]any) map[string]any {
	o := map[string]any{
		"apiVersion": "v1", "kind": kind, "metadata": map[string]any{"name": name, "namespace": "ns"},
	}
	for key, v := range more {
		o[key] = v
	}
	return o
}

func TestDiffIgnoresWhatTheClusterWrote(t *testing.T) {
	old := object("ConfigMap", "a", map[string]any{"data": map[string]any{"k": "v"}})
	live := object("ConfigMap", "a", map[string]any{"data": map[string]any{"k": "v", "other": "x"}})
	live["metadata"].(map[string]any)["uid"] = "1"
	live["metadata"].(map[string]any)["labels"] = map[string]any{"theirs": "1"}
	d := diffOf(t, offline(t, nil), "kubernetes:core/v1:ConfigMap", old, live, old)
	assert.Equal(t, pulumirpc.DiffResponse_DIFF_NONE, d.GetChanges())
	assert.Empty(t, d.GetDetailedDiff())
}

func TestDiffReplacesNamedDataUnlessMutable(t *testing.T) {
	for _, kind := range []string{"ConfigMap", "Secret"} {
		old := object(kind, "a", map[string]any{"data": map[string]any{"k": "dg=="}})
		news := object(kind, "a", map[string]any{"data": map[string]any{"k": "dzE="}})
		d := diffOf(t, offline(t, nil), "kubernetes:core/v1:"+kind, old, old, news)
		assert.Equal(t, []string{"data.k"}, d.GetReplaces(), kind)
		assert.True(t, d.GetDeleteBeforeReplace(), kind)

		mutable := offline(t, func(s *settings) { s.configMapMutable, s.secretMutable = true, true })
		d = diffOf(t, mutable, "kubernetes:core/v1:"+kind, old, old, news)
		assert.Equal(t, pulumirpc.DiffResponse_DIFF_SOME, d.GetChanges(), kind)
		assert.Empty(t, d.GetReplaces(), kind)

		news["immutable"] = true
		d = diffOf(t, mutable, "kubernetes:core/v1:"+kind, old, old, news)
		assert.NotEmpty(t, d.GetReplaces(), "an immutable object can't change, whatever the provider says")

		d = diffOf(t, offline(t, nil), "kubernetes:core/v1:"+kind+"Patch", old, old,
			object(kind, "a", map[string]any{"data": map[string]any{"k": "dzE="}}))
		assert.Empty(t, d.GetReplaces(), "a patch changes data in place")
	}
}

func TestDiffOfLabelsIsAnUpdate(t *testing.T) {
	old := object("ConfigMap", "a", nil)
	news := object("ConfigMap", "a", nil)
	news["metadata"].(map[string]any)["labels"] = map[string]any{"a.b/c": "1"}
	d := diffOf(t, offline(t, nil), "kubernetes:core/v1:ConfigMap", old, old, news)
	assert.Empty(t, d.GetReplaces())
	assert.Equal(t, pulumirpc.PropertyDiff_ADD, d.GetDetailedDiff()["metadata.labels"].GetKind())
	d = diffOf(t, offline(t, nil), "kubernetes:core/v1:ConfigMap", old, old, news, "metadata.labels")
	assert.Equal(t, pulumirpc.DiffResponse_DIFF_NONE, d.GetChanges())
}

func TestDiffOfIdentityReplaces(t *testing.T) {
	for _, token := range []string{"kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:ConfigMapPatch"} {
		old := object("ConfigMap", "a", nil)
		d := diffOf(t, offline(t, nil), token, old, old, object("ConfigMap", "b", nil))
		assert.Equal(t, []string{"metadata.name"}, d.GetReplaces(), token)
		assert.False(t, d.GetDeleteBeforeReplace(), "two names can coexist")
		moved := object("ConfigMap", "a", nil)
		moved["metadata"].(map[string]any)["namespace"] = "elsewhere"
		d = diffOf(t, offline(t, nil), token, old, old, moved)
		assert.Equal(t, []string{"metadata.namespace"}, d.GetReplaces(), token)
	}
}

func TestDiffSeesStringDataAsData(t *testing.T) {
	old := object("Secret", "a", map[string]any{"data": map[string]any{"k": "dg=="}})
	news := object("Secret", "a", map[string]any{"stringData": map[string]any{"k": "v"}})
	d := diffOf(t, offline(t, nil), "kubernetes:core/v1:Secret", old, old, news)
	assert.Equal(t, pulumirpc.DiffResponse_DIFF_NONE, d.GetChanges())
}

func TestDetailedDiff(t *testing.T) {
	for name, c := range map[string]struct {
		old, news map[string]any
		forced    []string
		want      map[string]pulumirpc.PropertyDiff_Kind
	}{
		"update in a list": {
			old:  map[string]any{"l": []any{map[string]any{"a": 1.0, "b": 2.0}, "x"}},
			news: map[string]any{"l": []any{map[string]any{"a": 1.0, "b": 3.0}, "x"}},
			want: map[string]pulumirpc.PropertyDiff_Kind{"l[0].b": pulumirpc.PropertyDiff_UPDATE},
		},
		"key gone from a list's element, element gone": {
			old:  map[string]any{"l": []any{map[string]any{"a": 1.0, "b": 2.0}, "x"}},
			news: map[string]any{"l": []any{map[string]any{"a": 1.0}}},
			want: map[string]pulumirpc.PropertyDiff_Kind{
				"l[0].b": pulumirpc.PropertyDiff_DELETE, "l[1]": pulumirpc.PropertyDiff_DELETE,
			},
		},
		"forced above": {
			old: map[string]any{"s": map[string]any{"a": map[string]any{"b": "1"}}}, forced: []string{".s.a"},
			news: map[string]any{"s": map[string]any{"a": map[string]any{"b": "2"}}},
			want: map[string]pulumirpc.PropertyDiff_Kind{"s.a.b": pulumirpc.PropertyDiff_UPDATE_REPLACE},
		},
		"forced below": {
			old: map[string]any{"k": "v"}, forced: []string{".s.a"},
			news: map[string]any{"k": "v", "s": map[string]any{"a": map[string]any{"b": "2"}}},
			want: map[string]pulumirpc.PropertyDiff_Kind{"s": pulumirpc.PropertyDiff_ADD_REPLACE},
		},
		"forced in a list": {
			old: map[string]any{"c": []any{map[string]any{"image": "a"}}}, forced: []string{".c[*].image"},
			news: map[string]any{"c": []any{map[string]any{"image": "b"}}},
			want: map[string]pulumirpc.PropertyDiff_Kind{"c[0].image": pulumirpc.PropertyDiff_UPDATE_REPLACE},
		},
		"deleted": {
			old: map[string]any{"a": "1", "b": "2"}, news: map[string]any{"a": "1"},
			want: map[string]pulumirpc.PropertyDiff_Kind{"b": pulumirpc.PropertyDiff_DELETE},
		},
		"odd key": {
			old: map[string]any{"m": map[string]any{"a.b/c": "1"}}, news: map[string]any{"m": map[string]any{"a.b/c": "2"}},
			want: map[string]pulumirpc.PropertyDiff_Kind{`m["a.b/c"]`: pulumirpc.PropertyDiff_UPDATE},
		},
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := mergePatch(c.old, c.news)
			require.NoError(t, err)
			got := map[string]pulumirpc.PropertyDiff_Kind{}
			for path, d := range detailedDiff(unmarshal(t, raw), c.old, c.news, c.old, c.forced) {
				got[path] = d.GetKind()
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// releaseDiff diffs a release whose state came from olds against news.
func releaseDiff(t *testing.T, olds, news resource.PropertyMap, live func(*Release)) *pulumirpc.DiffResponse {
	t.Helper()
	p := offline(t, nil)
	release, err := toRelease(olds)
	require.NoError(t, err)
	revision := 1
	release.Status, release.ResourceNames = &ReleaseStatus{Revision: &revision}, map[string][]string{"a": {"b"}}
	if live != nil {
		live(release)
	}
	state, err := p.encode("state", releaseState(olds, release, false))
	require.NoError(t, err)
	in, err := p.encode("inputs", news)
	require.NoError(t, err)
	d, err := p.Diff(context.Background(), &pulumirpc.DiffRequest{
		Urn: string(urnOf(releaseToken, "x")), Olds: state, News: in,
	})
	require.NoError(t, err)
	return d
}

func TestReleaseDiff(t *testing.T) {
	inputs := func(change func(resource.PropertyMap)) resource.PropertyMap {
		m := props(map[string]any{
			"name": "istiod", "namespace": "istio-system", "chart": "istiod", "version": "1.31.0",
			"values": map[string]any{"a": "1", "list": []any{"x"}, "deep": map[string]any{"port": 15010.0}},
		})
		if change != nil {
			change(m)
		}
		return m
	}
	same := releaseDiff(t, inputs(nil), inputs(nil), nil)
	assert.Equal(t, pulumirpc.DiffResponse_DIFF_NONE, same.GetChanges())

	upgraded := releaseDiff(t, inputs(nil), inputs(func(m resource.PropertyMap) {
		m["version"] = resource.NewStringProperty("1.31.1")
	}), nil)
	assert.Equal(t, []string{"version"}, upgraded.GetDiffs())
	assert.Empty(t, upgraded.GetReplaces())

	values := releaseDiff(t, inputs(nil), inputs(func(m resource.PropertyMap) {
		delete(m["values"].ObjectValue(), "a")
		m["values"].ObjectValue()["deep"].ObjectValue()["port"] = resource.NewNumberProperty(15012)
	}), nil)
	assert.Equal(t, pulumirpc.PropertyDiff_DELETE, values.GetDetailedDiff()["values.a"].GetKind())
	assert.Equal(t, pulumirpc.PropertyDiff_UPDATE, values.GetDetailedDiff()["values.deep.port"].GetKind())
	assert.Len(t, values.GetDetailedDiff(), 2)

	unknown := releaseDiff(t, inputs(nil), inputs(func(m resource.PropertyMap) {
		m["values"].ObjectValue()["a"] = resource.MakeComputed(resource.NewStringProperty(""))
	}), nil)
	assert.Equal(t, pulumirpc.PropertyDiff_UPDATE, unknown.GetDetailedDiff()["values.a"].GetKind())

	for _, key := range []resource.PropertyKey{"name", "namespace"} {
		moved := releaseDiff(t, inputs(nil), inputs(func(m resource.PropertyMap) {
			m[key] = resource.NewStringProperty("other")
		}), nil)
		assert.Equal(t, []string{string(key)}, moved.GetReplaces())
		assert.False(t, moved.GetDeleteBeforeReplace())
	}

	drifted := releaseDiff(t, inputs(nil), inputs(nil), func(r *Release) { r.Version = "1.30.0" })
	assert.Equal(t, []string{"version"}, drifted.GetDiffs(), "helm upgrade behind Pulumi's back shows after a refresh")
}
