package components

import (
	"context"
	"fmt"
	"maps"
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

// adoption plans what is adopted, and reports what stands in the way, all of it, before anything is changed. It returns what
// there is to adopt.
func (m *mesh) adoption(ctx *pulumi.Context, f *check.Findings, opts []pulumi.ResourceOption, p *plan.Plan, proved *proof.Mesh) adopted {
	if m.args.Adopt == nil {
		return adopted{}
	}
	where, ok := m.adoptedCluster(ctx, f, opts)
	if !ok {
		return adopted{}
	}
	m.planAdoption(p, proved, where)
	config := m.args.Adopt.connection(ctx.Context(), f, where)
	if config == nil {
		return adopted{}
	}
	bounded, stop := context.WithTimeout(ctx.Context(), surveyTimeout)
	defer stop()
	s := surveyor{f: f, mesh: m}
	k, err := adopt.Connect(*config)
	if err == nil {
		s.found.where = k.String()
		err = s.survey(bounded, k, p, proved)
	}
	if err != nil {
		f.Errorf("adopt", "what is there can't be read, so nothing can be adopted: %s", cluster.Why(err))
	}
	return s.found
}

// surveyor reports what a cluster has.
type surveyor struct {
	f     *check.Findings
	mesh  *mesh
	found adopted
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
	return s.old(ctx, k, releases, objects, incomplete(p, proved))
}

// releases reports objects of releases.
func (s *surveyor) releases(found *adopt.Survey) {
	s.found.count = len(found.Adoptable)
	for _, o := range found.Foreign {
		s.f.Errorf("adopt", "%s", o.ForeignText())
	}
	for _, o := range found.Stuck {
		s.f.Errorf("adopt", "%s", o.StuckText())
	}
	for _, o := range found.Kept {
		s.f.Warnf("adopt", "%s keeps %s, which the old mesh had set and its chart doesn't, as a cloud might replace the load balancer without them; say them in "+
			"gateways[].service, or in the values of the release, and they stay as they are until then", o.Object, strings.Join(o.Kept, ", "))
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
func (s *surveyor) old(ctx context.Context, k *adopt.Cluster, releases []adopt.Release, objects []adopt.Object, incomplete []string) error {
	operators, err := k.Operators(ctx)
	if err != nil {
		return err
	}
	for _, o := range operators {
		s.f.Errorf("adopt", "the removed operator runs still and would undo all of it; stop it first: kubectl scale deployment %s -n %s --replicas=0", o.Name, o.Namespace)
	}
	revisions := []string{}
	for _, plane := range s.mesh.planes {
		revisions = append(revisions, orDefault(plane.revision))
	}
	left, err := k.Leftovers(ctx, releases, objects, revisions)
	if err != nil {
		return err
	}
	s.leftovers(left, incomplete)
	return nil
}

// leftovers reports what there is of the old mesh that the new one doesn't have. What incomplete releases are made of isn't
// known, so that the list would name objects which are needed.
func (s *surveyor) leftovers(left adopt.Old, incomplete []string) {
	switch {
	case len(incomplete) > 0:
		s.f.Warnf("adopt", "what the mesh has no use for of the old one isn't listed, as it isn't known yet what these releases are made of: %s; delete nothing before "+
			"a preview lists it", strings.Join(incomplete, ", "))
	case len(left.Useless) > 0:
		s.f.Warnf("adopt", "the mesh has no use for %s of the old one; nothing deletes them, look at them and do it yourself: %s",
			counted(len(left.Useless), "object"), strings.Join(left.Useless, ", "))
	}
	for _, revision := range slices.Sorted(maps.Keys(left.Others)) {
		of := left.Others[revision]
		s.f.Warnf("adopt", "%s of the old mesh belong to the control plane of the revision %s, which isn't among those here, and stay with it: %s",
			counted(len(of), "object"), revision, strings.Join(of, ", "))
	}
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
