// Package wiretest sends a component's inputs to a provider in the form the engine sends them, and records what the
// component registers. It is for tests.
package wiretest

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
	// Dependency is a resource that outputs can depend on.
	Dependency = urn.URN("urn:pulumi:stack::project::cloud:index:Thing::thing")
	// KubernetesProvider is the explicit provider that every child must use, as `urn::id`.
	KubernetesProvider = "urn:pulumi:stack::project::pulumi:providers:kubernetes::k8s::cluster"
)

// Child is one resource that a component registered or read.
type Child struct {
	Name, Type string
	Inputs     property.Map
	Request    *pulumirpc.RegisterResourceRequest
	Read       *pulumirpc.ReadResourceRequest
}

// DependsOn reports whether the engine is told that a property comes from the dependency.
func (c Child) DependsOn(property string) bool {
	return slices.Contains(c.Request.GetPropertyDependencies()[property].GetUrns(), string(Dependency))
}

// Monitor is go-provider's fake resource monitor, which lacks reading and packages, with a record of the children.
type Monitor struct {
	*fake.ResourceMonitorServer

	mu sync.Mutex
	// Children are in the order of their registration.
	Children []Child
}

func newMonitor() *Monitor {
	m := &Monitor{}
	m.ResourceMonitorServer = fake.NewResourceMonitorServer(&fake.SimpleMonitor{NewResourceF: m.newResource})
	return m
}

func (m *Monitor) newResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if args.Custom {
		m.Children = append(m.Children, Child{
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
func (m *Monitor) ReadResource(_ context.Context, req *pulumirpc.ReadResourceRequest) (*pulumirpc.ReadResourceResponse, error) {
	m.mu.Lock()
	m.Children = append(m.Children, Child{Name: req.GetName(), Type: req.GetType(), Read: req})
	m.mu.Unlock()
	props, err := plugin.MarshalProperties(resource.NewPropertyMapFromMap(map[string]any{
		"status": map[string]any{"loadBalancer": map[string]any{"ingress": []any{map[string]any{"ip": "203.0.113.7"}}}},
	}), plugin.MarshalOptions{})
	return &pulumirpc.ReadResourceResponse{Urn: "urn:pulumi:stack::project::" + req.GetType() + "::" + req.GetName(), Properties: props}, err
}

// RegisterPackage answers with the version, so that tests can tell which one a read asks for.
func (m *Monitor) RegisterPackage(_ context.Context, req *pulumirpc.RegisterPackageRequest) (*pulumirpc.RegisterPackageResponse, error) {
	return &pulumirpc.RegisterPackageResponse{Ref: req.GetName() + "@" + req.GetVersion()}, nil
}

// Child returns the child of that name.
func (m *Monitor) Child(t testing.TB, name string) Child {
	t.Helper()
	i := slices.IndexFunc(m.Children, func(c Child) bool { return c.Name == name })
	require.GreaterOrEqual(t, i, 0, "no child %s among %v", name, m.Names())
	return m.Children[i]
}

// Names lists the children by name, in order.
func (m *Monitor) Names() []string {
	var out []string
	for _, c := range m.Children {
		out = append(out, c.Name)
	}
	slices.Sort(out)
	return out
}

// Result is what came of one Construct.
type Result struct {
	*Monitor
	Logs  []*pulumirpc.LogRequest
	State property.Map
}

// Program is what of a program reaches a component beside its inputs.
type Program struct {
	// Providers are the explicit providers by package, each as `urn::id`.
	Providers map[string]string
	// Config is the stack's configuration, by `package:key`.
	Config map[string]string
}

// Construct sends a Construct request in the form the engine sends it, and answers what the component asks for. The
// program passes KubernetesProvider.
func Construct(t testing.TB, prov p.Provider, token string, inputs property.Map, preview bool) (*Result, error) {
	t.Helper()
	return ConstructIn(t, Program{Providers: map[string]string{"kubernetes": KubernetesProvider}}, prov, token, inputs, preview)
}

// ConstructIn is Construct of any program.
func ConstructIn(t testing.TB, program Program, prov p.Provider, token string, inputs property.Map, preview bool) (*Result, error) {
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
	server, err := p.RawServer("meshstack", "1.0.0", prov)(host)
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
		Providers: program.Providers, Config: program.Config,
	})
	out := &Result{Monitor: m, Logs: engine.Logs()}
	if resp != nil {
		state, err := plugin.UnmarshalProperties(resp.GetState(), plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true})
		require.NoError(t, err)
		out.State = resource.FromResourcePropertyMap(state)
	}
	return out, err
}

// dependencies lists, for each property, the resources that anything in it depends on, as the engine does.
func dependencies(inputs property.Map) map[string]*pulumirpc.ConstructRequest_PropertyDependencies {
	out := map[string]*pulumirpc.ConstructRequest_PropertyDependencies{}
	for name, v := range inputs.All {
		var urns []string
		Visit(v, false, func(v property.Value, _ bool) {
			for _, d := range v.Dependencies() {
				urns = append(urns, string(d))
			}
		})
		out[name] = &pulumirpc.ConstructRequest_PropertyDependencies{Urns: urns}
	}
	return out
}

// Visit calls f for every value, with whether something around it is secret.
func Visit(v property.Value, secret bool, f func(v property.Value, secret bool)) {
	secret = secret || v.Secret()
	f(v, secret)
	switch {
	case v.IsMap():
		for _, e := range v.AsMap().All {
			Visit(e, secret, f)
		}
	case v.IsArray():
		for _, e := range v.AsArray().All {
			Visit(e, secret, f)
		}
	}
}

// Value turns Go data into a property value.
func Value(t testing.TB, v any) property.Value {
	t.Helper()
	switch v := v.(type) {
	case property.Value:
		return v
	case map[string]any:
		out := map[string]property.Value{}
		for k, e := range v {
			out[k] = Value(t, e)
		}
		return property.New(property.NewMap(out))
	case []any:
		var out []property.Value
		for _, e := range v {
			out = append(out, Value(t, e))
		}
		return property.New(property.NewArray(out))
	case int:
		return property.New(float64(v))
	}
	out, err := property.Any(v)
	require.NoError(t, err)
	return out
}
