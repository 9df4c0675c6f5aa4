package freeform_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	depA = "urn:pulumi:stack::project::cloud:index:Thing::a"
	depB = "urn:pulumi:stack::project::cloud:index:Thing::b"
)

func text(s string) property.Value { return property.New(s) }

func object(kv ...any) property.Value {
	out := map[string]property.Value{}
	for i := 0; i < len(kv); i += 2 {
		out[kv[i].(string)] = kv[i+1].(property.Value)
	}
	return property.New(property.NewMap(out))
}

func list(vs ...property.Value) property.Value { return property.New(property.NewArray(vs)) }

func secret(v property.Value) property.Value { return v.WithSecret(true) }

func bound(v property.Value, deps ...urn.URN) property.Value { return v.WithDependencies(deps) }

var unknown = property.New(property.Computed)

type tree = map[string]any

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for name, c := range map[string]struct {
		reason string
		in     property.Value
		want   any
	}{
		"plain": {
			reason: "what is plain stays plain data at every depth, with the type it had",
			in: object("s", text("x"), "n", property.New(1.5), "b", property.New(false),
				"m", object("deep", object("er", list(text("y"), object("z", property.New(2.0)))))),
			want: tree{"s": "x", "n": 1.5, "b": false, "m": tree{"deep": tree{"er": []any{"y", tree{"z": 2.0}}}}},
		},
		"null": {
			reason: "null is a value to Helm: it deletes a default",
			in:     object("gone", property.Value{}, "m", object("gone", property.Value{}), "l", list(property.Value{})),
			want:   tree{"gone": nil, "m": tree{"gone": nil}, "l": []any{nil}},
		},
		"empty containers": {
			reason: "an empty map or list is a value too",
			in:     object("m", object(), "l", list()),
			want:   tree{"m": tree{}, "l": []any{}},
		},
		"empty": {reason: "an empty map stays one", in: object(), want: tree{}},
		"secret leaves": {
			reason: "a secret stays one at every depth, and what is beside it stays plain",
			in: object("a", secret(text("1")), "m", object("b", secret(property.New(2.0)), "plain", text("p")),
				"l", list(text("p"), secret(property.New(true)), object("c", secret(text("3")), "plain", text("q")))),
			want: tree{
				"a": leaf{value: "1", known: true, secret: true},
				"m": tree{"b": leaf{value: 2.0, known: true, secret: true}, "plain": "p"},
				"l": []any{"p", leaf{value: true, known: true, secret: true},
					tree{"c": leaf{value: "3", known: true, secret: true}, "plain": "q"}},
			},
		},
		"unknown leaves": {
			reason: "an unknown stays one at every depth, with and without dependencies, secret or not",
			in: object("a", unknown, "m", object("b", bound(unknown, depA), "plain", text("p")),
				"l", list(secret(unknown), secret(bound(unknown, depB)), text("p"))),
			want: tree{
				"a": leaf{}, "m": tree{"b": leaf{deps: []string{depA}}, "plain": "p"},
				"l": []any{leaf{secret: true}, leaf{secret: true, deps: []string{depB}}, "p"},
			},
		},
		"dependencies of leaves": {
			reason: "the engine must know of every leaf what it was made from",
			in:     object("a", bound(text("1"), depA), "m", object("l", list(bound(text("2"), depB, depA), text("p")))),
			want: tree{
				"a": leaf{value: "1", known: true, deps: []string{depA}},
				"m": tree{"l": []any{leaf{value: "2", known: true, deps: []string{depA, depB}}, "p"}},
			},
		},
		"dependencies of containers": {
			reason: "they are handed down to every leaf, and joined with its own",
			in: object("m", bound(object("a", text("1"), "b", bound(text("2"), depB)), depA),
				"l", bound(list(text("3")), depB)),
			want: tree{
				"m": tree{
					"a": leaf{value: "1", known: true, deps: []string{depA}},
					"b": leaf{value: "2", known: true, deps: []string{depA, depB}},
				},
				"l": []any{leaf{value: "3", known: true, deps: []string{depB}}},
			},
		},
		"empty containers with dependencies": {
			reason: "there is no leaf to hand the dependency to, so the container carries it",
			in:     object("m", bound(object(), depA), "l", bound(list(), depB)),
			want: tree{
				"m": leaf{value: tree{}, known: true, deps: []string{depA}},
				"l": leaf{value: []any{}, known: true, deps: []string{depB}},
			},
		},
		"null with a dependency": {
			reason: "an output may resolve to null",
			in:     object("n", bound(property.Value{}, depA), "l", list(bound(property.Value{}, depA))),
			want:   tree{"n": leaf{known: true, deps: []string{depA}}, "l": []any{leaf{known: true, deps: []string{depA}}}},
		},
		"secret container": {
			reason: "its keys are as secret as its values, so it moves whole, with the dependencies inside",
			in:     object("m", secret(object("k", bound(text("v"), depA))), "plain", text("p")),
			want:   tree{"m": leaf{value: tree{"k": "v"}, known: true, secret: true, deps: []string{depA}}, "plain": "p"},
		},
		"secret container with an unknown inside": {
			reason: "it is unknown as a whole: CopyTo would make the unknown a known null",
			in:     object("m", secret(object("k", bound(unknown, depA), "s", text("v"))), "plain", text("p")),
			want:   tree{"m": leaf{secret: true, deps: []string{depA}}, "plain": "p"},
		},
		"secret list with an unknown inside": {
			reason: "the same for lists",
			in:     object("l", secret(list(text("v"), object("k", unknown)))),
			want:   tree{"l": leaf{secret: true}},
		},
		"secret in a secret": {
			reason: "the outer secret covers the inner one",
			in:     object("m", secret(object("k", secret(text("v"))))),
			want:   tree{"m": leaf{value: tree{"k": "v"}, known: true, secret: true}},
		},
		"secret as a whole": {
			reason: "the map itself may be a secret",
			in:     secret(object("k", text("v"))),
			want:   leaf{value: tree{"k": "v"}, known: true, secret: true},
		},
		"unknown as a whole": {
			reason: "the map itself may be an output of another resource",
			in:     bound(unknown, depA),
			want:   leaf{deps: []string{depA}},
		},
		"dependency of the whole": {
			reason: "a map that another resource gave is known after the first update",
			in:     bound(object("a", object("b", text("v"))), depA),
			want:   tree{"a": tree{"b": leaf{value: "v", known: true, deps: []string{depA}}}},
		},
		"empty with a dependency": {
			reason: "the dependency stays though there is no leaf",
			in:     bound(object(), depA),
			want:   leaf{value: tree{}, known: true, deps: []string{depA}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := w.tree(t.Context(), c.in)
			require.NoError(t, err, c.reason)
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}
