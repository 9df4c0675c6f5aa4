package importer

// scaler is how many of something run: the values of its chart, as the charts of istiod and of the IstioOperator's gateways have
// them.
type scaler struct {
	on, min, max, replicas, cpu *node
	// byDefault says whether an autoscaler is there where nobody says.
	byDefault bool
}

func scalerOf(values *node, byDefault bool) scaler {
	return scaler{
		on: values.at("autoscaleEnabled"), min: values.at("autoscaleMin"), max: values.at("autoscaleMax"),
		replicas: values.at("replicaCount"), cpu: values.at("cpu"), byDefault: byDefault,
	}
}

func (s scaler) autoscaled() bool {
	if s.on != nil && s.on.null() {
		return false // null takes the chart's own value away
	}
	return s.on.truth(s.byDefault)
}

// fewest is the number of replicas that always run.
func (s scaler) fewest() int64 {
	n := s.replicas
	if s.autoscaled() {
		n = s.min
	}
	if v, ok := asInt(n.data()); ok {
		return v.(int64)
	}
	return 1
}

// write makes the arguments. carry puts a value below the arguments of what scales.
func (s scaler) write(carry func(n *node, value any, path ...string)) {
	if !s.autoscaled() {
		for _, n := range []*node{s.min, s.max, s.cpu} {
			n.mark(Dropped, "", "there is no autoscaler")
		}
		replicas := int64(1)
		if n, ok := asInt(s.replicas.data()); ok && n.(int64) > 0 {
			replicas = n.(int64)
		}
		carry(s.replicas, replicas, "replicas")
		carry(s.on, replicas, "replicas")
		return
	}
	if s.replicas != nil {
		s.replicas.mark(Dropped, "", "the autoscaler writes the number of replicas; its minReplicas is the fewest")
	}
	if s.on != nil && !s.byDefault {
		carry(s.on, map[string]any{}, "autoscaling")
	}
	s.on.mark(Default, "", "")
	for _, of := range []struct {
		n  *node
		to string
	}{{s.min, "minReplicas"}, {s.max, "maxReplicas"}, {s.cpu.at("targetAverageUtilization"), "targetCpuUtilization"}} {
		if n, ok := asInt(of.n.data()); ok {
			carry(of.n, n, "autoscaling", of.to)
			continue
		}
		of.n.mark(Default, "", "nothing is said")
	}
	if s.cpu != nil && s.cpu.leaf() {
		s.cpu.mark(Default, "", "nothing is said")
	}
}

// scalePilot writes how many istiods run, once for all of its values.
func (t *translation) scalePilot(n *node, _ []string) {
	if n.entry != nil || n.isMap && !n.leaf() && n.fields[n.keys[0]].entry != nil {
		return
	}
	s := scalerOf(t.values.at("pilot"), t.profile.chart != "demo")
	if s.replicas != nil && s.on == nil && !s.autoscaled() && s.replicas.text() == "" {
		s.replicas.mark(Default, "", "nothing is said")
		return
	}
	s.write(func(n *node, value any, path ...string) {
		to := append([]string{"controlPlane"}, path...)
		if n == nil {
			if t.idle(to) == "" {
				t.set(value, to...)
			}
			return
		}
		t.carryAsLeaf(n, value, to...)
	})
}

// carryAsLeaf is carryAs for an argument of another shape than the input's.
func (t *translation) carryAsLeaf(n *node, value any, path ...string) {
	if why := t.idle(path); why != "" {
		n.mark(Dropped, "", why)
		return
	}
	t.set(value, path...)
	n.mark(Carried, argument(path), "")
}

// asBudget reads a disruption budget. The maximum goes before the minimum, which the charts have by themselves.
func asBudget(v any) (any, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	for key := range m {
		if key != "minAvailable" && key != "maxUnavailable" {
			return nil, false
		}
	}
	for _, key := range []string{"maxUnavailable", "minAvailable"} {
		if text, ok := someText(m[key]); ok {
			return map[string]any{key: text}, true
		}
	}
	return nil, false
}
