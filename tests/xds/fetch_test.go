package xds

import (
	"context"
	"net"
	"testing"
	"time"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/anypb"
)

// server answers each request with two clusters, or not at all for other types, and hands out the requests.
type server struct {
	discovery.UnimplementedAggregatedDiscoveryServiceServer
	requests chan *discovery.DiscoveryRequest
}

func (s *server) StreamAggregatedResources(stream discovery.AggregatedDiscoveryService_StreamAggregatedResourcesServer) error {
	for {
		r, err := stream.Recv()
		if err != nil {
			return err
		}
		s.requests <- r
		if r.TypeUrl != ClusterType {
			continue
		}
		answer := &discovery.DiscoveryResponse{TypeUrl: r.TypeUrl}
		for _, name := range []string{"b", "a"} {
			resource, err := anypb.New(&cluster.Cluster{Name: name})
			if err != nil {
				return err
			}
			answer.Resources = append(answer.Resources, resource)
		}
		if err := stream.Send(answer); err != nil {
			return err
		}
	}
}

func serve(t *testing.T) (string, *server) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{requests: make(chan *discovery.DiscoveryRequest, 1)}
	g := grpc.NewServer()
	discovery.RegisterAggregatedDiscoveryServiceServer(g, s)
	go func() { _ = g.Serve(l) }()
	t.Cleanup(g.Stop)
	return l.Addr().String(), s
}

func TestClusters(t *testing.T) {
	addr, s := serve(t)
	names, bytes, err := Clusters(t.Context(), addr, Proxy{
		Namespace: "ns", Name: "name", Labels: map[string]string{"app": "x"}, Meta: map[string]any{"DNS_CAPTURE": "true"},
	})
	if err != nil {
		t.Fatal(err)
	}
	// Each cluster is its name: a tag, a length and a letter.
	if len(names) != 2 || names[0] != "a" || names[1] != "b" || bytes != 6 {
		t.Errorf("got %v in %d bytes, want [a b] in 6", names, bytes)
	}
	node := (<-s.requests).Node
	if want := "sidecar~10.0.0.5~name.ns~ns.svc.cluster.local"; node.Id != want {
		t.Errorf("node id is %s, want %s", node.Id, want)
	}
	meta := node.Metadata.AsMap()
	for key, want := range map[string]any{
		"NAMESPACE": "ns", "ISTIO_VERSION": "1.31.0", "CLUSTER_ID": "Kubernetes", "DNS_CAPTURE": "true",
	} {
		if meta[key] != want {
			t.Errorf("metadata %s is %v, want %v", key, meta[key], want)
		}
	}
	if labels, _ := meta["LABELS"].(map[string]any); labels["app"] != "x" {
		t.Errorf("labels are %v, want app=x", meta["LABELS"])
	}
}

func TestFetchErrors(t *testing.T) {
	addr, _ := serve(t)
	proxy := Proxy{Type: "router", Namespace: "ns", Name: "gateway"}
	tests := map[string]struct {
		reason  string
		addr    string
		proxy   Proxy
		typeURL string
	}{
		"no name":   {"istiod would close the stream without a word", addr, Proxy{Namespace: "ns"}, ClusterType},
		"no server": {"a wrong address has to show at once", "127.0.0.1:1", proxy, ClusterType},
		"silence":   {"a server may have nothing to say", addr, proxy, ListenerType},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if got, err := Fetch(ctx, tc.addr, tc.proxy, tc.typeURL); err == nil {
				t.Errorf("got %v, want an error: %s", got, tc.reason)
			}
		})
	}
}
