package components

import (
	"reflect"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/children"
)

// GatewayStatus is where a gateway can be reached.
type GatewayStatus struct {
	Namespace string   `pulumi:"namespace"`
	Service   string   `pulumi:"service"`
	Addresses []string `pulumi:"addresses"`
}

// Annotate describes the properties for the schema.
func (s *GatewayStatus) Annotate(a infer.Annotator) {
	a.Describe(&s, "Where a gateway can be reached.")
	a.Describe(&s.Namespace, "Namespace of the gateway.")
	a.Describe(&s.Service, "Name of its Service, empty where it has none.")
	a.Describe(&s.Addresses, "IP addresses and host names of its load balancer, empty for a Service without one.")
}

// GatewayStatusMapOutput is an output of gateways by name.
type GatewayStatusMapOutput struct{ *pulumi.OutputState }

// ElementType tells what the output becomes.
func (GatewayStatusMapOutput) ElementType() reflect.Type {
	return reflect.TypeFor[map[string]GatewayStatus]()
}

// GatewayStatusOutput is an output of one gateway.
type GatewayStatusOutput struct{ *pulumi.OutputState }

// ElementType tells what the output becomes.
func (GatewayStatusOutput) ElementType() reflect.Type { return reflect.TypeFor[GatewayStatus]() }

func init() {
	pulumi.RegisterOutputType(GatewayStatusMapOutput{})
	pulumi.RegisterOutputType(GatewayStatusOutput{})
}

// status reads the gateway's Service once its release is there.
func (g *GatewaySpec) status(ctx *pulumi.Context, component pulumi.Resource, name string, release *children.Release,
) (GatewayStatusOutput, error) {
	status := GatewayStatus{Namespace: g.namespace(), Addresses: []string{}}
	if !g.hasService() {
		return pulumi.ToOutput(status).(GatewayStatusOutput), nil
	}
	addresses, err := children.ServiceAddresses(ctx, component, name+"-service", release)
	if err != nil {
		return GatewayStatusOutput{}, err
	}
	status.Service = g.Name
	return addresses.ApplyT(func(addresses []string) GatewayStatus {
		status.Addresses = addresses
		return status
	}).(GatewayStatusOutput), nil
}

func (m *mesh) gatewayStatus(ctx *pulumi.Context, component pulumi.Resource, name string, registered *children.Registered,
) (GatewayStatusMapOutput, error) {
	var names, statuses []any
	for i := range m.gateways {
		g := &m.gateways[i]
		id := "gateway-" + g.Name
		status, err := g.status(ctx, component, name+"-"+id, registered.Releases[id])
		if err != nil {
			return GatewayStatusMapOutput{}, err
		}
		names, statuses = append(names, g.Name), append(statuses, status)
	}
	return pulumi.All(statuses...).ApplyT(func(resolved []any) map[string]GatewayStatus {
		out := map[string]GatewayStatus{}
		for i, status := range resolved {
			out[names[i].(string)] = status.(GatewayStatus)
		}
		return out
	}).(GatewayStatusMapOutput), nil
}
