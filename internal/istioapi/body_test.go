package istioapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/istioapi"
)

func TestBodyProblems(t *testing.T) {
	for _, c := range []struct {
		reason, apiVersion, kind, spec, version string
		want                                    []want
	}{
		{
			reason: "the CRD has no names of protocol buffers", apiVersion: "networking.istio.io/v1", kind: "Sidecar",
			spec: "{egress: [{hosts: ['./*'], capture_mode: NONE}]}",
			want: []want{{"spec.egress[0].capture_mode", istioapi.Unknown, "API server", "captureMode"}},
		},
		{
			reason: "the whole body has a path too", apiVersion: "networking.istio.io/v1", kind: "Sidecar", spec: "{}",
			want: []want{{"spec", istioapi.Rule, "says nothing", ""}},
		},
		{
			reason: "an exclusion came with 1.31", apiVersion: "networking.istio.io/v1", kind: "Sidecar", version: "1.30.5",
			spec: "{egress: [{hosts: ['*/*', '~ns/a.b.c']}]}",
			want: []want{{"spec.egress[0].hosts[1]", istioapi.Rule, "1.31", ""}},
		},
		{
			reason: "what is imported twice is a doubt", apiVersion: "networking.istio.io/v1", kind: "Sidecar",
			spec: "{egress: [{hosts: ['*/*', 'ns/*']}]}",
			want: []want{{"spec.egress[0].hosts", istioapi.Doubt, "imports everything", ""}},
		},
		{
			reason: "a version that the CRD lacks", apiVersion: "telemetry.istio.io/v1beta1", kind: "Telemetry", spec: "{}",
			want: []want{{"apiVersion", istioapi.Enum, "telemetry.istio.io/v1", "telemetry.istio.io/v1"}},
		},
		{
			reason: "ports need a selector", apiVersion: "security.istio.io/v1", kind: "PeerAuthentication", spec: "{portLevelMtls: {8080: {mode: STRICT}}}",
			want: []want{{"spec.portLevelMtls", istioapi.Rule, "needs a selector", ""}},
		},
		{
			reason: "a newer field of a body", apiVersion: "telemetry.istio.io/v1", kind: "Telemetry", version: "1.29.2",
			spec: "{tracing: [{disableContextPropagation: true}]}",
			want: []want{{"spec.tracing[0].disableContextPropagation", istioapi.Newer, "1.30", ""}},
		},
		{
			reason: "a newer enum value", apiVersion: "networking.istio.io/v1", kind: "ServiceEntry", version: "1.27.0",
			spec: "{hosts: ['*.a.b'], ports: [{number: 443, name: tls, protocol: TLS}], resolution: DYNAMIC_DNS}",
			want: []want{{"spec.resolution", istioapi.Newer, "1.28", ""}},
		},
		{
			reason: "a deprecated field and one duration that is told once", apiVersion: "networking.istio.io/v1", kind: "DestinationRule",
			spec: "{host: a, trafficPolicy: {outlierDetection: {consecutiveErrors: 5, interval: 0s}}}",
			want: []want{
				{"spec.trafficPolicy.outlierDetection.consecutiveErrors", istioapi.Deprecated, "consecutive5xxErrors", "consecutiveGatewayErrors or consecutive5xxErrors"},
				{"spec.trafficPolicy.outlierDetection.interval", istioapi.Rule, "1ms", ""},
			},
		},
		{
			reason: "kinds without rules are walked all the same", apiVersion: "networking.istio.io/v1", kind: "VirtualService",
			spec: "{hosts: [a], http: [{route: [{destination: {host: a, prot: {number: 1}}}]}]}",
			want: []want{{"spec.http[0].route[0].destination.prot", istioapi.Unknown, "port", "port"}},
		},
		{reason: "kinds of others have no problems", apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway", spec: "{foo: bar}"},
		{reason: "nor unknown ones", apiVersion: "networking.istio.io/v1alpha3", kind: "EnvoyFilter", spec: "{foo: bar}"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			release := newest
			if c.version != "" {
				release = istio.MustParseVersion(c.version)
			}
			compare(t, c.want, istioapi.CheckBody(c.apiVersion, c.kind, parse(t, c.spec), release))
		})
	}
}

func TestKinds(t *testing.T) {
	for _, kind := range []string{"Sidecar", "Telemetry", "PeerAuthentication", "DestinationRule", "ServiceEntry"} {
		assert.Contains(t, istioapi.Kinds(), kind)
	}
}
