package components

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

var update = flag.Bool("update", false, "write the golden files")

func tree(m map[string]any) *freeform.Map { return &freeform.Map{Plain: m} }

// planned is a mesh whose whole plan has been read by a person, as testdata/plans/<name>.golden.yaml.
type planned struct {
	name   string
	reason string
	args   MeshStackArgs
}

var plans = []planned{
	{"default", "no argument gives base and istiod of the newest release, and the wait for its webhooks", MeshStackArgs{}},
	{
		"namespace", "another namespace reaches every chart and the names of the webhooks",
		MeshStackArgs{Namespace: ref("mesh"), CreateNamespaces: ref(false), Version: ref("1.30.5")},
	},
	{
		"image", "pull secrets are names for some charts and objects for the gateway's; the hub is written, not assumed",
		MeshStackArgs{
			Image: &Image{
				Hub: pulumi.String("registry.example.com/istio"), Tag: ref("1.31.1-hotfix"), Variant: ref(ImageVariant("distroless")),
				PullPolicy: ref(ImagePullPolicy("Always")), PullSecrets: []string{"mirror"},
			},
			CNI:      &CNI{},
			Gateways: []GatewaySpec{{Name: "edge"}},
		},
	},
	{
		"revision", "a revision suffixes names and labels; tags are objects of ours; the default tag answers to istio-injection",
		MeshStackArgs{
			Revision: ref("1-31-1"), RevisionTags: []string{"prod", "default"}, Namespace: ref("mesh"),
			Gateways:  []GatewaySpec{{Name: "edge"}, {Name: "canary", Revision: ref("1-31-1")}},
			Injection: &Injection{Namespaces: []InjectedNamespace{{Name: "shop"}}},
		},
	},
	{
		"control-plane", "istiod's own settings carry the prefix that no profile overrides",
		MeshStackArgs{
			ControlPlane: &ControlPlane{
				Autoscaling: &Autoscaling{MinReplicas: ref(2), MaxReplicas: ref(7), TargetCPUUtilization: ref(60)},
				Resources: &Resources{
					Requests: &ResourceList{CPU: ref("250m"), Memory: ref("1Gi")},
					Limits:   &ResourceList{Memory: ref("2Gi")},
				},
				Env:                 pulumi.StringMap{"PILOT_ENABLE_STATUS": pulumi.String("true")},
				Affinity:            tree(map[string]any{"podAntiAffinity": map[string]any{"x": 1.0}}),
				Tolerations:         []Toleration{{Key: ref("dedicated"), Value: ref("mesh"), Effect: ref("NoSchedule")}},
				NodeSelector:        map[string]string{"pool": "system"},
				PodDisruptionBudget: &PodDisruptionBudget{MaxUnavailable: ref("25%")},
				LogLevel:            ref(LogLevel("debug")),
			},
			Proxy: &Proxy{
				Resources:   &Resources{Requests: &ResourceList{CPU: ref("50m")}},
				Concurrency: ref(2), LogLevel: ref(ProxyLogLevel("error")), HoldApplicationUntilProxyStart: ref(true),
				ExcludeInboundPorts: []int{9090, 9091}, ExcludeOutboundPorts: []int{5432},
				ExcludeIPRanges: []string{"10.1.0.0/16"}, IncludeIPRanges: []string{"10.0.0.0/8", "172.16.0.0/12"},
			},
			Timeouts: &Timeouts{Base: ref(60), Istiod: ref(300)},
		},
	},
	{
		"fixed-replicas", "a fixed number of replicas switches the autoscaler off",
		MeshStackArgs{
			ControlPlane: &ControlPlane{Replicas: ref(3), PodDisruptionBudget: &PodDisruptionBudget{MinAvailable: ref("2")}},
			Gateways:     []GatewaySpec{{Name: "edge", Replicas: ref(2), PodDisruptionBudget: &PodDisruptionBudget{MinAvailable: ref("1")}}},
		},
	},
	{
		"cni", "both sides of the CNI plugin go together; a namespace that exists is labelled, not created",
		MeshStackArgs{CNI: &CNI{
			Namespace: ref("kube-system"), Chained: ref(false), BinDir: ref("/home/kubernetes/bin"), ConfDir: ref("/etc/cni/net.d"),
			ExcludeNamespaces: []string{"kube-system", "kube-public"},
		}, Timeouts: &Timeouts{CNI: ref(120)}},
	},
	{"cni-off", "enabled: false installs nothing", MeshStackArgs{CNI: &CNI{Enabled: ref(false)}}},
	{
		"gateways", "every setting of a gateway, the ports that the IstioOperator's gateways had, and a gateway without Service",
		MeshStackArgs{Gateways: []GatewaySpec{
			{
				Name: "istio-ingress", Labels: map[string]string{"istio": "ingressgateway"}, LegacyPorts: ref(true),
				Service: &GatewayService{
					Type:           ref(ServiceType("LoadBalancer")),
					Annotations:    pulumi.StringMap{"cloud/lb": pulumi.String("internal")},
					LoadBalancerIP: pulumi.StringPtr("203.0.113.10"), LoadBalancerClass: ref("service.k8s.aws/nlb"),
					LoadBalancerSourceRanges: []string{"198.51.100.0/24"}, ExternalTrafficPolicy: ref(TrafficPolicy("Local")),
				},
				Autoscaling: &Autoscaling{MinReplicas: ref(2)},
				Resources:   &Resources{Limits: &ResourceList{CPU: ref("1")}},
				Placement: &Placement{
					NodeSelector: map[string]string{"edge": "true"},
					Tolerations:  []Toleration{{Operator: ref("Exists")}},
					Affinity:     tree(map[string]any{"nodeAffinity": map[string]any{}}),
				},
				Values: tree(map[string]any{"priorityClassName": "edge", "autoscaling": map[string]any{"maxReplicas": 9.0}}),
			},
			{
				Name: "mtls", Namespace: ref("edge"),
				Service: &GatewayService{Type: ref(ServiceType("ClusterIP")), Ports: []ServicePort{
					{Name: "tls", Port: 15443}, {Name: "dns", Port: 53, TargetPort: ref(5353), Protocol: ref("UDP")},
				}},
			},
			{Name: "waypoint", Namespace: ref("edge"), Service: &GatewayService{Type: ref(serviceTypeNone)}},
		}},
	},
	{
		"sidecars", "what is called becomes egress hosts; the namespace's own and the mesh's are always kept; repetitions are dropped",
		MeshStackArgs{
			Injection: &Injection{Namespaces: []InjectedNamespace{{Name: "shop", Create: ref(true)}, {Name: "billing"}}},
			Sidecars: &Sidecars{
				Namespaces: []SidecarScopeSpec{
					{
						Namespace: "shop", Reaches: []string{"billing", "api.example.com", "data/db.data.svc.cluster.local", "billing"},
						Hosts: []string{"~billing/secret.billing.svc.cluster.local"}, OutboundTraffic: ref(OutboundTraffic("registryOnly")),
					},
					{Namespace: "shop", Name: ref("batch"), WorkloadSelector: map[string]string{"app": "batch"}},
				},
				MeshDefault: &SidecarDefault{OutboundTraffic: ref(OutboundTraffic("allowAny"))},
			},
		},
	},
	{
		"escape-hatches", "mesh config and values are merged last: maps by key, lists as a whole, null stays null; inputs stay inputs",
		MeshStackArgs{
			Proxy: &Proxy{Concurrency: ref(2), LogLevel: ref(ProxyLogLevel("info"))},
			CNI:   &CNI{ExcludeNamespaces: []string{"a", "b"}},
			MeshConfig: &freeform.Map{
				Plain:  map[string]any{"accessLogFile": "/dev/stdout", "defaultConfig": map[string]any{"concurrency": 4.0}},
				Leaves: map[string]pulumi.Input{"/trustDomain": pulumi.String("example.com").ToStringOutput()},
			},
			Values: &Values{
				Base:   tree(map[string]any{"base": map[string]any{"excludedCRDs": []any{"x"}}}),
				Istiod: tree(map[string]any{"global": map[string]any{"proxy": map[string]any{"logLevel": nil}}}),
				CNI:    tree(map[string]any{"cni": map[string]any{"excludeNamespaces": []any{"c"}}}),
			},
		},
	},
}

