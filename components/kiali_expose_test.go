package components

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// A gateway speaks plain HTTP unless it is told otherwise, and a Kiali with a certificate answers that with an error.
func TestGatewaySpeaksAsKialiDoes(t *testing.T) {
	t.Parallel()
	expose := &KialiExpose{Gateway: "edge", Host: "kiali.example.com"}
	identity := func(file string) map[string]any { return map[string]any{"identity": map[string]any{"cert_file": file}} }
	for name, c := range map[string]struct {
		reason   string
		platform *Platform
		kiali    Kiali
		want     bool
	}{
		"chart":                     {"no certificate", nil, Kiali{Install: &KialiInstall{Expose: expose}}, false},
		"chart on OpenShift":        {"the chart lets OpenShift make one", ref(platformOpenShift), Kiali{Install: &KialiInstall{Expose: expose}}, true},
		"values on OpenShift":       {"switched off by hand", ref(platformOpenShift), Kiali{Install: &KialiInstall{Expose: expose, Values: tree(identity(""))}}, false},
		"config":                    {"the user's own", nil, Kiali{Install: &KialiInstall{Expose: expose}, Config: tree(identity("/c/tls.crt"))}, true},
		"config of somebody else's": {"the same", nil, Kiali{ConfigMap: &KialiConfigMap{Expose: expose}, Config: tree(identity("/c/tls.crt"))}, true},
		"somebody else's":           {"their ConfigMap names none, whatever the platform", ref(platformOpenShift), Kiali{ConfigMap: &KialiConfigMap{Expose: expose}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := MeshStackArgs{Platform: c.platform, Gateways: []GatewaySpec{{Name: "edge"}}}
			p := kialiPlanned(args, &c.kiali, kialiTold())
			i := slices.IndexFunc(p.Objects, func(o *plan.Object) bool { return o.Kind == "DestinationRule" })
			require.Equal(t, c.want, i >= 0, c.reason)
			if !c.want {
				return
			}
			spec, _ := p.Objects[i].Body["spec"].(plan.Tree)
			assert.Equal(t, "kiali.istio-system.svc.cluster.local", spec["host"])
			assert.Equal(t, plan.Tree{"tls": plan.Tree{"mode": "SIMPLE", "insecureSkipVerify": true}}, spec["trafficPolicy"])
		})
	}
}
