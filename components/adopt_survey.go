package components

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/adopt"
	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/cluster"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// surveyTimeout bounds how long a cluster is asked for what it has.
const surveyTimeout = time.Minute

// adoption plans what is adopted, and reports what stands in the way, all of it, before anything is changed. It returns how
// many objects are to be adopted.
func (m *mesh) adoption(ctx *pulumi.Context, f *check.Findings, opts []pulumi.ResourceOption, p *plan.Plan, proved *proof.Mesh) int {
	if m.args.Adopt == nil {
		return 0
	}
	where, err := m.adoptedCluster(ctx, opts)
	if err != nil {
		f.Errorf("adopt.kubeconfig", "%v", err)
		return 0
	}
	m.planAdoption(p, proved, where)
	config := cluster.Config{Context: where.Context, Cluster: where.Cluster}
	if where.Kubeconfig != nil {
		value, known := plan.Await(ctx.Context(), where.Kubeconfig)
		if !known {
			f.Warnf("adopt.kubeconfig", "it is known only once the update has begun, so this preview doesn't show what is adopted, nor what stands in the way")
			return 0
		}
		config.Kubeconfig = textOf(value)
	}
	bounded, stop := context.WithTimeout(ctx.Context(), surveyTimeout)
	defer stop()
	s := surveyor{f: f, mesh: m}
	k, err := adopt.Connect(config)
	if err == nil {
		err = s.survey(bounded, k, p, proved)
	}
	if err != nil {
		f.Errorf("adopt", "what is there can't be read, so nothing can be adopted: %s", cluster.Why(err))
	}
	return s.count
}

// adoptedCluster says which cluster is meant.
func (m *mesh) adoptedCluster(ctx *pulumi.Context, opts []pulumi.ResourceOption) (plan.Adoption, error) {
	setting := func(key string) string {
		value, _ := ctx.GetConfig("kubernetes:" + key)
		return value
	}
	out := plan.Adoption{}
	if setting("renderYamlToDirectory") != "" {
		return out, errors.New("the children are written to files (kubernetes:renderYamlToDirectory), and no cluster is meant in which anything could be adopted; leave `adopt` out")
	}
	explicit := m.args.Adopt.Kubeconfig != nil
	if !explicit && explicitKubernetesProvider(ctx.Context(), opts) {
		return out, errors.New("a Kubernetes provider is passed, which can't be asked for its cluster; write the kubeconfig that it has")
	}
	out.Kubeconfig = m.args.Adopt.Kubeconfig
	if !explicit {
		out.Context, out.Cluster = setting("context"), setting("cluster")
		if kubeconfig := setting("kubeconfig"); kubeconfig != "" {
			out.Kubeconfig = pulumi.StringPtr(kubeconfig)
		}
	}
	if c := m.args.Adopt.Context; c != nil {
		out.Context = *c
	}
	return out, nil
}

// textOf is a text, given as it is or by a pointer.
func textOf(v any) string {
	if p, ok := v.(*string); ok && p != nil {
		return *p
	}
	s, _ := v.(string)
	return s
}

// surveyor reports what a cluster has.
type surveyor struct {
	f     *check.Findings
	mesh  *mesh
	count int
}

func (s *surveyor) survey(ctx context.Context, k *adopt.Cluster, p *plan.Plan, proved *proof.Mesh) error {
	var releases []adopt.Release
	for _, r := range adoptable(proved) {
		releases = append(releases, r.objects)
	}
	for _, r := range p.Releases {
		if r.Adopt.Objects == nil {
			s.f.Warnf("adopt", "release %s can't be rendered yet, so what it adopts isn't known", r.Name)
		}
	}
	found, err := k.Survey(ctx, releases, s.mesh.args.Adopt.managers())
	if err != nil {
		return err
	}
	s.releases(found)
	var objects []adopt.Object
	for _, o := range p.Objects {
		if !o.Patch {
			objects = append(objects, adopt.Object{APIVersion: o.APIVersion, Kind: o.Kind, Namespace: o.Namespace, Name: o.Name})
		}
	}
	existing, err := k.Existing(ctx, objects)
	if err != nil {
		return err
	}
	s.objects(existing)
	return s.old(ctx, k, releases, objects)
}

// releases reports objects of releases.
func (s *surveyor) releases(found *adopt.Survey) {
	s.count = len(found.Adoptable)
	for _, o := range found.Foreign {
		s.f.Errorf("adopt", "%s", o.ForeignText())
	}
	for _, o := range found.Stuck {
		s.f.Errorf("adopt", "%s", o.StuckText())
	}
	for _, o := range found.Unfamiliar {
		s.f.Warnf("adopt.fieldManagers", "%s has fields of %s alone, which keep those that its chart doesn't set; list the manager that installed it, so that they go", o.Object, orNobody(o.Managers))
	}
}

func orNobody(managers []string) string {
	if len(managers) == 0 {
		return "nobody"
	}
	return strings.Join(managers, ", ")
}

// objects reports objects that the mesh plans beside its releases and that are there already: Pulumi's Kubernetes provider
// takes nothing over that it hasn't made, unless it is told to.
func (s *surveyor) objects(existing []adopt.Object) {
	var namespaces []string
	for _, o := range existing {
		if o.Kind == "Namespace" {
			namespaces = append(namespaces, o.Name)
			continue
		}
		s.f.Warnf("adopt", "%s exists already, and Pulumi's Kubernetes provider refuses to make it; set upsertExistingObjects on the provider for this update, or leave out the argument that plans it", o)
	}
	if len(namespaces) > 0 {
		slices.Sort(namespaces)
		s.f.Errorf("createNamespaces", "%s exist already; write false, so that they are left to who made them", strings.Join(namespaces, ", "))
	}
}

// old reports what there is of the old mesh besides.
func (s *surveyor) old(ctx context.Context, k *adopt.Cluster, releases []adopt.Release, objects []adopt.Object) error {
	operators, err := k.Operators(ctx)
	if err != nil {
		return err
	}
	for _, o := range operators {
		s.f.Errorf("adopt", "the removed operator runs still and would undo all of it; stop it first: kubectl scale deployment %s -n %s --replicas=0", o.Name, o.Namespace)
	}
	left, err := k.Leftovers(ctx, releases, objects)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		s.f.Warnf("adopt", "the mesh has no use for %s of the old one; nothing deletes them, look at them and do it yourself: %s",
			counted(len(left), "object"), strings.Join(left, ", "))
	}
	return nil
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
