package proof

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// autoImage is what a pod template says whose proxy the injector fills in.
const autoImage = "auto"

// Images lists every image of the releases and of the planned objects, sorted, each once: those of pods' containers and
// init containers, of the proxies that istiod injects, and those that custom resources name for their operators.
// Unknown ones are left out, and those of releases that couldn't be rendered.
func (m *Mesh) Images() []string {
	l := imageLister{images: []string{}}
	for _, r := range m.Releases {
		for i := range r.Objects {
			o := &r.Objects[i]
			l.walk(o.Body, false)
			if o.Kind == "ConfigMap" && strings.HasPrefix(o.Name, "istio-sidecar-injector") {
				l.injected(o.Body)
			}
		}
	}
	for _, o := range m.Plan.Objects {
		l.custom(o.Body)
	}
	slices.Sort(l.images)
	return slices.Compact(l.images)
}

type imageLister struct{ images []string }

func (l *imageLister) add(image any) {
	if image, ok := image.(string); ok && image != "" && image != autoImage {
		l.images = append(l.images, image)
	}
}

// walk finds containers in whatever holds pods.
func (l *imageLister) walk(v any, container bool) {
	switch v := v.(type) {
	case map[string]any:
		if container {
			l.add(v["image"])
			return
		}
		for k, e := range v {
			l.walk(e, k == "containers" || k == "initContainers")
		}
	case []any:
		for _, e := range v {
			l.walk(e, container)
		}
	}
}

// injected adds the images of the sidecar, and of the init container that goes with it, of waypoints and of gateways, as
// the injector's template composes them of the values in its ConfigMap.
func (l *imageLister) injected(body map[string]any) {
	data, _ := body["data"].(map[string]any)
	text, _ := data["values"].(string)
	var values struct {
		Global struct {
			Hub, Variant string
			Tag          any
			Proxy        struct{ Image string }
			ProxyInit    struct{ Image string } `json:"proxy_init"`
		}
	}
	if err := json.Unmarshal([]byte(text), &values); err != nil {
		return // the injector couldn't read it either
	}
	g := values.Global
	for _, image := range []string{g.Proxy.Image, g.ProxyInit.Image} {
		if image == "" {
			continue
		}
		if !strings.Contains(image, "/") {
			image = fmt.Sprintf("%s/%s:%v", g.Hub, image, g.Tag)
			if g.Variant != "" && !strings.HasSuffix(image, "-"+g.Variant) {
				image += "-" + g.Variant
			}
		}
		l.add(image)
	}
}

// custom adds what a custom resource names for its operator.
func (l *imageLister) custom(v any) {
	switch v := v.(type) {
	case plan.Tree:
		for k, e := range v {
			if k == "image" {
				l.add(plan.Plain(e))
				continue
			}
			l.custom(e)
		}
	case map[string]any:
		l.custom(plan.Tree(v))
	case []any:
		for _, e := range v {
			l.custom(e)
		}
	}
}
