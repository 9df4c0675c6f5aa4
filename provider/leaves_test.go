package provider

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// sentinel is what the tests look for at the children. It is an address, so that every leaf takes it.
const sentinel = "203.0.113.99"

// anyKey stands for the key of a map whose keys are the user's.
const anyKey = "someKey"

// leaf is one place of the arguments that holds a single value.
type leaf struct {
	path  string
	input bool
}

// leavesOf lists every leaf of an argument type, found by reflection, so that a new argument can't be forgotten.
func leavesOf(t reflect.Type, path string) []leaf {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[freeform.Map]():
		return []leaf{{path + ".a", true}, {path + ".a.b.c.d", true}, {path + ".list[1].x", true}, {path, true}}
	case t == reflect.TypeFor[pulumi.StringMapInput]():
		return []leaf{{path + ".KEY", true}, {path, true}}
	case isInput(t):
		return []leaf{{path, true}}
	}
	var out []leaf
	switch t.Kind() {
	case reflect.Struct:
		for f := range reflectFields(t) {
			out = append(out, leavesOf(f.Type, plan.Join(path, propertyName(f)))...)
		}
	case reflect.Slice:
		out = leavesOf(t.Elem(), path+"[0]")
	case reflect.Map:
		out = leavesOf(t.Elem(), path+"."+anyKey)
	default:
		out = []leaf{{path, false}}
	}
	return out
}

// around returns valid arguments of each component, into which the test puts its leaf.
func around(t *testing.T, token, path string) map[string]any {
	repository := charttest.Folder(t, "1.31.1")
	args := map[string]any{"charts": map[string]any{"repository": repository}}
	switch token {
	case components.SidecarScopeType:
		return map[string]any{"namespace": "shop"}
	case components.MeshStackType:
		args["gateways"] = []any{map[string]any{"name": "edge"}}
		args["cni"] = map[string]any{}
		switch {
		case strings.HasPrefix(path, "ztunnel.") || strings.HasPrefix(path, "values.ztunnel"):
			args["profile"] = "ambient"
		case path == "controlPlane.remotePilotAddress":
			args["profile"] = "remote"
		case strings.HasPrefix(path, "image.copyPullSecrets."):
			args["image"] = map[string]any{"pullSecrets": []any{"mirror"}}
		}
	}
	if path == "charts.username" || path == "charts.password" {
		args["charts"] = map[string]any{
			"repository": charttest.Server(t, repository, "user", "pass"), "username": "user", "password": "pass",
		}
	}
	return args
}

// put sets a leaf, making the containers on its way.
func put(node any, path []string, leaf property.Value) any {
	if len(path) == 0 {
		return leaf
	}
	name, index, isList := strings.Cut(path[0], "[")
	object, ok := node.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	if !isList {
		object[name] = put(object[name], path[1:], leaf)
		return object
	}
	list, _ := object[name].([]any)
	for len(list) <= int(index[0]-'0') {
		list = append(list, "other")
	}
	at := int(index[0] - '0')
	if list[at] == "other" {
		list[at] = nil
	}
	list[at] = put(list[at], path[1:], leaf)
	object[name] = list
	return object
}

// kinds lists what a leaf can be.
var kinds = []struct {
	name string
	make func(known property.Value) property.Value
}{
	{"secret", func(v property.Value) property.Value { return v.WithSecret(true) }},
	{"secret with dependency", func(v property.Value) property.Value { return depends(v.WithSecret(true)) }},
	{"unknown", func(property.Value) property.Value { return depends(property.New(property.Computed)) }},
	{"unknown secret", func(property.Value) property.Value { return depends(property.New(property.Computed).WithSecret(true)) }},
	{"output", depends},
}

func depends(v property.Value) property.Value {
	return v.WithDependencies([]urn.URN{wiretest.Dependency})
}

// credentials is what a pull secret holds.
const credentials = `{"auths":{"` + sentinel + `":{}}}`

// known is what a leaf is, as long as it is neither secret nor unknown.
func (p place) known(t *testing.T, container bool) property.Value {
	t.Helper()
	switch {
	case container && p.entry != nil:
		return wiretest.Value(t, p.entry)
	case container:
		return property.New(property.NewMap(map[string]property.Value{"SENTINEL": property.New(sentinel)}))
	case p.text != "":
		return property.New(p.text)
	}
	return property.New(sentinel)
}

// judged are the inputs that no child gets: they are compared with what the mesh needs.
var judged = []string{"kubernetesVersion", "gatewayApi.version"}

// A judgement repeats neither a secret nor waits for what isn't known yet.
func TestJudgedInputs(t *testing.T) {
	t.Parallel()
	for _, path := range judged {
		for _, kind := range kinds {
			t.Run(path+"/"+kind.name, func(t *testing.T) {
				t.Parallel()
				v := kind.make(property.New(sentinel))
				inputs := put(around(t, components.MeshStackType, path), strings.Split(path, "."), v)
				got, err := construct(t, components.MeshStackType, wiretest.Value(t, inputs).AsMap(), v.IsComputed())
				if !v.IsComputed() && !v.Secret() {
					assert.Contains(t, paths(err), path, "it is no version")
					return
				}
				require.NoError(t, err, problems(err))
				assert.NotEmpty(t, got.Names())
				for _, log := range got.Logs {
					assert.NotContains(t, log.GetMessage(), sentinel)
				}
			})
		}
	}
}

