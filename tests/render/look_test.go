package render

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// named is a step to the item of a list that has this name.
type named string

// text is a step into the YAML or JSON that a string holds.
type text struct{}

// look follows keys, indices and the steps above into an object. What isn't there is nil; what can't be looked into is an
// error.
func look(node any, steps ...any) (any, error) {
	for _, step := range steps {
		if node == nil {
			return nil, nil
		}
		next, err := enter(node, step)
		if err != nil {
			return nil, err
		}
		node = next
	}
	return node, nil
}

func enter(node, step any) (any, error) {
	switch step := step.(type) {
	case string:
		if object, ok := node.(m); ok {
			return object[step], nil
		}
	case int:
		if items, ok := node.(list); ok && step < len(items) {
			return items[step], nil
		}
	case named:
		if items, ok := node.(list); ok {
			i := slices.IndexFunc(items, func(item any) bool { return item.(m)["name"] == string(step) })
			if i < 0 {
				return nil, nil
			}
			return items[i], nil
		}
	case text:
		if content, ok := node.(string); ok {
			var out any
			return out, yaml.Unmarshal([]byte(content), &out)
		}
	}
	return nil, fmt.Errorf("%#v can't be looked into with %T %v", node, step, step)
}

// at is look for what has to be there.
func at(t testing.TB, node any, steps ...any) any {
	t.Helper()
	out, err := look(node, steps...)
	require.NoError(t, err)
	return out
}

// sight is something to see in what was rendered.
type sight struct {
	// key is the object's. Its namespace may be *, where it depends on the platform.
	key  string
	path list
	// want is compared as JSON. nil is seen where there is nothing, the object included.
	want any
	// among: want is an item of the list at path.
	among bool
	// ambient: it's there in a mesh with ztunnel only.
	ambient bool
}

// like is a regular expression for what is seen.
type like string

func see(want any, key string, path ...any) sight { return sight{key: key, path: path, want: want} }

func seeAmong(want any, key string, path ...any) sight {
	return sight{key: key, path: path, want: want, among: true}
}

func inAmbient(s sight) sight {
	s.ambient = true
	return s
}

// check reports what is seen instead.
func (s sight) check(in objects) error {
	object, err := find(in, s.key)
	if err != nil {
		return err
	}
	got, err := look(object, s.path...)
	if err != nil {
		return fmt.Errorf("%s: %w", s.key, err)
	}
	items, isList := got.(list)
	pattern, isPattern := s.want.(like)
	content, _ := got.(string)
	switch {
	case isPattern && regexp.MustCompile(string(pattern)).MatchString(content):
		return nil
	case s.among && isList && slices.ContainsFunc(items, func(item any) bool { return inJSON(item) == inJSON(s.want) }):
		return nil
	case !s.among && inJSON(got) == inJSON(s.want):
		return nil
	}
	return fmt.Errorf("%s at %v: %s, not %s", s.key, s.path, inJSON(got), inJSON(s.want))
}

// find returns the one object with a key, nil for none.
func find(in objects, key string) (any, error) {
	var found []string
	for candidate := range in {
		if ok, err := path.Match(key, candidate); err != nil || ok {
			found = append(found, candidate)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		return in[found[0]], nil
	}
	slices.Sort(found)
	return nil, fmt.Errorf("%s is there as %s", key, strings.Join(found, " and "))
}

func inJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// meshConfig returns the mesh config that istiod reads.
func meshConfig(t testing.TB, in objects) m {
	t.Helper()
	return at(t, in["ConfigMap/istio-system/istio"], "data", "mesh", text{}).(m)
}
