package render

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// sized are the resources that a preset gives to everything, as {"requests": …, "limits": …}.
type sized struct{ istiod, proxy, gateway, waypoint, cni, ztunnel m }

func requests(cpu, memory string) m { return m{"requests": m{"cpu": cpu, "memory": memory}} }

func bounded(cpu, memory, mostCPU, mostMemory string) m {
	return m{"requests": m{"cpu": cpu, "memory": memory}, "limits": m{"cpu": mostCPU, "memory": mostMemory}}
}

// sights are those of the resources, where the gateway is called edge.
func (s sized) sights() []sight {
	return []sight{
		see(s.istiod, istiodPod, discovery("resources")...),
		inInjector(s.proxy, "global", "proxy", "resources"),
		see(s.gateway, edgePod, proxy("resources")...),
		inInjector(s.waypoint, "global", "waypoint", "resources"),
		see(s.cni, cniPod, installer("resources")...),
		inAmbient(see(s.ztunnel, ztunnelPod, proxy("resources")...)),
	}
}

// autoscaled are the bounds of istiod and of the gateway, or their fixed number.
func autoscaled(least, most any) []sight {
	var out []sight
	for _, scaler := range []string{istiodScaler, edgeScaler} {
		out = append(out, see(least, scaler, "spec", "minReplicas"), see(most, scaler, "spec", "maxReplicas"))
	}
	return out
}

func fixed(replicas int) []sight {
	return []sight{
		see(nil, istiodScaler), see(nil, edgeScaler), see(replicas, istiodPod, "spec", "replicas"), see(replicas, edgePod, "spec", "replicas"),
	}
}

var (
	chartNumbers = sized{
		requests("500m", "2048Mi"), bounded("100m", "128Mi", "2000m", "1024Mi"), bounded("100m", "128Mi", "2000m", "1024Mi"),
		bounded("100m", "128Mi", "2", "1Gi"), requests("100m", "100Mi"), requests("200m", "512Mi"),
	}
	smallNumbers = sized{
		requests("100m", "256Mi"), bounded("10m", "64Mi", "1000m", "512Mi"), bounded("50m", "64Mi", "1000m", "512Mi"),
		bounded("50m", "64Mi", "1", "512Mi"), requests("20m", "64Mi"), requests("50m", "128Mi"),
	}
	largeNumbers = sized{
		requests("2000m", "4Gi"), bounded("100m", "256Mi", "2000m", "2Gi"), bounded("1000m", "1Gi", "4000m", "4Gi"),
		bounded("500m", "512Mi", "4", "2Gi"), requests("100m", "200Mi"), requests("500m", "1Gi"),
	}
	demoNumbers = sized{
		requests("10m", "100Mi"), bounded("10m", "40Mi", "2000m", "1024Mi"), bounded("10m", "40Mi", "2000m", "1024Mi"),
		bounded("10m", "40Mi", "2", "1Gi"), requests("10m", "40Mi"), nil,
	}
)

func TestSizes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		size, reason string
		numbers      sized
		scale        []sight
	}{
		{"", "the numbers are the charts' own", chartNumbers, autoscaled(1, 5)},
		{"small", "one of each", smallNumbers, fixed(1)},
		{"medium", "the charts' own numbers, written", chartNumbers, autoscaled(1, 5)},
		{"large", "two of each at least", largeNumbers, autoscaled(2, 10)},
	}
	for _, tc := range tests {
		for _, profile := range []string{"default", "ambient", "demo"} {
			t.Run(orNone(tc.size)+"/"+profile, func(t *testing.T) {
				t.Parallel()
				numbers, scale := tc.numbers, tc.scale
				if tc.size == "" && profile == "demo" {
					numbers, scale = demoNumbers, demoScale()
				}
				args := m{"profile": profile, "cni": m{}, "gateways": list{m{"name": "edge"}}}
				if tc.size != "" {
					args["size"] = tc.size
				}
				got := rendered(t, args)
				c := combination{profile: profile}
				for _, s := range slices.Concat(numbers.sights(), scale) {
					if c.shows(s) {
						assert.NoError(t, s.check(got), tc.reason)
					}
				}
			})
		}
	}
}

// demoScale: the profile turns istiod's autoscaler off, and knows nothing of gateways that aren't its own.
func demoScale() []sight {
	return []sight{see(nil, istiodScaler), see(1, edgeScaler, "spec", "minReplicas"), see(5, edgeScaler, "spec", "maxReplicas")}
}

// The gateways of the profile demo are as small as the rest of it, and aren't scaled either.
func TestGatewaysOfDemo(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{"profile": "demo"})
	for _, name := range []string{"istio-ingressgateway", "istio-egressgateway"} {
		key := "Deployment/istio-system/" + name
		assert.Equal(t, demoNumbers.gateway, at(t, got[key], proxy("resources")...), name)
		assert.EqualValues(t, 1, at(t, got[key], "spec", "replicas"), name)
		assert.NotContains(t, got, "HorizontalPodAutoscaler/istio-system/"+name)
	}
	large := rendered(t, m{"profile": "demo", "size": "large"})
	assert.Contains(t, large, "HorizontalPodAutoscaler/istio-system/istio-ingressgateway", "a size goes before the profile")
}

