package importer

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type m = map[string]any

type list = []any

// operator is an IstioOperator with a spec.
func operator(spec string) string {
	return "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  " + strings.ReplaceAll(strings.TrimSpace(spec), "\n", "\n  ") + "\n"
}

// identity is what a gateway always has, as policies name it.
func identity(name string) m { return m{"serviceAccount": m{"name": name + "-service-account"}} }

func TestArguments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, spec string
		options    Options
		want       m
		reason     string
	}{
		{name: "nothing", spec: "{}", want: m{"profile": "default"}, reason: "istioctl takes the profile default"},
		{name: "a minimal one", spec: "profile: minimal", want: m{"profile": "minimal"}, reason: "the gateway of default isn't there"},
		{name: "openshift", spec: "profile: openshift", want: m{"profile": "default", "platform": "openshift"}, reason: "a platform here"},
		{name: "external", spec: "profile: external", want: m{"profile": "remote"}, reason: "its name until 1.23"},
		{
			name: "a release", spec: "tag: 1.30.5-distroless",
			want:   m{"profile": "default", "version": "1.30.5", "image": m{"variant": "distroless"}},
			reason: "the tag is the version and the variant",
		},
		{
			name: "an old release", spec: "tag: 1.11.0\nhub: example.com/istio", options: Options{TargetVersion: "1.31.1"},
			want:   m{"profile": "default", "version": "1.31.1", "image": m{"hub": "example.com/istio"}},
			reason: "the images of 1.11 don't run under the charts of 1.31",
		},
		{
			name: "values go before spec", spec: "hub: a.example.com/x\nvalues: {global: {hub: b.example.com/x}}",
			want: m{"profile": "default", "image": m{"hub": "b.example.com/x"}}, reason: "istioctl merges values last",
		},
		{
			name: "unvalidated values go before all", spec: "values: {pilot: {traceSampling: 1}}\nunvalidatedValues: {pilot: {traceSampling: 2}}",
			want: m{"profile": "default", "values": m{"istiod": m{"pilot": m{"traceSampling": 2.0}}}}, reason: "istioctl merges them after it checked the others",
		},
		{
			name: "k8s goes before values", spec: "values: {pilot: {resources: {requests: {cpu: 1, memory: 1Gi}}}}\ncomponents: {pilot: {k8s: {resources: {requests: {cpu: 2}}}}}",
			want:   m{"profile": "default", "controlPlane": m{"resources": m{"requests": m{"cpu": "2", "memory": "1Gi"}}}},
			reason: "it is patched after the charts, field by field",
		},
		{
			name: "a list from 1.24 on", spec: "components: {ingressGateways: [{name: edge, namespace: edge}]}", options: Options{SourceVersion: "1.24"},
			want: m{"profile": "default", "gateways": list{
				m{"name": "edge", "legacyPorts": true, "labels": m{"app": "istio-ingressgateway", "istio": "ingressgateway"}, "values": identity("edge")},
			}},
			reason: "it replaces the profile's, and Gateways still find the pods by the class's labels",
		},
		{
			name: "a list until 1.23", spec: "components: {ingressGateways: [{name: edge, namespace: edge, enabled: true}]}", options: Options{SourceVersion: "1.23.6"},
			want: m{"profile": "default", "gateways": list{
				m{"name": "edge", "legacyPorts": true, "labels": m{"app": "istio-ingressgateway", "istio": "ingressgateway"}, "values": identity("edge")},
				m{"name": "istio-ingressgateway", "namespace": "istio-system", "legacyPorts": true, "values": identity("istio-ingressgateway")},
			}},
			reason: "it was merged by name with the profile's",
		},
		{
			name: "not enabled until 1.23", spec: "components: {ingressGateways: [{name: edge}]}", options: Options{SourceVersion: "1.11"},
			want: m{"profile": "default"}, reason: "without enabled: true a gateway wasn't installed",
		},
		{name: "the tag tells", spec: "tag: 1.11.0\ncomponents: {cni: {k8s: {}}}", want: m{"profile": "default"}, reason: "until 1.23 a mentioned component wasn't on"},
		{name: "mentioned", spec: "components: {cni: {k8s: {}}}", want: m{"profile": "default", "cni": m{}}, reason: "from 1.24 on it is"},
		{
			name: "no gateway", spec: "components: {ingressGateways: []}", want: m{"profile": "default", "gateways": list{}},
			reason: "an empty list is not the profile's",
		},
		{
			name: "the name server", spec: "meshConfig: {defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: \"true\", ISTIO_META_DNS_AUTO_ALLOCATE: \"true\"}}}",
			want: m{"profile": "default", "dns": m{"capture": true, "autoAllocate": true}}, reason: "istiod allocates itself now, and warns of the setting",
		},
		{
			name: "two replicas of a gateway", spec: "components: {ingressGateways: [{name: istio-ingressgateway, k8s: {hpaSpec: {minReplicas: 2}}}]}",
			want: m{"profile": "default", "gateways": list{m{
				"name": "istio-ingressgateway", "namespace": "istio-system", "legacyPorts": true, "values": identity("istio-ingressgateway"),
				"autoscaling": m{"minReplicas": 2.0}, "podDisruptionBudget": m{"minAvailable": "1"},
			}}},
			reason: "the IstioOperator's chart made a budget by itself",
		},
		{
			name: "null takes away", spec: "values: {global: {mountMtlsCerts: }}",
			want: m{"profile": "default", "values": m{"istiod": m{"global": m{"mountMtlsCerts": nil}}}}, reason: "as in Helm",
		},
		{
			name: "YAML 1.1", spec: "components: {cni: {enabled: yes}}", want: m{"profile": "default", "cni": m{}},
			reason: "kubectl and istioctl read it as true",
		},
		{
			name: "an anchor", spec: "components:\n  pilot: {k8s: &k {resources: {requests: {cpu: 1}}}}\n  cni: {enabled: true, k8s: *k}",
			want: m{
				"profile": "default", "controlPlane": m{"resources": m{"requests": m{"cpu": "1"}}}, "cni": m{"resources": m{"requests": m{"cpu": "1"}}},
			},
			reason: "an alias is what it stands for",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := Import([]byte(operator(tc.spec)), tc.options)
			require.NoError(t, err)
			assert.Equal(t, tc.want, got.Args, tc.reason)
			assertReported(t, []byte(operator(tc.spec)), got)
		})
	}
}

