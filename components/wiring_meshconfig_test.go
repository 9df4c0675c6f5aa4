package components

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

func TestResourcesAreHeldToIstio(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		object plan.Object
		want   []string
	}{
		"good": {"what the arguments make", plan.Object{
			APIVersion: "networking.istio.io/v1", Kind: "Sidecar", Name: "default", Namespace: "shop",
			Body: plan.Tree{"spec": plan.Tree{"egress": []any{plan.Tree{"hosts": []any{"./*"}}}}},
		}, nil},
		"no hosts": {"the webhook refuses an egress listener that lets nothing out", plan.Object{
			APIVersion: "networking.istio.io/v1", Kind: "Sidecar", Name: "default", Namespace: "shop",
			Body: plan.Tree{"spec": plan.Tree{"egress": []any{plan.Tree{"hosts": []any{}}}}},
		}, []string{"sidecars"}},
		"no ports": {"a host outside is described there", plan.Object{
			APIVersion: "networking.istio.io/v1", Kind: "ServiceEntry", Name: "external-api.example.com", Namespace: "shop",
			Body: plan.Tree{"spec": plan.Tree{"hosts": []any{"api.example.com"}, "resolution": "STATIC", "addresses": []any{"nowhere"}, "ports": []any{plan.Tree{"number": 443, "name": "tls", "protocol": "TLS"}}}},
		}, []string{"sidecars.external"}},
		"bad host": {"it is called by somebody; two rules refuse it", plan.Object{
			APIVersion: "networking.istio.io/v1", Kind: "ServiceEntry", Name: "external-a", Namespace: "shop",
			Body: plan.Tree{"spec": plan.Tree{"hosts": []any{"api*.example.com"}, "resolution": "DNS", "ports": []any{plan.Tree{"number": 443, "name": "tls", "protocol": "TLS"}}}},
		}, []string{"sidecars", "sidecars"}},
		"no field": {"the API server prunes what the CRD doesn't have", plan.Object{
			APIVersion: "security.istio.io/v1", Kind: "PeerAuthentication", Name: "default", Namespace: "istio-system",
			Body: plan.Tree{"spec": plan.Tree{"mtlss": plan.Tree{"mode": "STRICT"}}},
		}, []string{"security.mtls"}},
		"telemetry": {"a part of a Telemetry belongs to the feature that writes it", plan.Object{
			APIVersion: "telemetry.istio.io/v1", Kind: "Telemetry", Name: "mesh-default", Namespace: "istio-system",
			Body: plan.Tree{"spec": plan.Tree{"tracing": []any{plan.Tree{"randomSamplingPercentage": 101.0}}}},
		}, []string{"tracing"}},
		"patch": {"somebody else's object isn't judged by a part of it", plan.Object{
			APIVersion: "networking.istio.io/v1", Kind: "Sidecar", Name: "default", Namespace: "shop", Patch: true,
			Body: plan.Tree{"spec": plan.Tree{"egress": []any{plan.Tree{"hosts": []any{}}}}},
		}, nil},
		"others": {"other kinds are Kubernetes' to judge", plan.Object{APIVersion: "v1", Kind: "ConfigMap", Name: "a", Body: plan.Tree{"data": plan.Tree{"a": 1}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, f := plan.New(), &check.Findings{}
			p.AddObject(&c.object)
			wiring{newMesh(MeshStackArgs{}), f, t.Context(), &proof.Mesh{Plan: p}}.strictResources()
			var got []string
			for _, e := range f.Errors() {
				assert.Equal(t, check.ResourceRefused, e.ID)
				got = append(got, e.Path)
			}
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}
