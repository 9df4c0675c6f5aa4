package cluster

import (
	"context"
	"encoding/json"
	"fmt"

	"k8s.io/client-go/rest"
)

// Service is a Service of the cluster, as far as a proxy is told about it.
type Service struct {
	Namespace, Name string
	// Ports is the number of its TCP ports: istiod makes a cluster of each, and none of UDP and SCTP ports.
	Ports int
}

// servicesPage is how many Services are asked for at once, as kubectl does it.
const servicesPage = "500"

// Services lists the Services of the cluster, as the API server orders them. An ExternalName and a Service without TCP ports
// are left out. Errors and time are as Look has them, and an error comes without Services.
func Services(ctx context.Context, c Config) ([]Service, error) {
	connected := start(ctx, func() (*client, error) { return connect(c) })
	k, err := connected()
	if err != nil {
		return nil, connectError(err)
	}
	listed := start(ctx, func() ([]Service, error) { return listServices(ctx, k.raw) })
	services, err := listed()
	if err != nil {
		return nil, fmt.Errorf("ask the cluster at %s for its Services: %s", k.host, k.reason(err))
	}
	return services, nil
}

// serviceList is what is read of a ServiceList.
type serviceList struct {
	Kind     string `json:"kind"`
	Metadata struct {
		Continue string `json:"continue"`
	} `json:"metadata"`
	Items []struct {
		Metadata struct {
			Namespace string `json:"namespace"`
			Name      string `json:"name"`
		} `json:"metadata"`
		Spec struct {
			Type  string `json:"type"`
			Ports []struct {
				Protocol string `json:"protocol"`
			} `json:"ports"`
		} `json:"spec"`
	} `json:"items"`
}

func listServices(ctx context.Context, raw rest.Interface) ([]Service, error) {
	var out []Service
	for from := ""; ; {
		request := raw.Get().AbsPath("/api/v1/services").Param("limit", servicesPage)
		if from != "" {
			request = request.Param("continue", from)
		}
		body, err := request.Do(ctx).Raw()
		if err != nil {
			return nil, err
		}
		var page serviceList
		if err := json.Unmarshal(body, &page); err != nil || page.Kind != "ServiceList" {
			return nil, errNotKubernetes
		}
		for _, item := range page.Items {
			ports := 0
			for _, port := range item.Spec.Ports {
				if port.Protocol == "TCP" || port.Protocol == "" {
					ports++
				}
			}
			if ports > 0 && item.Spec.Type != "ExternalName" {
				out = append(out, Service{Namespace: item.Metadata.Namespace, Name: item.Metadata.Name, Ports: ports})
			}
		}
		if from = page.Metadata.Continue; from == "" {
			return out, nil
		}
	}
}
