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
		"kept": {
			"what to say, where", adopt.Survey{Kept: []adopt.Found{found(adopt.Found{Kept: []string{"spec.loadBalancerIP", "spec.externalTrafficPolicy"}})}}, nil,
			[]said{{check.Warning, "", "adopt", "keeps spec.loadBalancerIP, spec.externalTrafficPolicy, which the old mesh had set"}}, 0,
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
			assert.Equal(t, c.count, s.found.count, c.reason)
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

func TestLeftoverFindings(t *testing.T) {
	t.Parallel()
	useless := adopt.Old{Useless: []string{"Role a/b"}}
	for name, c := range map[string]struct {
		reason     string
		left       adopt.Old
		incomplete []string
		want       []said
	}{
		"none":       {"nothing to say", adopt.Old{}, nil, nil},
		"useless":    {"which, and who deletes them", useless, nil, []said{{check.Warning, "", "adopt", "no use for 1 object of the old one; nothing deletes them, look at them and do it yourself: Role a/b"}}},
		"incomplete": {"it may be of use", useless, []string{"istiod"}, []said{{check.Warning, "", "adopt", "isn't listed, as it isn't known yet what these releases are made of: istiod"}}},
		"another's": {
			"it isn't of no use", adopt.Old{Others: map[string][]string{"canary": {"Deployment a/istiod-canary"}}}, nil,
			[]said{{check.Warning, "", "adopt", "revision canary, which isn't among those here, and stay with it: Deployment a/istiod-canary"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &check.Findings{}
			(&surveyor{f: f}).leftovers(c.left, c.incomplete)
			assertSaid(t, c.want, f, c.reason)
		})
	}
}

func TestIncompleteReleases(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		proved *proof.Release
		want   bool
	}{
		"known":       {"all of it is", &proof.Release{Objects: []proof.Object{{Object: chart.Object{Name: "a"}}}}, false},
		"no chart":    {"it couldn't be loaded", nil, true},
		"failed":      {"the chart refused", &proof.Release{Err: assert.AnError}, true},
		"unknown":     {"an object may depend on it", &proof.Release{Values: plan.Resolved{Unknown: []string{"global.hub"}}}, true},
		"secret":      {"what is made of it has the same name", &proof.Release{Values: plan.Resolved{Secret: []string{"pilot.env.A"}}}, false},
		"hidden name": {"of a secret", &proof.Release{Objects: []proof.Object{{Object: chart.Object{Name: "a-" + plan.SecretText}}}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, mesh := &plan.Plan{Releases: []*plan.Release{{Name: "istiod"}}}, &proof.Mesh{}
			if c.proved != nil {
				c.proved.Plan = p.Releases[0]
				mesh.Releases = append(mesh.Releases, c.proved)
			}
			assert.Equal(t, c.want, len(incomplete(p, mesh)) == 1, c.reason)
		})
	}
}
