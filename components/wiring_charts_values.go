package components

import (
	"fmt"
	"maps"
	"slices"

	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// valuePrefixes are the blocks by which a chart takes its values as well. What stands there is laid over the rest after
// profile and platform were, so that these, which are written with the prefix, go before values without it
// (templates/zzy_descope_legacy.yaml of the charts).
var valuePrefixes = map[string]string{"istiod": "pilot", "cni": "cni"}

// overriddenValues reports values of the user that have no effect, as the same ones with a prefix have others.
func (o once) overriddenValues(r *proof.Release) {
	prefix, ok := valuePrefixes[r.Plan.Chart.Name]
	if !ok {
		return
	}
	planned := plan.ToGo(r.Values.Value)
	over := append(presets(r, planned), preset{values: planned})
	for _, path := range leaves(r.User) {
		if path[0] == prefix {
			continue
		}
		value := proof.At(planned, path...)
		var winner preset
		for _, p := range over {
			if proof.At(p.values, append([]string{prefix}, path...)...) != nil {
				winner = p
			}
		}
		wins := proof.At(winner.values, append([]string{prefix}, path...)...)
		if value == nil || wins == nil || hasHidden(value) || hasHidden(wins) || fmt.Sprint(value) == fmt.Sprint(wins) {
			continue
		}
		at, key := r.Plan.User.Path, prefix
		for _, k := range path {
			at, key = plan.Join(at, k), plan.Join(key, k)
		}
		if winner.from == "" {
			o.report(check.ValueOverridden, at, "%s has another value, and goes before it; leave one of the two out", key)
		} else {
			o.report(check.ValueOverridden, at, "%s has another %s, which goes before it; write %s.%s", winner.from, key, r.Plan.User.Path, key)
		}
	}
}

// preset is a file of a chart that holds values, or, without a name, the planned ones.
type preset struct {
	from   string
	values any
}

// presets are those that the planned values ask for, in the order in which the chart lays them over one another
// (templates/zzz_profile.yaml).
func presets(r *proof.Release, planned any) []preset {
	asked := func(key string) string {
		for _, path := range [][]string{{key}, {"global", key}} {
			if text, _ := proof.At(planned, path...).(string); text != "" {
				return text
			}
		}
		return ""
	}
	compatibility, _ := proof.At(planned, "compatibilityVersion").(string)
	var out []preset
	for _, p := range []struct{ what, name, file string }{
		{"the profile", asked("profile"), "files/profile-%s.yaml"},
		{"the compatibilityVersion", compatibility, "files/profile-compatibility-version-%s.yaml"},
		{"the platform", asked("platform"), "files/profile-platform-%s.yaml"},
	} {
		for _, file := range r.Chart.Files {
			values := map[string]any{}
			if p.name != "" && file.Name == fmt.Sprintf(p.file, p.name) && yaml.Unmarshal(file.Data, &values) == nil {
				out = append(out, preset{p.what + " " + p.name, values})
			}
		}
	}
	return out
}

// leaves lists the paths of what isn't a map in a tree of maps, sorted.
func leaves(node any) [][]string {
	tree, ok := node.(map[string]any)
	if !ok {
		return nil
	}
	var out [][]string
	for _, key := range slices.Sorted(maps.Keys(tree)) {
		if _, deeper := tree[key].(map[string]any); !deeper {
			out = append(out, []string{key})
			continue
		}
		for _, below := range leaves(tree[key]) {
			out = append(out, append([]string{key}, below...))
		}
	}
	return out
}
