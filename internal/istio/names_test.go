package istio_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// TestNames compares with what the charts of 1.30 and 1.31 render; the testbed compares with the charts themselves.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want, reason string }{
		{istio.InjectorWebhook("", "istio-system"), "istio-sidecar-injector", "the default namespace and revision are left out"},
		{istio.InjectorWebhook("", "mesh"), "istio-sidecar-injector-mesh", "two control planes may share a cluster"},
		{istio.InjectorWebhook("canary", "istio-system"), "istio-sidecar-injector-canary", "one for each revision"},
		{istio.InjectorWebhook("canary", "mesh"), "istio-sidecar-injector-canary-mesh", "both"},
		{istio.ValidatorWebhook("", "istio-system"), "istio-validator-istio-system", "here the namespace is always part of it"},
		{istio.ValidatorWebhook("canary", "mesh"), "istio-validator-canary-mesh", "both"},
		{istio.TagWebhook("prod", "istio-system"), "istio-revision-tag-prod", "one for each tag"},
		{istio.TagWebhook("prod", "mesh"), "istio-revision-tag-prod-mesh", "two control planes may have the same tag"},
		{istio.ControlPlaneService(""), "istiod", "what proxies connect to"},
		{istio.ControlPlaneService("canary"), "istiod-canary", "one for each revision"},
	} {
		assert.Equal(t, c.want, c.got, c.reason)
	}
}

func TestInjectionLabels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		revision, reason string
		want             map[string]string
	}{
		{"", "the label that everybody knows", map[string]string{"istio-injection": "enabled"}},
		{"default", "the default revision is asked for by the same label", map[string]string{"istio-injection": "enabled"}},
		{"canary", "a revision or a tag; both labels at once would win over it", map[string]string{"istio.io/rev": "canary"}},
	} {
		assert.Equal(t, c.want, istio.InjectionLabels(c.revision), c.reason)
	}
}
