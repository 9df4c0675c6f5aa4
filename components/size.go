package components

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Size is a preset of requests, limits and replicas of everything that the mesh runs.
type Size string

// The sizes.
const (
	sizeSmall  Size = "small"
	sizeMedium Size = "medium"
	sizeLarge  Size = "large"
)

// Values lists the sizes.
func (Size) Values() []infer.EnumValue[Size] {
	return []infer.EnumValue[Size]{
		{Name: "Small", Value: sizeSmall, Description: "A cluster to try things in: one replica of each, istiod in 100m CPU and 256Mi."},
		{Name: "Medium", Value: sizeMedium, Description: "The charts' own numbers, also where a profile has others."},
		{Name: "Large", Value: sizeLarge, Description: "Some thousand proxies: two istiods at least, with 2 CPU and 4Gi each, and gateways of 1 CPU and 1Gi."},
	}
}

// scale is how many replicas run. Without bounds the number is fixed.
type scale struct{ replicas, min, max int }

func (s scale) fixed() bool { return s.max == 0 }

// sizing is what everything gets that no argument speaks of.
type sizing struct {
	istiod, proxy, gateway, waypoint, cni, ztunnel Resources
	replicas                                       scale
}

// Numbers of the charts (values.yaml below manifests/charts of istio/istio), of the profile demo
// (manifests/helm-profiles/demo.yaml), and of the sizes. A large istiod follows Istio's own load test, in which one with 1 CPU
// and 1.5 GB serves 2000 proxies (istio.io/latest/docs/ops/deployment/performance-and-scalability).
var (
	chartSizing = sizing{
		istiod:   Resources{Requests: amounts("500m", "2048Mi")},
		proxy:    Resources{Requests: amounts("100m", "128Mi"), Limits: amounts("2000m", "1024Mi")},
		gateway:  Resources{Requests: amounts("100m", "128Mi"), Limits: amounts("2000m", "1024Mi")},
		waypoint: Resources{Requests: amounts("100m", "128Mi"), Limits: amounts("2", "1Gi")},
		cni:      Resources{Requests: amounts("100m", "100Mi")},
		ztunnel:  Resources{Requests: amounts("200m", "512Mi")},
		replicas: scale{min: chartMinReplicas, max: chartMaxReplicas},
	}
	demoSizing = sizing{
		istiod:   Resources{Requests: amounts("10m", "100Mi")},
		proxy:    Resources{Requests: amounts("10m", "40Mi"), Limits: amounts("2000m", "1024Mi")},
		gateway:  Resources{Requests: amounts("10m", "40Mi"), Limits: amounts("2000m", "1024Mi")},
		waypoint: Resources{Requests: amounts("10m", "40Mi"), Limits: amounts("2", "1Gi")},
		cni:      Resources{Requests: amounts("10m", "40Mi")},
		ztunnel:  Resources{Requests: amounts("10m", "40Mi")},
		replicas: scale{replicas: 1},
	}
	sizes = map[Size]sizing{
		sizeSmall: {
			istiod:   Resources{Requests: amounts("100m", "256Mi")},
			proxy:    Resources{Requests: amounts("10m", "64Mi"), Limits: amounts("1000m", "512Mi")},
			gateway:  Resources{Requests: amounts("50m", "64Mi"), Limits: amounts("1000m", "512Mi")},
			waypoint: Resources{Requests: amounts("50m", "64Mi"), Limits: amounts("1", "512Mi")},
			cni:      Resources{Requests: amounts("20m", "64Mi")},
			ztunnel:  Resources{Requests: amounts("50m", "128Mi")},
			replicas: scale{replicas: 1},
		},
		sizeMedium: chartSizing,
		sizeLarge: {
			istiod:   Resources{Requests: amounts("2000m", "4Gi")},
			proxy:    Resources{Requests: amounts("100m", "256Mi"), Limits: amounts("2000m", "2Gi")},
			gateway:  Resources{Requests: amounts("1000m", "1Gi"), Limits: amounts("4000m", "4Gi")},
			waypoint: Resources{Requests: amounts("500m", "512Mi"), Limits: amounts("4", "2Gi")},
			cni:      Resources{Requests: amounts("100m", "200Mi")},
			ztunnel:  Resources{Requests: amounts("500m", "1Gi")},
			replicas: scale{min: 2, max: 10},
		},
	}
)

func amounts(cpu, memory string) *ResourceList { return &ResourceList{CPU: &cpu, Memory: &memory} }

// sizing is what applies here, for the checks that compare an argument with what it meets.
func (m *mesh) sizing() sizing {
	if m.args.Size != nil {
		if s, ok := sizes[*m.args.Size]; ok {
			return s
		}
	}
	if m.chartProfile() == profileDemo {
		return demoSizing
	}
	return chartSizing
}

// contributeSize writes the numbers, before any argument that says otherwise. Without a size they are the charts' own,
// except for gateways, whose chart doesn't know the sizes of the profile demo.
func (m *mesh) contributeSize(p *plan.Plan) {
	s := m.sizing()
	sized := m.args.Size != nil
	if sized || m.chartProfile() == profileDemo {
		p.Values("gateway").Set(s.gateway.tree(), "resources")
	}
	if !sized {
		return
	}
	p.Values("ztunnel").Set(s.ztunnel.tree(), "resources")
	istiod := p.Values("istiod")
	istiod.Set(s.istiod.tree(), "pilot", "resources")
	istiod.Set(s.proxy.tree(), "global", "proxy", "resources")
	istiod.Set(s.waypoint.tree(), "global", "waypoint", "resources")
	p.Values("cni").Set(s.cni.tree(), "cni", "resources")
}

// scaling is what is written for something that scales: the arguments, and the size's numbers where they are silent. An
// argument is never lost to a size: a bound that would cross it gives way.
func scaling(size *scale, replicas *int, auto *Autoscaling) (fixed *int, bounds *Autoscaling) {
	switch {
	case replicas != nil:
		return replicas, nil
	case size == nil:
		return nil, auto
	case auto == nil && size.fixed():
		return &size.replicas, nil
	case auto == nil:
		return nil, &Autoscaling{MinReplicas: &size.min, MaxReplicas: &size.max}
	case size.fixed():
		return nil, auto
	}
	out := *auto
	if out.MinReplicas == nil {
		least := size.min
		if out.MaxReplicas != nil {
			least = min(least, *out.MaxReplicas)
		}
		out.MinReplicas = &least
	}
	if out.MaxReplicas == nil {
		most := max(size.max, *out.MinReplicas)
		out.MaxReplicas = &most
	}
	return nil, &out
}

// scale is the size's, nil without one.
func (m *mesh) scale() *scale {
	if m.args.Size == nil {
		return nil
	}
	s := m.sizing().replicas
	return &s
}
