package profiles

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
		want         []difference
		reason       string
	}{
		{"null", m{"spec": m{"a": nil}}, m{"spec": m{}}, nil, "the API server drops what is null"},
		{"no labels", m{"metadata": m{"labels": m{}}}, m{"metadata": m{}}, nil, "none are none"},
		{"empty elsewhere", m{"spec": m{"podSelector": m{}}}, m{"spec": m{}}, []difference{{key, "spec.podSelector", m{}, nil}}, "empty selects all"},
		{"line breaks", m{"a": "x\n"}, m{"a": "x"}, nil, "renderers cut documents differently"},
		{"value", m{"a": int64(1)}, m{"a": int64(2)}, []difference{{key, "a", int64(1), int64(2)}}, "another number"},
		{"type", m{"a": "1"}, m{"a": int64(1)}, []difference{{key, "a", "1", int64(1)}}, "text is no number"},
		{
			"dots", m{"labels": m{"istio.io/rev": "a"}}, m{"labels": m{"istio.io/rev": "b"}},
			[]difference{{key, `labels."istio.io/rev"`, "a", "b"}}, "keys with dots are quoted",
		},
		{
			"item by name", m{"ports": list{m{"name": "x", "port": int64(1)}, m{"name": "y", "port": int64(2)}}},
			m{"ports": list{m{"name": "y", "port": int64(3)}}},
			[]difference{{key, "ports.x", m{"name": "x", "port": int64(1)}, nil}, {key, "ports.y.port", int64(2), int64(3)}},
			"one item more shifts none",
		},
		{
			"order", m{"ports": list{m{"name": "x"}, m{"name": "y"}}}, m{"ports": list{m{"name": "y"}, m{"name": "x"}}},
			[]difference{{key, "ports.(order)", "x,y", "y,x"}}, "the first port is the one that some load balancers probe",
		},
		{
			"same name twice", m{"env": list{m{"name": "x"}, m{"name": "x"}}}, m{"env": list{m{"name": "x"}}},
			[]difference{{key, "env", list{m{"name": "x"}, m{"name": "x"}}, m{"x": m{"name": "x"}, order: "x"}}}, "no item is lost",
		},
		{"item by index", m{"a": list{"x", "y"}}, m{"a": list{"x"}}, []difference{{key, "a.1", "y", nil}}, "items without names"},
		{
			"document", m{"data": m{"mesh": "a: {b: 1}\nc: 2"}}, m{"data": m{"mesh": `{"c": 2, "a": {"b": 3}}`}},
			[]difference{{key, "data.mesh.a.b", 1.0, 3.0}}, "YAML in a ConfigMap is compared as what it says",
		},
		{"text", m{"data": m{"a": "x: ["}}, m{"data": m{"a": "y: ["}}, []difference{{key, "data.a", "x: [", "y: ["}}, "what is no YAML is text"},
		{"ours alone", m{"a": "x"}, nil, []difference{{key, "", m{"a": "x"}, nil}}, "an object on one side"},
		{"theirs alone", nil, m{"a": "x"}, []difference{{key, "", nil, m{"a": "x"}}}, "an object on the other"},
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
			assert.Equal(t, tc.want, compare(set(tc.ours), set(tc.theirs)), tc.reason)
		})
	}
}

func TestReview(t *testing.T) {
	t.Parallel()
	entry := reviewed{
		what: "e", profiles: []string{"demo"}, objects: []string{"Service/*/*"},
		fields: []field{{"spec.*.port", int64(1), nil}},
	}
	right := difference{"Service/ns/a", "spec.x.port", int64(1), nil}
	tests := []struct {
		profile            string
		found              difference
		unexplained, stale int
		reason             string
	}{
		{"demo", right, 0, 0, "profile, object, path and values fit"},
		{"default", right, 1, 3, "another profile"},
		{"demo", difference{"Secret/ns/a", "spec.x.port", int64(1), nil}, 1, 3, "another object"},
		{"demo", difference{"Service/ns/a", "spec.x.name", int64(1), nil}, 1, 3, "another path"},
		{"demo", difference{"Service/ns/a", "spec.x.port.y", int64(1), nil}, 1, 3, "a deeper path"},
		{"demo", difference{"Service/ns/a", "spec.x.port", int64(2), nil}, 1, 3, "another value of ours"},
		{"demo", difference{"Service/ns/a", "spec.x.port", int64(1), int64(3)}, 1, 3, "a value of theirs where none was"},
	}
	for _, tc := range tests {
		unexplained, stale := review([]reviewed{entry}, map[string][]difference{tc.profile: {tc.found}})
		assert.Len(t, unexplained, tc.unexplained, tc.reason)
		assert.Len(t, stale, tc.stale, tc.reason)
	}
}
