package children_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/children"
)

// balanced is an engine with a Helm release, and a Service of the given status.
type balanced struct {
	status map[string]any
	read   pulumi.MockResourceArgs
}

func (*balanced) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return resource.PropertyMap{}, nil
}

func (b *balanced) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	switch {
	case args.ReadRPC != nil:
		b.read = args
		return args.ID, resource.NewPropertyMapFromMap(map[string]any{"status": b.status}), nil
	case args.TypeToken == children.ReleaseType:
		return args.Name + "-id", resource.NewPropertyMapFromMap(map[string]any{
			"status": map[string]any{"name": "edge", "namespace": "edge-ns"},
		}), nil
	}
	return args.Name + "-id", resource.PropertyMap{}, nil
}

func TestServiceAddresses(t *testing.T) {
	t.Parallel()
	ingress := func(points ...any) map[string]any {
		return map[string]any{"loadBalancer": map[string]any{"ingress": points}}
	}
	for name, c := range map[string]struct {
		reason string
		status map[string]any
		want   []string
	}{
		"none":       {"a Service of the type ClusterIP has no status", map[string]any{}, []string{}},
		"not yet":    {"the cloud hasn't given one", map[string]any{"loadBalancer": map[string]any{}}, []string{}},
		"address":    {"most clouds", ingress(map[string]any{"ip": "203.0.113.7"}), []string{"203.0.113.7"}},
		"host name":  {"AWS", ingress(map[string]any{"hostname": "lb.example.com"}), []string{"lb.example.com"}},
		"both":       {"some give both", ingress(map[string]any{"ip": "203.0.113.7", "hostname": "lb.example.com"}), []string{"203.0.113.7", "lb.example.com"}},
		"several":    {"sorted, as clouds answer in any order", ingress(map[string]any{"ip": "203.0.113.9"}, map[string]any{"ip": "203.0.113.7"}), []string{"203.0.113.7", "203.0.113.9"}},
		"empty":      {"an empty string is no address", ingress(map[string]any{"ip": "", "hostname": "lb.example.com"}), []string{"lb.example.com"}},
		"odd":        {"what isn't an address isn't taken for one", ingress("x", map[string]any{"ip": 7.0}, map[string]any{"ports": []any{}}), []string{}},
		"other form": {"nor is another form of status", map[string]any{"loadBalancer": "x"}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &balanced{status: c.status}
			var got []string
			require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
				component := &pulumi.ResourceState{}
				if err := ctx.RegisterComponentResource("test:index:Mesh", "mesh", component); err != nil {
					return err
				}
				registered, err := children.Register(ctx, component, "mesh", everything(), children.Source{Repository: "https://charts.example"})
				if err != nil {
					return err
				}
				addresses, err := children.ServiceAddresses(ctx, component, "mesh-edge-service", registered.Releases["istiod"])
				if err != nil {
					return err
				}
				ctx.Export("addresses", addresses.ApplyT(func(list []string) []string {
					got = list
					return list
				}))
				return nil
			}, pulumi.WithMocks("project", "stack", b)))
			assert.Equal(t, c.want, got, c.reason)
			assert.Equal(t, "edge-ns/edge", b.read.ID, "the Service carries the release's own name")
			assert.Equal(t, componentURN, b.read.ReadRPC.GetParent())
			assert.NotEmpty(t, b.read.ReadRPC.GetPackageRef())
			assert.Subset(t, b.read.ReadRPC.GetAdditionalSecretOutputs(), []string{"metadata", "spec", "__inputs"}, "annotations may have been secrets")
		})
	}
}
