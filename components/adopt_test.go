package components

import (
	"testing"

	helmchart "helm.sh/helm/v3/pkg/chart"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/adopt"
	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

func TestAdoptFindings(t *testing.T) {
	t.Parallel()
	istiod := adopt.Release{Name: "istiod", Namespace: "istio-system"}
	object := adopt.Object{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "istio-system", Name: "istiod"}
	found := func(f adopt.Found) adopt.Found {
		f.Object, f.Release = object, istiod
		return f
	}
	for name, c := range map[string]struct {
		reason  string
		survey  adopt.Survey
		objects []adopt.Object
		want    []said
		count   int
	}{
		"nothing":   {"a cluster without a mesh", adopt.Survey{}, nil, nil, 0},
		"adoptable": {"nothing to say but how many", adopt.Survey{Adoptable: []adopt.Found{found(adopt.Found{}), found(adopt.Found{})}}, nil, nil, 2},
		"foreign": {
			"whose it is", adopt.Survey{Foreign: []adopt.Found{found(adopt.Found{Owner: adopt.Release{Name: "other", Namespace: "mesh"}})}}, nil,
			[]said{{check.Error, "", "adopt", "belongs to the Helm release mesh/other"}}, 0,
		},
		"stuck": {
			"the command that keeps the pods", adopt.Survey{Stuck: []adopt.Found{found(adopt.Found{})}}, nil,
			[]said{{check.Error, "", "adopt", "`kubectl delete deployment istiod -n istio-system --cascade=orphan`"}}, 0,
		},
		"unfamiliar": {
			"who has fields", adopt.Survey{Unfamiliar: []adopt.Found{found(adopt.Found{Managers: []string{"argocd"}})}}, nil,
			[]said{{check.Warning, "", "adopt.fieldManagers", "fields of argocd alone"}}, 0,
		},
		"unmanaged": {
			"nobody has fields", adopt.Survey{Unfamiliar: []adopt.Found{found(adopt.Found{})}}, nil,
			[]said{{check.Warning, "", "adopt.fieldManagers", "fields of nobody alone"}}, 0,
		},
		"namespaces": {
			"one argument decides on all of them", adopt.Survey{}, []adopt.Object{{Kind: "Namespace", Name: "istio-system"}, {Kind: "Namespace", Name: "edge"}},
			[]said{{check.Error, "", "createNamespaces", "edge, istio-system exist already; write false"}}, 0,
		},
		"objects": {
			"the plugin can be told", adopt.Survey{}, []adopt.Object{{Kind: "PeerAuthentication", Namespace: "istio-system", Name: "default"}},
			[]said{{check.Warning, "", "adopt", "PeerAuthentication istio-system/default exists already"}}, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &check.Findings{}
			s := surveyor{f: f}
			s.releases(&c.survey)
			s.objects(c.objects)
			assertSaid(t, c.want, f, c.reason)
			assert.Equal(t, c.count, s.count, c.reason)
		})
	}
}

// Every release adopts what it renders to. What can't be rendered yet is adopted all the same.
func TestPlanAdoption(t *testing.T) {
	t.Parallel()
	rendered, later := &plan.Release{ID: "base", Name: "istio-base"}, &plan.Release{ID: "istiod", Name: "istiod"}
	object := func(template, name string) proof.Object {
		return proof.Object{Object: chart.Object{Kind: "Service", Namespace: "a", Name: name, Template: template}}
	}
	proved := &proof.Mesh{Releases: []*proof.Release{
		{Plan: rendered, Chart: &helmchart.Chart{}, Objects: []proof.Object{object("base/templates/b.yaml", "z"), object("base/templates/a.yaml", "y"), object("base/crds/a.yaml", "x")}},
		{Plan: later, Err: assert.AnError},
	}}
	m := newMesh(MeshStackArgs{Adopt: &Adopt{FieldManagers: []string{"argocd", "kubectl"}}})
	m.planAdoption(&plan.Plan{Releases: []*plan.Release{rendered, later}}, proved, plan.Adoption{Context: "prod"})
	managers := []string{"istio-operator", "kubectl-client-side-apply", "kubectl", "argocd"}
	assert.Equal(t, &plan.Adoption{Objects: []string{"Service a/y", "Service a/z"}, FieldManagers: managers, Context: "prod"}, rendered.Adopt)
	assert.Equal(t, &plan.Adoption{FieldManagers: managers, Context: "prod"}, later.Adopt)
}
