package children

import (
	"fmt"
	"sort"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

type service struct {
	pulumi.CustomResourceState

	Status pulumi.MapOutput `pulumi:"status"`
}

// ServiceAddresses reads the Service that carries the release's own name, once the release is there, and returns the
// addresses of its load balancer. They are unknown in a preview that creates or updates the release.
func ServiceAddresses(ctx *pulumi.Context, component pulumi.Resource, name string, release *Release) (pulumi.StringArrayOutput, error) {
	id := release.Status.ApplyT(func(status map[string]any) pulumi.ID {
		namespace, _ := status["namespace"].(string)
		service, _ := status["name"].(string)
		return pulumi.ID(namespace + "/" + service)
	}).(pulumi.IDOutput)
	svc := &service{}
	err := read(ctx, Token("v1", "Service", false), name, id, svc, pulumi.Parent(component),
		// A read brings the whole Service into the state, with annotations and addresses that were secrets when the release
		// got them. Only the status is looked at here.
		pulumi.AdditionalSecretOutputs([]string{"metadata", "spec", "__inputs"}))
	if err != nil {
		return pulumi.StringArrayOutput{}, fmt.Errorf("read Service %s: %w", name, err)
	}
	return svc.Status.ApplyT(addresses).(pulumi.StringArrayOutput), nil
}

func addresses(status map[string]any) []string {
	out := []string{}
	balancer, _ := status["loadBalancer"].(map[string]any)
	ingress, _ := balancer["ingress"].([]any)
	for _, entry := range ingress {
		point, _ := entry.(map[string]any)
		for _, key := range []string{"ip", "hostname"} {
			if address, ok := point[key].(string); ok && address != "" {
				out = append(out, address)
			}
		}
	}
	sort.Strings(out)
	return out
}
