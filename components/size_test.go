package components

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

func TestScaling(t *testing.T) {
	t.Parallel()
	one, large := &scale{replicas: 1}, &scale{min: 2, max: 10}
	auto := func(bounds ...int) *Autoscaling {
		out := &Autoscaling{}
		if bounds[0] > 0 {
			out.MinReplicas = &bounds[0]
		}
		if bounds[1] > 0 {
			out.MaxReplicas = &bounds[1]
		}
		return out
	}
	for name, c := range map[string]struct {
		reason   string
		size     *scale
		replicas *int
		auto     *Autoscaling
		fixed    *int
		bounds   *Autoscaling
	}{
		"nothing":                    {"the chart's own numbers", nil, nil, nil, nil, nil},
		"replicas":                   {"as the argument says", nil, ref(3), nil, ref(3), nil},
		"no replicas":                {"zero is a number", nil, ref(0), nil, ref(0), nil},
		"autoscaling":                {"as the argument says, the rest is the chart's", nil, nil, auto(2, 0), nil, auto(2, 0)},
		"small":                      {"the size fixes the number", one, nil, nil, ref(1), nil},
		"small, replicas":            {"arguments go before the size", one, ref(3), nil, ref(3), nil},
		"small, autoscaling":         {"an autoscaler in place of the size's one replica", one, nil, auto(2, 4), nil, auto(2, 4)},
		"small, empty autoscaling":   {"bounds are the chart's", one, nil, auto(0, 0), nil, auto(0, 0)},
		"large":                      {"the size's bounds", large, nil, nil, nil, auto(2, 10)},
		"large, replicas":            {"arguments go before the size", large, ref(1), nil, ref(1), nil},
		"large, both bounds":         {"arguments go before the size", large, nil, auto(3, 4), nil, auto(3, 4)},
		"large, fewest":              {"the size gives the other bound", large, nil, auto(3, 0), nil, auto(3, 10)},
		"large, most":                {"the size gives the other bound", large, nil, auto(0, 7), nil, auto(2, 7)},
		"large, fewest above most":   {"the size's bound gives way", large, nil, auto(12, 0), nil, auto(12, 12)},
		"large, most below fewest":   {"the size's bound gives way", large, nil, auto(0, 1), nil, auto(1, 1)},
		"large, neither bound":       {"the size's bounds", large, nil, auto(0, 0), nil, auto(2, 10)},
		"large, fewest is its most":  {"the border", large, nil, auto(10, 0), nil, auto(10, 10)},
		"large, most is its fewest":  {"the border", large, nil, auto(0, 2), nil, auto(2, 2)},
		"replicas beside autoscaler": {"refused elsewhere; replicas count here", large, ref(4), auto(2, 3), ref(4), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var before Autoscaling
			if c.auto != nil {
				before = *c.auto
			}
			fixed, bounds := scaling(c.size, c.replicas, c.auto)
			assert.Equal(t, c.fixed, fixed, c.reason)
			assert.Equal(t, c.bounds, bounds, c.reason)
			if c.auto != nil {
				assert.Equal(t, before, *c.auto, "the user's arguments are left alone")
			}
			// What is written must itself be right.
			f := &check.Findings{}
			bounds.check(f, "autoscaling", nil, fixed, "replicas")
			assert.Empty(t, f.Errors(), "what is planned is judged by the bounds that are planned")
		})
	}
}

func TestScalingKeepsTheTarget(t *testing.T) {
	t.Parallel()
	_, bounds := scaling(&scale{min: 2, max: 10}, nil, &Autoscaling{TargetCPUUtilization: ref(60)})
	assert.Equal(t, &Autoscaling{MinReplicas: ref(2), MaxReplicas: ref(10), TargetCPUUtilization: ref(60)}, bounds)
	assert.Equal(t, scale{min: 2, max: 10}, sizes[sizeLarge].replicas, "the sizes are nobody's to change")
}

// Sizes are presets: what they say must pass the checks that arguments pass.
func TestSizesAreSound(t *testing.T) {
	t.Parallel()
	all := map[Size]sizing{"the charts'": chartSizing, "the demo's": demoSizing}
	for name, s := range sizes {
		all[name] = s
	}
	for name, s := range all {
		for part, r := range map[string]Resources{
			"istiod": s.istiod, "proxy": s.proxy, "gateway": s.gateway, "waypoint": s.waypoint, "cni": s.cni, "ztunnel": s.ztunnel,
		} {
			f := &check.Findings{}
			r.check(f, part, Resources{})
			assert.Empty(t, f.Errors(), "%s: %s", name, part)
			require.NotNil(t, r.Requests, "%s: %s needs a request, or a limit could not be compared with it", name, part)
		}
	}
	for _, pair := range [][2]Size{{sizeSmall, sizeMedium}, {sizeMedium, sizeLarge}} {
		smaller, larger := sizes[pair[0]], sizes[pair[1]]
		for part, r := range map[string][2]Resources{
			"istiod": {smaller.istiod, larger.istiod}, "proxy": {smaller.proxy, larger.proxy}, "gateway": {smaller.gateway, larger.gateway},
			"waypoint": {smaller.waypoint, larger.waypoint}, "cni": {smaller.cni, larger.cni}, "ztunnel": {smaller.ztunnel, larger.ztunnel},
		} {
			atMost(t, r[0].Requests, r[1].Requests, "%s of %s and %s", part, pair[0], pair[1])
			if r[0].Limits != nil {
				atMost(t, r[0].Limits, r[1].Limits, "%s of %s and %s", part, pair[0], pair[1])
			}
		}
	}
}

func atMost(t *testing.T, less, more *ResourceList, format string, args ...any) {
	t.Helper()
	for _, pair := range [][2]string{{*less.CPU, *more.CPU}, {*less.Memory, *more.Memory}} {
		a, b := resource.MustParse(pair[0]), resource.MustParse(pair[1])
		assert.LessOrEqual(t, a.Cmp(b), 0, append([]any{format}, args...)...)
	}
}
