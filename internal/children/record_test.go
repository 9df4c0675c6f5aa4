package children_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// componentURN is the component's under which the tests register.
const componentURN = "urn:pulumi:stack::project::test:index:Mesh::mesh"

// child is one registration as the engine gets it.
type child struct {
	inputs resource.PropertyMap
	*pulumirpc.RegisterResourceRequest
}

// dependsOn lists the names of the children it waits for.
func (c child) dependsOn() []string {
	var out []string
	for _, urn := range c.GetDependencies() {
		out = append(out, urn[strings.LastIndex(urn, ":")+1:])
	}
	slices.Sort(out)
	return out
}

// at returns an input by its path; ok is whether it is there.
func (c child) at(t *testing.T, path string) (v resource.PropertyValue, ok bool) {
	t.Helper()
	parsed, err := resource.ParsePropertyPath(path)
	require.NoError(t, err)
	return parsed.Get(resource.NewProperty(c.inputs))
}

// recorder is an engine that writes down what is registered.
type recorder struct {
	mu       sync.Mutex
	children map[string]child
}

func (r *recorder) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return resource.PropertyMap{}, nil
}

func (r *recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if args.Custom {
		r.children[args.Name] = child{args.Inputs, args.RegisterRPC}
	}
	return args.Name + "-id", resource.PropertyMap{}, nil
}

// register registers a plan under a component named mesh and returns the children by name.
func register(t *testing.T, p *plan.Plan, source children.Source) map[string]child {
	t.Helper()
	r := &recorder{children: map[string]child{}}
	require.NoError(t, run(r, p, source))
	return r.children
}

func run(r *recorder, p *plan.Plan, source children.Source) error {
	return pulumi.RunErr(func(ctx *pulumi.Context) error {
		component := &pulumi.ResourceState{}
		if err := ctx.RegisterComponentResource("test:index:Mesh", "mesh", component); err != nil {
			return err
		}
		_, err := children.Register(ctx, component, "mesh", p, source)
		return err
	}, pulumi.WithMocks("project", "stack", r))
}

// everything is a plan that uses every feature of Register.
func everything() *plan.Plan {
	p := plan.New()
	p.AddObject(&plan.Object{
		ID: "namespace", APIVersion: "v1", Kind: "Namespace", Name: "istio-system",
		Labels: map[string]string{"a": "b"}, Annotations: map[string]string{"c": "d"},
	})
	p.AddObject(&plan.Object{
		ID: "labels", APIVersion: "v1", Kind: "Namespace", Name: "shop", Patch: true,
		Labels: map[string]string{"istio-injection": "enabled"}, After: []string{"namespace"},
	})
	p.AddRelease(&plan.Release{
		ID: "istiod", Name: "istiod", Namespace: "istio-system", Timeout: 600,
		Chart:  plan.Chart{Name: "istiod", Version: "1.31.1"},
		Values: plan.Tree{"global": plan.Tree{"hub": pulumi.ToSecret("hub")}, "replicas": 2},
		After:  []string{"namespace", "labels"},
	})
	p.AddObject(&plan.Object{
		ID: "webhook", APIVersion: "admissionregistration.k8s.io/v1", Kind: "MutatingWebhookConfiguration",
		Name: "istio-sidecar-injector", Patch: true,
		WaitFor: "jsonpath={.webhooks[0].clientConfig.caBundle}", Timeout: 300, After: []string{"istiod"},
	})
	p.AddObject(&plan.Object{
		ID: "validator", APIVersion: "admissionregistration.k8s.io/v1", Kind: "ValidatingWebhookConfiguration",
		Name: "istio-validator", Patch: true, WaitFor: "condition=Ready", Timeout: 300, After: []string{"istiod"},
	})
	p.AddObject(&plan.Object{
		ID: "tag", APIVersion: "admissionregistration.k8s.io/v1", Kind: "MutatingWebhookConfiguration", Name: "istio-revision-tag-prod",
		Body: plan.Tree{"webhooks": []any{plan.Tree{
			"name": "rev.namespace.sidecar-injector.istio.io", "admissionReviewVersions": []any{"v1"},
			"clientConfig":      plan.Tree{"service": plan.Tree{"name": "istiod", "namespace": "istio-system", "path": "/inject", "port": 443}},
			"rules":             []any{plan.Tree{"operations": []any{"CREATE"}, "apiGroups": []any{""}, "apiVersions": []any{"v1"}, "resources": []any{"pods"}}},
			"namespaceSelector": plan.Tree{"matchExpressions": []any{plan.Tree{"key": "istio.io/rev", "operator": "In", "values": []any{"prod"}}}},
			"failurePolicy":     "Fail", "sideEffects": "None",
		}}},
		Ignore: []string{"webhooks[*].clientConfig.caBundle"}, After: []string{"webhook"},
	})
	p.AddObject(&plan.Object{
		ID: "service", APIVersion: "v1", Kind: "Service", Name: "istiod-revision-tag-prod", Namespace: "istio-system",
		Body: plan.Tree{"spec": plan.Tree{
			"selector": plan.Tree{"app": "istiod"},
			"ports":    []any{plan.Tree{"name": "https", "port": 443, "targetPort": 15017, "protocol": "TCP"}},
		}},
	})
	p.AddObject(&plan.Object{
		ID: "config", APIVersion: "v1", Kind: "ConfigMap", Name: "config", Namespace: "istio-system",
		Labels: map[string]string{"a": "b"}, Annotations: map[string]string{"c": "d"},
		Body: plan.Tree{"data": plan.Tree{"k": "v"}, "binaryData": plan.Tree{"b": "AA=="}, "immutable": false}, After: []string{"namespace"},
	})
	p.AddObject(&plan.Object{
		ID: "secret", APIVersion: "v1", Kind: "Secret", Name: "secret", Namespace: "istio-system",
		Body: plan.Tree{"stringData": plan.Tree{"k": pulumi.ToSecret("v")}, "type": "Opaque"}, After: []string{"namespace"},
	})
	p.AddObject(&plan.Object{
		ID: "sidecar", APIVersion: "networking.istio.io/v1", Kind: "Sidecar", Name: "default", Namespace: "shop",
		Body: plan.Tree{"spec": plan.Tree{"egress": []any{plan.Tree{"hosts": []any{"./*"}}}}}, After: []string{"webhook", "secret"},
	})
	return p
}
