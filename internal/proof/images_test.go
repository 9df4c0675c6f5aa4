package proof_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

const injector = `
apiVersion: v1
kind: ConfigMap
metadata: {name: istio-sidecar-injector-1-31}
data:
  values: '{"global": {"hub": "docker.io/istio", "tag": "1.31.1", "variant": "distroless", "proxy": {"image": "proxyv2"}, "proxy_init": {"image": "mirror.example/init:7"}}}'
`

func TestImages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason   string
		template string
		objects  []*plan.Object
		want     []string
	}{
		"pods": {"containers and init containers, wherever pods are, each once", `
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec: {template: {spec: {containers: [{name: a, image: "x:1"}, {name: b, image: "x:1"}], initContainers: [{name: c, image: "w:1"}]}}}`, nil, []string{"w:1", "x:1"}},
		"auto": {"a gateway's proxy is the injected one", `
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec: {template: {spec: {containers: [{name: istio-proxy, image: auto}]}}}`, nil, []string{}},
		"injected": {"the injector composes names as its template does: whole names stay", injector, nil,
			[]string{"docker.io/istio/proxyv2:1.31.1-distroless", "mirror.example/init:7"}},
		"custom": {"a custom resource names the image for its operator", "# nothing", []*plan.Object{{
			Kind: "Jaeger", Body: plan.Tree{"spec": plan.Tree{"allInOne": plan.Tree{"image": "jaeger:1"}}},
		}}, []string{"jaeger:1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mesh := &proof.Mesh{Plan: &plan.Plan{Objects: c.objects}, Releases: []*proof.Release{rendered(t, plan.Tree{}, c.template)}}
			assert.Equal(t, c.want, mesh.Images(), c.reason)
		})
	}
}