func TestPlans(t *testing.T) {
	t.Parallel()
	for _, tc := range slices.Concat(plans, profilePlans, featurePlans) {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := newMesh(tc.args)
			findings := &check.Findings{}
			m.check(t.Context(), findings)
			require.Empty(t, findings.Errors(), tc.reason)
			golden(t, tc.name, m.plan())
		})
	}
}

func TestPlansOfComponents(t *testing.T) {
	t.Parallel()
	v := istio.MustParseVersion("1.31.1")
	golden(t, "component-gateway", GatewayArgs{
		Namespace: ref("team"), Revision: ref("prod"), ImagePullSecrets: []string{"mirror"}, Timeout: ref(90),
	}.plan("team-edge", v))
	golden(t, "component-sidecar-scope", SidecarScopeArgs{
		Namespace: "shop", Name: ref("orders"), Reaches: []string{"billing"}, MeshNamespace: ref("mesh"),
		WorkloadSelector: map[string]string{"app": "orders"},
	}.plan())
}

// golden compares a plan with its file. The order of steps is part of it.
func golden(t *testing.T, name string, p *plan.Plan) {
	t.Helper()
	steps, err := p.Steps()
	require.NoError(t, err)
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	for _, s := range steps {
		require.NoError(t, enc.Encode(readable(s)))
	}
	path := filepath.Join("testdata", "plans", name+".golden.yaml")
	if *update {
		require.NoError(t, os.WriteFile(path, out.Bytes(), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "write it with `go test ./components -update`, and read it")
	assert.Equal(t, string(want), out.String(), "changed on purpose? `go test ./components -update`, and read the difference")
}

// readable is a step without what is empty.
func readable(s plan.Step) map[string]any {
	doc := plan.Tree{"id": s.ID()}
	doc.Set(s.After(), "after")
	if r := s.Release; r != nil {
		doc.Set(r.Namespace+"/"+r.Name, "release")
		doc.Set(r.Chart.Name+" "+r.Chart.Version, "chart")
		doc.Set(r.Timeout, "timeout")
		doc.Set(marked(r.Values), "values")
		return doc
	}
	o := s.Object
	kind := o.APIVersion + " " + o.Kind
	if o.Patch {
		kind = "patch of " + kind
	}
	doc.Set(kind, "object")
	doc.Set(o.Namespace+"/"+o.Name, "name")
	doc.Set(o.Labels, "labels")
	doc.Set(o.Annotations, "annotations")
	if o.WaitFor != "" {
		doc.Set(o.WaitFor, "waitFor")
		doc.Set(o.Timeout, "timeout")
	}
	doc.Set(o.Ignore, "ignore")
	doc.Set(o.ReplaceOn, "replaceOn")
	doc.Set(marked(o.Body), "body")
	return doc
}

// marked writes <input> in place of what is known only later.
func marked(v any) any {
	switch v := plan.Plain(v).(type) {
	case plan.Tree:
		out := plan.Tree{}
		for k, e := range v {
			out[k] = marked(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = marked(e)
		}
		return out
	case pulumi.Input:
		return "<input>"
	default:
		return v
	}
}
