package plan

import (
	"fmt"
	"slices"
)

// Plan is everything one component will register, and what features hand to each other while it is made.
type Plan struct {
	Releases []*Release
	Objects  []*Object
	// Scopes are the Sidecars and the ServiceEntries for what they call, also where they are shown only and so are no Objects.
	Scopes []*Object
	// MeshConfig gathers what features want in Istio's mesh config.
	MeshConfig Tree
	// Telemetry gathers what features want in the one mesh-wide Telemetry: of several Istio takes the oldest alone.
	Telemetry Tree
	// EgressHosts are hosts (`namespace/host`) that every Sidecar must keep reachable, strings or Inputs of them.
	EgressHosts []any
	// Tracing, Prometheus and Grafana are what these features tell the others; nil without them.
	Tracing    *Tracing
	Prometheus *Prometheus
	Grafana    *Grafana

	values map[string]Tree
}

// New returns an empty plan.
func New() *Plan {
	return &Plan{MeshConfig: Tree{}, Telemetry: Tree{}, values: map[string]Tree{}}
}

// Values gathers what features want in the values of a chart.
func (p *Plan) Values(chart string) Tree {
	if p.values[chart] == nil {
		p.values[chart] = Tree{}
	}
	return p.values[chart]
}

// Present returns those of the IDs that are planned.
func (p *Plan) Present(ids ...string) []string {
	var out []string
	for _, id := range ids {
		if p.Has(id) {
			out = append(out, id)
		}
	}
	return out
}

// Release is one Helm release.
type Release struct {
	// ID is the resource's name without the component's, and what others name in After.
	ID string
	// Name and Namespace are those of the Helm release.
	Name, Namespace string
	Chart           Chart
	// Values are given to the chart: a Tree, or an Input that becomes a map.
	Values any
	// User are those values of it that the user wrote as values, which may be mistaken for anything.
	User UserValues
	// Timeout bounds Helm's wait, in seconds.
	Timeout int
	// After lists the IDs of what must be there first.
	After []string
	// Adopt says how objects that exist already become the release's, nil where none do.
	Adopt *Adoption
}

// UserValues are values that a user wrote as such.
type UserValues struct {
	// Path is the argument, for example `values.istiod`, "" where none was given.
	Path string
	// Values are a map, or an Input of one.
	Values any
}

// Chart says where a release's chart comes from.
type Chart struct {
	// Name of the chart in its repository.
	Name string
	// Version is exact, and VersionPath the argument that it comes from.
	Version     string
	VersionPath string
	// Repository is where the chart is, for charts of other projects: an https:// or oci:// address or a local folder. ""
	// is the mesh's own. RepositoryPath is the argument that it comes from.
	Repository, RepositoryPath string
}

// Object is one Kubernetes object, or a patch of one that somebody else owns.
type Object struct {
	ID                  string
	APIVersion, Kind    string
	Name, Namespace     string
	Labels, Annotations map[string]string
	// Body holds the fields beside apiVersion, kind and metadata.
	Body Tree
	// CopyOf names the namespace of a Secret of the same name whose data this one takes; Body has none then.
	CopyOf string
	// RandomKey names the key of a Secret whose value is made up once, 32 letters and digits, and then kept in the state.
	RandomKey string
	// Patch: the object belongs to somebody else; only these fields are ours, and are given back on delete.
	Patch bool
	// WaitFor is a condition (kubectl wait's grammar) that must hold before what comes after starts; Timeout bounds it,
	// in seconds.
	WaitFor string
	Timeout int
	// Ignore lists property paths that others write and that must not show as changes.
	Ignore []string
	// ReplaceOn lists property paths that the API doesn't let change: the object is deleted and made anew then.
	ReplaceOn []string
	After     []string
}

// AddRelease adds a release.
func (p *Plan) AddRelease(r *Release) { p.Releases = append(p.Releases, r) }

// AddObject adds an object.
func (p *Plan) AddObject(o *Object) { p.Objects = append(p.Objects, o) }

// Has reports whether something of that ID is planned.
func (p *Plan) Has(id string) bool {
	return slices.ContainsFunc(p.Releases, func(r *Release) bool { return r.ID == id }) ||
		slices.ContainsFunc(p.Objects, func(o *Object) bool { return o.ID == id })
}

// Step is a release or an object, one of the two.
type Step struct {
	Release *Release
	Object  *Object
}

// ID of the step.
func (s Step) ID() string {
	if s.Release != nil {
		return s.Release.ID
	}
	return s.Object.ID
}

// After lists the IDs of what must be there first.
func (s Step) After() []string {
	if s.Release != nil {
		return s.Release.After
	}
	return s.Object.After
}

// Steps returns everything in an order in which each comes after what it waits for, stable for equal plans. An
// unknown or repeated ID or a cycle is a bug of ours and comes back as an error.
func (p *Plan) Steps() ([]Step, error) {
	var all []Step
	for _, o := range p.Objects {
		all = append(all, Step{Object: o})
	}
	for _, r := range p.Releases {
		all = append(all, Step{Release: r})
	}
	byID := make(map[string]Step, len(all))
	for _, s := range all {
		if _, twice := byID[s.ID()]; twice {
			return nil, fmt.Errorf("plan: two steps are called %q", s.ID())
		}
		byID[s.ID()] = s
	}
	var out []Step
	state := map[string]int{} // 1: on the way, 2: done
	var visit func(s Step) error
	visit = func(s Step) error {
		switch state[s.ID()] {
		case 1:
			return fmt.Errorf("plan: %q waits for itself", s.ID())
		case 2:
			return nil
		}
		state[s.ID()] = 1
		for _, id := range s.After() {
			dep, ok := byID[id]
			if !ok {
				return fmt.Errorf("plan: %q waits for %q, which is not planned", s.ID(), id)
			}
			if err := visit(dep); err != nil {
				return err
			}
		}
		state[s.ID()] = 2
		out = append(out, s)
		return nil
	}
	for _, s := range all {
		if err := visit(s); err != nil {
			return nil, err
		}
	}
	return out, nil
}
