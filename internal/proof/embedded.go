package proof

import (
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

// embedded reads the YAML or JSON that a ConfigMap of istiod's chart holds under a key. The ConfigMap is called by its base
// name, or by that, a dash and the revision.
func (r *Release) embedded(objects []chart.Object, base, key string) map[string]any {
	if r.Plan.Chart.Name != "istiod" {
		return nil
	}
	for _, o := range objects {
		if o.Kind != "ConfigMap" || o.Name != base && !strings.HasPrefix(o.Name, base+"-") || base == "istio" && strings.HasPrefix(o.Name, "istio-sidecar-injector") {
			continue
		}
		data, _ := o.Body["data"].(map[string]any)
		text, ok := data[key].(string)
		if !ok {
			continue
		}
		var out map[string]any
		if err := yaml.Unmarshal([]byte(text), &out); err != nil {
			return nil // the chart writes it with toYaml or toJson
		}
		c := coverer{differing: r.differing()}
		out, _ = c.walk(out).(map[string]any)
		return out
	}
	return nil
}
