package freeform_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi-go-provider/integration/fake"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
	comprovider "github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/meshstack/pulumi-meshstack/internal/freeform"
)

// leaf is what one Input of a decoded map resolves to.
type leaf struct {
	value  any
	known  bool
	secret bool
	deps   []string
}

// wire decodes maps the way a component gets them: marshalled to the engine's wire format and back, and through the
// SDK's own CopyTo, inside the SDK's own Construct. Only the engine at the other end is a fake.
type wire struct {
	monitor string
	engine  *grpc.ClientConn
}

func newWire(t *testing.T) wire {
	t.Helper()
	monitor, _, err := fake.StartMonitorServer(t.Context(), fake.NewResourceMonitorServer(&fake.SimpleMonitor{}))
	require.NoError(t, err)
	engine, _, err := fake.StartEngineServer(t.Context(), fake.NewEngineServer())
	require.NoError(t, err)
	conn := fake.NewEngineConn(engine)
	t.Cleanup(func() { _ = conn.Close() })
	return wire{monitor, conn}
}

// decode splits a value, sends it, and hands what CopyTo made of it to f, while the SDK's context is alive.
func (w wire) decode(ctx context.Context, v property.Value, f func(freeform.Map) error) error {
	inputs, err := plugin.MarshalProperties(
		resource.ToResourcePropertyMap(property.NewMap(map[string]property.Value{"values": freeform.Split(v)})),
		plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, KeepResources: true, KeepOutputValues: true})
	if err != nil {
		return fmt.Errorf("marshal: %w", err)
	}
	req := &pulumirpc.ConstructRequest{
		Project: "project", Stack: "stack", Type: "test:index:Component", Name: "it", DryRun: true,
		MonitorEndpoint: w.monitor, Inputs: inputs, AcceptsOutputValues: true,
	}
	_, err = comprovider.Construct(ctx, req, w.engine, func(_ *pulumi.Context, _, _ string,
		inputs comprovider.ConstructInputs, _ pulumi.ResourceOption,
	) (*comprovider.ConstructResult, error) {
		var args struct {
			Values *freeform.Map `pulumi:"values"`
		}
		if err := inputs.CopyTo(&args); err != nil {
			return nil, fmt.Errorf("copy: %w", err)
		}
		if err := f(*args.Values); err != nil {
			return nil, err
		}
		return &comprovider.ConstructResult{URN: pulumi.URN("urn:pulumi:stack::project::test:index:Component::it")}, nil
	})
	return err
}

// tree decodes a value and returns Map.Value with every Input replaced by the leaf it resolves to.
func (w wire) tree(ctx context.Context, v property.Value) (any, error) {
	var out any
	err := w.decode(ctx, v, func(m freeform.Map) error {
		var err error
		out, err = resolve(ctx, m.Value())
		return err
	})
	return out, err
}

func resolve(ctx context.Context, v any) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			r, err := resolve(ctx, e)
			if err != nil {
				return nil, err
			}
			out[k] = r
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			r, err := resolve(ctx, e)
			if err != nil {
				return nil, err
			}
			out[i] = r
		}
		return out, nil
	case pulumi.Output:
		return awaitLeaf(ctx, v)
	case pulumi.Input:
		return nil, fmt.Errorf("a %T was left in the tree; an Output was expected", v)
	}
	return v, nil
}

func awaitLeaf(ctx context.Context, out pulumi.Output) (leaf, error) {
	got, err := internals.UnsafeAwaitOutput(ctx, out)
	if err != nil {
		return leaf{}, err
	}
	l := leaf{known: got.Known, secret: got.Secret}
	if got.Known {
		l.value = got.Value
	}
	for _, dep := range got.Dependencies {
		urn, err := internals.UnsafeAwaitOutput(ctx, dep.URN())
		if err != nil {
			return leaf{}, err
		}
		l.deps = append(l.deps, string(urn.Value.(pulumi.URN)))
	}
	slices.Sort(l.deps)
	return l, nil
}
