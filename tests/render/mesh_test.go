package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
	"github.com/meshstack/pulumi-meshstack/provider"
	"github.com/meshstack/pulumi-meshstack/tests/helmrender"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

type m = map[string]any

type list = []any

// objects are Kubernetes objects by helmrender.Key.
type objects = map[string]m

// mesh is what becomes of a MeshStack's arguments.
type mesh struct {
	// releases are its Helm releases by name.
	releases map[string]release
	// own are the objects that it makes itself, patches left out.
	own objects
}

type release struct {
	namespace, chart string
	values           m
}

// kubeVersion is a cluster that every release of charts takes.
const kubeVersion = "1.36.3"

// planned sends arguments to the provider and returns what it registers, or what it refuses them for. Unless they say
// otherwise, the charts are those of charts.Version.
func planned(t testing.TB, args m) (mesh, error) {
	t.Helper()
	full := m{
		"charts": m{"repository": chartFolder}, "version": charts.Version,
		// See withoutCRDs. The chart of ztunnel has a quota for GKE from 1.26 on only.
		"checks": m{"ignore": list{string(check.CRDLeftOut), string(check.QuotaMissing)}},
	}
	maps.Copy(full, args)
	prov, err := provider.New()
	require.NoError(t, err)
	got, err := wiretest.Construct(t, prov, components.MeshStackType, wiretest.Value(t, full).AsMap(), false)
	if err != nil {
		return mesh{}, problems(err)
	}
	out := mesh{releases: map[string]release{}, own: objects{}}
	for _, child := range got.Children {
		inputs := goValue(property.New(child.Inputs)).(m)
		switch {
		case child.Type == children.ReleaseType:
			out.releases[inputs["name"].(string)] = release{
				namespace: inputs["namespace"].(string), chart: inputs["chart"].(string), values: values(t, child.Inputs),
			}
		case inputs["kind"] != nil && !strings.HasSuffix(child.Type, "Patch"):
			require.NoError(t, helmrender.Collect(out.own, typed(t, inputs)))
		}
	}
	return out, nil
}

// typed is an object with the numbers that rendered ones have.
func typed(t testing.TB, object m) m {
	t.Helper()
	data, err := json.Marshal(object)
	require.NoError(t, err)
	out := m{}
	require.NoError(t, utiljson.Unmarshal(data, &out))
	return out
}

// values are what the Kubernetes plugin gives to Helm: the values over those of the files.
func values(t testing.TB, inputs property.Map) m {
	t.Helper()
	merged := plan.Tree{}
	if files, ok := inputs.GetOk("valueYamlFiles"); ok {
		for _, file := range files.AsArray().All {
			tree := m{}
			require.NoError(t, yaml.Unmarshal([]byte(file.AsAsset().Text), &tree))
			merged = plan.Merge(merged, tree).(plan.Tree)
		}
	}
	if own, ok := inputs.GetOk("values"); ok {
		merged = plan.Merge(merged, goValue(own)).(plan.Tree)
	}
	return plan.ToGo(merged).(m)
}

// render renders the releases with their charts, and adds what the mesh makes itself. Two of the same key are an error,
// as Helm takes over no object of another release.
func (s mesh) render() (objects, error) {
	out := objects{}
	maps.Copy(out, s.own)
	for name, r := range s.releases {
		got, err := r.render(name)
		if err != nil {
			return nil, err
		}
		for _, object := range got {
			if err := helmrender.Collect(out, object); err != nil {
				return nil, fmt.Errorf("release %s: %w", name, err)
			}
		}
	}
	return out, nil
}

func (r release) render(name string) (objects, error) {
	render := func() (objects, error) {
		return helmrender.Path(r.chart, helmrender.Release{
			Name: name, Namespace: r.namespace, KubeVersion: kubeVersion, Values: r.values,
		})
	}
	if name != baseRelease {
		return render()
	}
	once, _ := bases.LoadOrStore(r.chart+r.namespace+inJSON(r.values), sync.OnceValues(render))
	return once.(func() (objects, error))()
}

const baseRelease = "istio-base"

// bases are the objects of the base chart by what it was given: it holds the CRDs, which take longer than all the other
// charts, and most meshes give it the same. Nobody may change them.
var bases sync.Map

// rendered plans a mesh and renders it.
func rendered(t testing.TB, args m) objects {
	t.Helper()
	s, err := planned(t, args)
	require.NoError(t, err)
	out, err := s.render()
	require.NoError(t, err)
	return out
}

// problems are the findings of a refusal, each with its path, as the status itself only counts them.
func problems(err error) error {
	out := err
	if detailed, ok := rpcerror.FromError(err); ok {
		for _, p := range detailed.InputPropertiesErrors() {
			out = errors.Join(out, fmt.Errorf("%s: %s", p.PropertyPath, p.Reason))
		}
	}
	return out
}

func goValue(v property.Value) any {
	switch {
	case v.IsMap():
		out := m{}
		for k, e := range v.AsMap().All {
			out[k] = goValue(e)
		}
		return out
	case v.IsArray():
		out := list{}
		for _, e := range v.AsArray().All {
			out = append(out, goValue(e))
		}
		return out
	case v.IsBool():
		return v.AsBool()
	case v.IsNumber():
		return v.AsNumber()
	case v.IsString():
		return v.AsString()
	}
	return nil
}
