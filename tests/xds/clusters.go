package xds

import (
	"context"
	"fmt"
	"sort"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	"google.golang.org/protobuf/types/known/anypb"
)

// Clusters returns the sorted names of the clusters a proxy gets, and how many bytes they are on the wire.
func Clusters(ctx context.Context, addr string, p Proxy) (names []string, bytes int, err error) {
	resources, err := Fetch(ctx, addr, p, ClusterType)
	if err != nil {
		return nil, 0, err
	}
	for _, r := range resources {
		var c cluster.Cluster
		if err := r.UnmarshalTo(&c); err != nil {
			return nil, 0, fmt.Errorf("decode a cluster: %w", err)
		}
		names = append(names, c.Name)
	}
	sort.Strings(names)
	return names, Size(resources), nil
}

// Size is the number of bytes of the resources on the wire, without the framing around them.
func Size(resources []*anypb.Any) int {
	n := 0
	for _, r := range resources {
		n += len(r.Value)
	}
	return n
}