// assertReported holds the report against the leaves of the input.
func assertReported(t *testing.T, text []byte, r *Result) {
	t.Helper()
	in, err := read(text)
	require.NoError(t, err)
	var want, got []string
	for _, d := range in.documents {
		if d.root.entry != nil {
			want = append(want, "")
			continue
		}
		d.root.walk("", func(n *node, _ string) { want = append(want, n.path) })
	}
	for _, e := range r.Report {
		got = append(got, e.Path)
		assert.Contains(t, []Outcome{Carried, Default, Dropped, Manual}, e.Outcome, e)
		assert.Positive(t, e.Line, e)
		if e.Outcome == Carried {
			assert.NotEmpty(t, e.To, "%s: where is it?", e)
		}
		if e.Outcome == Dropped || e.Outcome == Manual {
			assert.NotEmpty(t, e.Message, "%s: why?", e)
		}
		assert.NotContains(t, e.Message, "MeshStack has nothing for it", "%s: no rule", e)
	}
	assert.Equal(t, want, got, "every leaf has one entry, in the order of the input")
}

func TestEverything(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/everything.yaml")
	require.NoError(t, err)
	got, err := Import(text, Options{})
	require.NoError(t, err)
	assertReported(t, text, got)
	fits(t, "args", got.Args, meshStack)
	var patched []string
	for _, p := range got.Patches {
		patched = append(patched, p.Kind+"/"+p.Namespace+"/"+p.Name)
	}
	assert.ElementsMatch(t, []string{
		"ValidatingWebhookConfiguration//istiod-default-validator", "Deployment/istio-system/istiod-blue", "Service/istio-system/istiod-blue",
		"DaemonSet/kube-system/istio-cni-node", "Service/istio-system/istio-ingressgateway",
	}, patched)
	outcomes := map[string]Outcome{}
	for _, e := range got.Report {
		outcomes[e.Path] = e.Outcome
	}
	for path, want := range map[string]Outcome{
		"spec.components.pilot.k8s.overlays[0].patches[2].path":                  Manual,
		"spec.components.pilot.k8s.volumes[0].name":                              Dropped,
		"spec.values.global.controlPlaneSecurityEnabled":                         Manual,
		"spec.values.kiali.enabled":                                              Manual,
		"spec.values.gateways.istio-ingressgateway.injectionTemplate":            Dropped,
		"spec.values.global.proxy.includeIPRanges":                               Carried,
		"spec.components.ingressGateways[0].k8s.hpaSpec.minReplicas":             Dropped,
		"spec.components.ingressGateways[0].k8s.securityContext.sysctls[0].name": Manual,
		"spec.components.ingressGateways[2].k8s.replicaCount":                    Dropped,
		"spec.addonComponents.prometheus.enabled":                                Manual,
		"spec.values.gateways.istio-ingressgateway.secretVolumes[0].name":        Carried,
		"spec.components.pilot.k8s.hpaSpec.metrics[0].resource.name":             Carried,
		"metadata.labels.team":                                                   Dropped,
	} {
		assert.Equal(t, want, outcomes[path], path)
	}
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	one := operator("profile: minimal")
	tests := []struct {
		name, text string
		want       m
		others     int
		reason     string
	}{
		{"two that agree", one + "---\n" + operator("profile: minimal\nhub: example.com/x"), m{"profile": "minimal", "image": m{"hub": "example.com/x"}}, 0, "they add up"},
		{"another kind", one + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n", m{"profile": "minimal"}, 1, "it is told, and left alone"},
		{
			"a list", "apiVersion: v1\nkind: List\nitems:\n- " + strings.ReplaceAll(strings.TrimSpace(one), "\n", "\n  ") + "\n", m{"profile": "minimal"}, 0,
			"as kubectl get -o yaml writes it",
		},
		{"empty ones", "---\n---\n" + one + "---\n# nothing\n", m{"profile": "minimal"}, 0, "they say nothing"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := Import([]byte(tc.text), Options{})
			require.NoError(t, err)
			assert.Equal(t, tc.want, got.Args, tc.reason)
			assertReported(t, []byte(tc.text), got)
			others := 0
			for _, e := range got.Report {
				if e.Path == "" {
					others++
				}
			}
			assert.Equal(t, tc.others, others, tc.reason)
		})
	}
}