func TestEveryInputLeafArrivesAsItWas(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for token, args := range arguments {
		for _, l := range leavesOf(args, "") {
			if !l.input || slices.Contains(judged, l.path) {
				continue
			}
			used[l.path] = true
			for i, at := range placesOf(l.path) {
				for _, kind := range kinds {
					t.Run(fmt.Sprintf("%s/%s/%d/%s", token, l.path, i, kind.name), func(t *testing.T) {
						t.Parallel()
						v := kind.make(at.known(t, at.at == "" && l.path == containerOf(args, l.path)))
						arrives(t, token, l.path, at, v)
					})
				}
			}
		}
	}
	for path := range places {
		assert.True(t, used[path], "the table of places names %s, which is no argument", path)
	}
}

// arrives writes a value at a place, and looks for it at the children.
func arrives(t *testing.T, token, path string, at place, v property.Value) {
	t.Helper()
	inputs := lay(around(t, token, path), at.with)
	write := at.at
	if write == "" {
		write = path
	}
	put(inputs, strings.Split(write, "."), v)
	fromFolders(t, inputs)

	got, err := construct(t, token, wiretest.Value(t, inputs).AsMap(), v.IsComputed())
	switch {
	case strings.HasPrefix(path, "charts.") && !v.IsComputed():
		// The sentinel isn't the password, and the repository says so; the secret must not be in the message.
		require.Error(t, err)
		assert.NotContains(t, fmt.Sprint(err, problems(err)), sentinel)
		return
	case at.refused && v.Secret() && err != nil:
		assert.Len(t, problems(err), 1, "%v", problems(err))
		assert.Contains(t, problems(err)[0].Reason, "secret")
		assert.NotContains(t, fmt.Sprint(err, problems(err)), sentinel)
		assert.Empty(t, got.Names(), "a child was registered")
		return
	}
	require.NoError(t, err, problems(err))
	assert.False(t, at.refused && v.Secret(), "the secret is refused")

	arrived := false
	for _, child := range got.Children {
		for name, in := range child.Inputs.All {
			wiretest.Visit(in, false, func(found property.Value, secret bool) {
				arrived = arrived || at.finds(v, found, secret) && (len(v.Dependencies()) == 0 || child.DependsOn(name))
				leaked := (v.Secret() || at.alwaysSecret) && !secret && found.IsString() && mentions(found.AsString())
				assert.False(t, leaked, "the secret is in clear in %s of the child %s", name, child.Name)
			})
		}
	}
	assert.True(t, arrived, "it arrived at no child as what it was")
	for name, out := range got.State.All {
		wiretest.Visit(out, false, func(found property.Value, secret bool) {
			assert.False(t, v.Secret() && !secret && found.IsString() && mentions(found.AsString()), "the secret is in clear in the output %s", name)
		})
	}
	for _, log := range got.Logs {
		assert.False(t, v.Secret() && strings.Contains(log.GetMessage(), sentinel), "the secret is in the message %q", log.GetMessage())
	}
}

// finds reports whether a value at a child is the given one, as what it was.
func (p place) finds(given, found property.Value, secret bool) bool {
	if given.IsComputed() {
		// Go's SDK sends an unknown secret to a custom resource as unknown; the engine has no value to hide.
		return found.IsComputed()
	}
	return found.IsString() && p.holds(found.AsString()) && secret == (given.Secret() || p.alwaysSecret)
}

// containerOf returns the path if it names a map as a whole.
func containerOf(args reflect.Type, path string) string {
	for _, l := range leavesOf(args, "") {
		if strings.HasPrefix(l.path, path+".") {
			return path
		}
	}
	return ""
}

func TestEveryPlainLeafRefusesOutputs(t *testing.T) {
	t.Parallel()
	for token, args := range arguments {
		for _, l := range leavesOf(args, "") {
			if l.input {
				continue
			}
			for _, kind := range kinds[:4] { // a known output without secret is taken
				t.Run(fmt.Sprintf("%s/%s/%s", token, l.path, kind.name), func(t *testing.T) {
					t.Parallel()
					inputs := put(around(t, token, l.path), strings.Split(l.path, "."), kind.make(property.New(sentinel)))
					got, err := construct(t, token, wiretest.Value(t, inputs).AsMap(), true)
					require.Error(t, err)
					assert.Contains(t, trimmed(paths(err)), strings.ReplaceAll(l.path, "."+anyKey, `["`+anyKey+`"]`))
					assert.Empty(t, got.Names(), "a child was registered")
					assert.NotContains(t, err.Error(), sentinel)
				})
			}
		}
	}
}

// problems lists the findings that an error carries.
func problems(err error) []errors.InputPropertyErrorDetails {
	detailed, ok := rpcerror.FromError(err)
	if !ok {
		return nil
	}
	return detailed.InputPropertiesErrors()
}

// paths lists the property paths that an error names.
func paths(err error) []string {
	var out []string
	for _, p := range problems(err) {
		out = append(out, p.PropertyPath)
	}
	return out
}

// trimmed drops the space by which the provider hides a secret's value (see withRedactedErrors).
func trimmed(paths []string) []string {
	for i := range paths {
		paths[i] = strings.TrimSuffix(paths[i], " ")
	}
	return paths
}
