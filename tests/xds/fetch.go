package xds

import (
	"context"
	"errors"
	"fmt"
	"time"

	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/anypb"
)

// Type URLs of what istiod serves to proxies.
const (
	ClusterType  = "type.googleapis.com/envoy.config.cluster.v3.Cluster"
	ListenerType = "type.googleapis.com/envoy.config.listener.v3.Listener"
	RouteType    = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration"
	EndpointType = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"
	NameTable    = "type.googleapis.com/istio.networking.nds.v1.NameTable"
)

const (
	// fetchTimeout limits a fetch whose context doesn't: istiod stays silent about types it has nothing of.
	fetchTimeout = 20 * time.Second
	// maxMessage is the largest answer taken; gRPC's 4 MiB are too little for an unscoped proxy in a large mesh.
	maxMessage = 256 << 20
)

// Fetch asks the istiod at addr (host:port, plaintext) for the resources of a type and returns its first answer.
// Clusters and listeners come all at once; of routes and endpoints istiod only sends those named.
func Fetch(ctx context.Context, addr string, p Proxy, typeURL string, names ...string) (_ []*anypb.Any, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("fetch %s from %s: %w", typeURL, addr, err)
		}
	}()
	node, err := p.node()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	conn, err := grpc.NewClient("passthrough:///"+addr,
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithNoProxy(),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage)))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	stream, err := discovery.NewAggregatedDiscoveryServiceClient(conn).StreamAggregatedResources(ctx)
	if err != nil {
		return nil, err
	}
	request := &discovery.DiscoveryRequest{Node: node, TypeUrl: typeURL, ResourceNames: names}
	if err := stream.Send(request); err != nil {
		return nil, err
	}
	answer, err := stream.Recv()
	if err != nil {
		return nil, err
	}
	if answer.TypeUrl != typeURL {
		return nil, errors.New("answered with " + answer.TypeUrl)
	}
	return answer.Resources, nil
}