// A size fills in what the arguments leave out, and takes nothing away from them.
func TestSizesKeepArguments(t *testing.T) {
	t.Parallel()
	half := m{"requests": m{"cpu": "51m"}, "limits": m{"memory": "8Gi"}}
	tests := []struct {
		reason, size string
		// args are given to istiod, and to the gateway edge.
		args m
		see  []sight
	}{
		{"a number goes before a fixed one", "small", m{"replicas": 4}, fixed(4)},
		{"a number goes before bounds", "large", m{"replicas": 1}, fixed(1)},
		{"an autoscaler goes before a fixed number", "small", m{"autoscaling": m{"minReplicas": 2}}, autoscaled(2, 5)},
		{"an autoscaler goes before a fixed number", "small", m{"autoscaling": m{"maxReplicas": 3}}, autoscaled(1, 3)},
		{"an autoscaler goes before a fixed number", "small", m{"autoscaling": m{"targetCpuUtilization": 55}}, autoscaled(1, 5)},
		{"the other bound is the size's", "large", m{"autoscaling": m{"minReplicas": 3}}, autoscaled(3, 10)},
		{"the other bound is the size's", "large", m{"autoscaling": m{"maxReplicas": 4}}, autoscaled(2, 4)},
		{"the other bound is the size's, not the chart's 5", "large", m{"autoscaling": m{"minReplicas": 7}}, autoscaled(7, 10)},
		{"the size's bound gives way", "large", m{"autoscaling": m{"minReplicas": 12}}, autoscaled(12, 12)},
		{"the size's bound gives way", "large", m{"autoscaling": m{"maxReplicas": 1}}, autoscaled(1, 1)},
		{"both bounds are given", "large", m{"autoscaling": m{"minReplicas": 1, "maxReplicas": 3}}, autoscaled(1, 3)},
		{"no bound is given", "large", m{"autoscaling": m{"targetCpuUtilization": 55}}, autoscaled(2, 10)},
		{"the bounds are the charts' own", "medium", m{"autoscaling": m{"minReplicas": 3}}, autoscaled(3, 5)},
		{
			"the other half is the size's", "large", m{"resources": half},
			[]sight{
				see(m{"requests": m{"cpu": "51m", "memory": "4Gi"}, "limits": m{"memory": "8Gi"}}, istiodPod, discovery("resources")...),
				see(bounded("51m", "1Gi", "4000m", "8Gi"), edgePod, proxy("resources")...),
			},
		},
		{
			"the other half is the size's", "small", m{"resources": half},
			[]sight{
				see(m{"requests": m{"cpu": "51m", "memory": "256Mi"}, "limits": m{"memory": "8Gi"}}, istiodPod, discovery("resources")...),
				see(bounded("51m", "64Mi", "1000m", "8Gi"), edgePod, proxy("resources")...),
			},
		},
	}
	for _, tc := range tests {
		for _, profile := range []string{"minimal", "demo"} {
			t.Run(tc.size+"/"+profile+"/"+tc.reason, func(t *testing.T) {
				t.Parallel()
				gateway := m{"name": "edge"}
				maps.Copy(gateway, tc.args)
				got := rendered(t, m{"profile": profile, "size": tc.size, "controlPlane": tc.args, "gateways": list{gateway}})
				for _, s := range tc.see {
					assert.NoError(t, s.check(got), tc.reason)
				}
			})
		}
	}
}

// Half of what a node program or a proxy may have is given, too.
func TestSizesKeepHalves(t *testing.T) {
	t.Parallel()
	half := m{"resources": m{"requests": m{"cpu": "51m"}, "limits": m{"memory": "8Gi"}}}
	got := rendered(t, m{"size": "large", "proxy": half, "cni": half, "ztunnel": half})
	for _, s := range []sight{
		inInjector(bounded("51m", "256Mi", "2000m", "8Gi"), "global", "proxy", "resources"),
		see(m{"requests": m{"cpu": "51m", "memory": "200Mi"}, "limits": m{"memory": "8Gi"}}, cniPod, installer("resources")...),
		see(m{"requests": m{"cpu": "51m", "memory": "1Gi"}, "limits": m{"memory": "8Gi"}}, ztunnelPod, proxy("resources")...),
	} {
		assert.NoError(t, s.check(got))
	}
}

// 0 is a number: a gateway can be put to sleep. istiod's chart takes it for absent, so there it is refused.
func TestNoReplicas(t *testing.T) {
	t.Parallel()
	got := rendered(t, m{"gateways": list{m{"name": "edge", "replicas": 0}}})
	assert.NoError(t, see(0, edgePod, "spec", "replicas").check(got))
	_, err := planned(t, m{"controlPlane": m{"replicas": 0}})
	assert.ErrorContains(t, err, "write 1 or more")
}
