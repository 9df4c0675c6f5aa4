package manifests

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	const key = "ConfigMap/ns/a"
	tests := []struct {
		name         string
		ours, theirs m
		want         []Difference
		reason       string
	}{
		{"null", m{"spec": m{"a": nil}}, m{"spec": m{}}, nil, "the API server drops what is null"},
		{"no labels", m{"metadata": m{"labels": m{}}}, m{"metadata": m{}}, nil, "none are none"},
		{"empty elsewhere", m{"spec": m{"podSelector": m{}}}, m{"spec": m{}}, []Difference{{key, "spec.podSelector", m{}, nil}}, "empty selects all"},
		{"line breaks", m{"a": "x\n"}, m{"a": "x"}, nil, "renderers cut documents differently"},
		{"value", m{"a": int64(1)}, m{"a": int64(2)}, []Difference{{key, "a", int64(1), int64(2)}}, "another number"},
		{"type", m{"a": "1"}, m{"a": int64(1)}, []Difference{{key, "a", "1", int64(1)}}, "text is no number"},
		{
			"dots", m{"labels": m{"istio.io/rev": "a"}}, m{"labels": m{"istio.io/rev": "b"}},
			[]Difference{{key, `labels."istio.io/rev"`, "a", "b"}}, "keys with dots are quoted",
		},
		{
			"item by name", m{"ports": list{m{"name": "x", "port": int64(1)}, m{"name": "y", "port": int64(2)}}},
			m{"ports": list{m{"name": "y", "port": int64(3)}}},
			[]Difference{{key, "ports.x", m{"name": "x", "port": int64(1)}, nil}, {key, "ports.y.port", int64(2), int64(3)}},
			"one item more shifts none",
		},
		{
			"order", m{"ports": list{m{"name": "x"}, m{"name": "y"}}}, m{"ports": list{m{"name": "y"}, m{"name": "x"}}},
			[]Difference{{key, "ports.(order)", "x,y", "y,x"}}, "the first port is the one that some load balancers probe",
		},
		{
			"same name twice", m{"env": list{m{"name": "x"}, m{"name": "x"}}}, m{"env": list{m{"name": "x"}}},
			[]Difference{{key, "env", list{m{"name": "x"}, m{"name": "x"}}, m{"x": m{"name": "x"}, order: "x"}}}, "no item is lost",
		},
		{"item by index", m{"a": list{"x", "y"}}, m{"a": list{"x"}}, []Difference{{key, "a.1", "y", nil}}, "items without names"},
		{
			"document", m{"data": m{"mesh": "a: {b: 1}\nc: 2"}}, m{"data": m{"mesh": `{"c": 2, "a": {"b": 3}}`}},
			[]Difference{{key, "data.mesh.a.b", 1.0, 3.0}}, "YAML in a ConfigMap is compared as what it says",
		},
		{"text", m{"data": m{"a": "x: ["}}, m{"data": m{"a": "y: ["}}, []Difference{{key, "data.a", "x: [", "y: ["}}, "what is no YAML is text"},
		{"ours alone", m{"a": "x"}, nil, []Difference{{key, "", m{"a": "x"}, nil}}, "an object on one side"},
		{"theirs alone", nil, m{"a": "x"}, []Difference{{key, "", nil, m{"a": "x"}}}, "an object on the other"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			set := func(object m) map[string]m {
				if object == nil {
					return nil
				}
				return map[string]m{key: object}
			}
			assert.Equal(t, tc.want, Compare(set(tc.ours), set(tc.theirs)), tc.reason)
		})
	}
}
