package proof

import "strings"

// Release returns the release of that ID in the plan, or nil where its chart is missing, it isn't planned, or it couldn't
// be rendered.
func (m *Mesh) Release(id string) *Release {
	for _, r := range m.Releases {
		if r.Plan.ID == id && r.Err == nil {
			return r
		}
	}
	return nil
}

// Find returns the first object of a kind whose name begins so, or nil. It may be asked of a nil release.
func (r *Release) Find(kind, prefix string) *Object {
	if r == nil {
		return nil
	}
	for i := range r.Objects {
		if o := &r.Objects[i]; o.Kind == kind && strings.HasPrefix(o.Name, prefix) {
			return o
		}
	}
	return nil
}

// At returns what stands at a path of keys in a tree of maps, nil where there is nothing, or something hidden.
func At(v any, path ...string) any {
	for _, key := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// Has reports whether a tree of maps holds the path of keys, as far as they lead through maps: what is below a list is
// the list's.
func Has(v any, path ...string) bool {
	m, ok := v.(map[string]any)
	if !ok || len(path) == 0 {
		return ok && len(path) == 0
	}
	below, there := m[path[0]]
	if _, deeper := below.(map[string]any); deeper && len(path) > 1 {
		return Has(below, path[1:]...)
	}
	return there
}
