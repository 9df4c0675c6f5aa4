package components

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Each namespace of the observability parts gets the secrets before what runs there, and their pods name them.
func TestPullSecretsReachObservability(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		args   MeshStackArgs
		// id is that of what runs in the namespace.
		id, namespace string
	}{
		"jaeger":    {"its operator makes the pods", MeshStackArgs{Tracing: &Tracing{Jaeger: &Jaeger{Namespace: ref("traces")}}}, "tracing-jaeger", "traces"},
		"collector": {"the same", MeshStackArgs{Tracing: &Tracing{JaegerV2: &JaegerV2{Via: ref(jaegerViaOperator), Namespace: ref("traces")}}}, "tracing-jaeger", "traces"},
		"chart":     {"a release like the mesh's own", MeshStackArgs{Tracing: &Tracing{JaegerV2: &JaegerV2{}}}, "tracing-jaeger", tracingNamespace},
		"kiali":     {"the same", MeshStackArgs{Kiali: &Kiali{Install: &KialiInstall{Namespace: ref("kiali")}}}, "kiali", "kiali"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.args.Image = &Image{PullSecrets: []string{"mirror", "vendor"}, CopyPullSecrets: &PullSecretCopies{FromNamespace: ref("build")}}
			m := newMesh(c.args)
			p := m.plan()
			steps, err := p.Steps()
			require.NoError(t, err)
			i := slices.IndexFunc(steps, func(s plan.Step) bool { return s.ID() == c.id })
			require.GreaterOrEqual(t, i, 0)
			for _, secret := range c.args.Image.PullSecrets {
				assert.Contains(t, steps[i].After(), "pullsecret-"+c.namespace+"."+secret, c.reason)
			}
		})
	}
}
