package provider

import (
	"context"
	"slices"
	"sync"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration/fake"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	comprovider "github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
)

const (
	dependency = urn.URN("urn:pulumi:stack::project::cloud:index:Thing::thing")
	// kubernetesProvider is the explicit provider that every child must use, as `urn::id`.
	kubernetesProvider = "urn:pulumi:stack::project::pulumi:providers:kubernetes::k8s::cluster"
)

// child is one resource that a component registered or read.
type child struct {
	Name, Type string
	Inputs     property.Map
	Request    *pulumirpc.RegisterResourceRequest
	Read       *pulumirpc.ReadResourceRequest
}

// dependsOn reports whether the engine is told that a property comes from the dependency.
func (c child) dependsOn(property string) bool {
	return slices.Contains(c.Request.GetPropertyDependencies()[property].GetUrns(), string(dependency))
}

// monitor is go-provider's fake resource monitor, which lacks reading and packages, with a record of the children.
type monitor struct {
	*fake.ResourceMonitorServer

	mu       sync.Mutex
	children []child
}

func newMonitor() *monitor {
	m := &monitor{}
	m.ResourceMonitorServer = fake.NewResourceMonitorServer(&fake.SimpleMonitor{NewResourceF: m.newResource})
	return m
}

func (m *monitor) newResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if args.Custom {
		m.children = append(m.children, child{
			Name: args.Name, Type: args.TypeToken, Request: args.RegisterRPC,
			Inputs: resource.FromResourcePropertyMap(args.Inputs),
		})
	}
	if args.TypeToken != "kubernetes:helm.sh/v3:Release" {
		return args.Name + "-id", nil, nil
	}
	return args.Name + "-id", resource.PropertyMap{"status": resource.NewProperty(resource.PropertyMap{
		"name": args.Inputs["name"], "namespace": args.Inputs["namespace"],
	})}, nil
}

// ReadResource answers with a Service that has an address.
func (m *monitor) ReadResource(_ context.Context, req *pulumirpc.ReadResourceRequest) (*pulumirpc.ReadResourceResponse, error) {
	m.mu.Lock()
	m.children = append(m.children, child{Name: req.GetName(), Type: req.GetType(), Read: req})
	m.mu.Unlock()
	props, err := plugin.MarshalProperties(resource.NewPropertyMapFromMap(map[string]any{
		"status": map[string]any{"loadBalancer": map[string]any{"ingress": []any{map[string]any{"ip": "203.0.113.7"}}}},
	}), plugin.MarshalOptions{})
	return &pulumirpc.ReadResourceResponse{Urn: "urn:pulumi:stack::project::" + req.GetType() + "::" + req.GetName(), Properties: props}, err
}

// RegisterPackage answers with the version, so that tests can tell which one a read asks for.
func (m *monitor) RegisterPackage(_ context.Context, req *pulumirpc.RegisterPackageRequest) (*pulumirpc.RegisterPackageResponse, error) {
	return &pulumirpc.RegisterPackageResponse{Ref: req.GetName() + "@" + req.GetVersion()}, nil
}

// child returns the child of that name.
func (m *monitor) child(t *testing.T, name string) child {
	t.Helper()
	i := slices.IndexFunc(m.children, func(c child) bool { return c.Name == name })
	require.GreaterOrEqual(t, i, 0, "no child %s among %v", name, m.names())
	return m.children[i]
}

func (m *monitor) names() []string {
	var out []string
	for _, c := range m.children {
		out = append(out, c.Name)
	}
	slices.Sort(out)
	return out
}

// result is what came of one Construct.
type result struct {
	*monitor
	logs  []*pulumirpc.LogRequest
	state property.Map
}

// construct sends a Construct request in the form the engine sends it, and answers what the component asks for.
func construct(t *testing.T, token string, inputs property.Map, preview bool) (*result, error) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	m, engine := newMonitor(), fake.NewEngineServer()
	monitorAddr, _, err := fake.StartMonitorServer(ctx, m)
	require.NoError(t, err)
	engineAddr, _, err := fake.StartEngineServer(ctx, engine)
	require.NoError(t, err)
	host, err := comprovider.NewHostClient(engineAddr)
	require.NoError(t, err)
	defer host.Close()
	prov, err := New()
	require.NoError(t, err)
	server, err := p.RawServer(Name, "1.0.0", prov)(host)
	require.NoError(t, err)

	props := resource.ToResourcePropertyMap(inputs)
	object, err := plugin.MarshalProperties(props, plugin.MarshalOptions{
		KeepUnknowns: true, KeepSecrets: true, KeepResources: true, KeepOutputValues: true,
	})
	require.NoError(t, err)
	resp, err := server.Construct(ctx, &pulumirpc.ConstructRequest{
		Project: "project", Stack: "stack", Type: token, Name: "mesh",
		DryRun: preview, MonitorEndpoint: monitorAddr, AcceptsOutputValues: true,
		Inputs: object, InputDependencies: dependencies(inputs),
		Providers: map[string]string{"kubernetes": kubernetesProvider},
	})
	out := &result{monitor: m, logs: engine.Logs()}
	if resp != nil {
		state, err := plugin.UnmarshalProperties(resp.GetState(), plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true})
		require.NoError(t, err)
		out.state = resource.FromResourcePropertyMap(state)
	}
	return out, err
}

// dependencies lists, for each property, the resources that anything in it depends on, as the engine does.
func dependencies(inputs property.Map) map[string]*pulumirpc.ConstructRequest_PropertyDependencies {
	out := map[string]*pulumirpc.ConstructRequest_PropertyDependencies{}
	for name, v := range inputs.All {
		var urns []string
		visit(v, false, func(v property.Value, _ bool) {
			for _, d := range v.Dependencies() {
				urns = append(urns, string(d))
			}
		})
		out[name] = &pulumirpc.ConstructRequest_PropertyDependencies{Urns: urns}
	}
	return out
}

// value turns Go data into a property value.
func value(t *testing.T, v any) property.Value {
	t.Helper()
	switch v := v.(type) {
	case property.Value:
		return v
	case map[string]any:
		out := map[string]property.Value{}
		for k, e := range v {
			out[k] = value(t, e)
		}
		return property.New(property.NewMap(out))
	case []any:
		var out []property.Value
		for _, e := range v {
			out = append(out, value(t, e))
		}
		return property.New(property.NewArray(out))
	case int:
		return property.New(float64(v))
	}
	out, err := property.Any(v)
	require.NoError(t, err)
	return out
}
