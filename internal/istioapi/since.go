package istioapi

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// Since says which minor release brought a field or an enum value of Istio's API.
type Since struct {
	// About says how the file is made.
	About string `json:"about"`
	// KnownOn is the day on which the list of modules was last compared with Istio's releases.
	KnownOn string `json:"knownOn"`
	// Modules are the versions of istio.io/api that were read: that of x.y.0 for each minor release 1.y, keyed by y.
	Modules map[string]string `json:"modules"`
	// Minor is y of the release 1.y that first has what is named, for what the oldest of Modules lacks. Names are those of
	// protocol buffers: istio.mesh.v1alpha1.MeshConfig.file_flush_interval.
	Minor map[string]uint64 `json:"minor"`
}

//go:embed since.json
var sinceJSON []byte

// ReadSince returns the data that the checks use.
var ReadSince = sync.OnceValue(func() Since {
	var out Since
	if err := json.Unmarshal(sinceJSON, &out); err != nil {
		panic(fmt.Sprintf("read since.json: %v", err)) // a test reads it, so this is never seen
	}
	return out
})

// actsFrom are the minor releases that first act on what the API had earlier: until then it's taken without any effect.
// Source: the names' occurrences in pilot/ and pkg/ at the tags of istio/istio.
var actsFrom = map[protoreflect.FullName]uint64{
	"istio.mesh.v1alpha1.MeshConfig.OutboundTrafficPolicy.ALLOW_ANY_DYNAMIC_DNS": 31,
}

// newer reports a field or an enum value that came after the chosen release, and returns whether it did.
func (w *walker) newer(path string, d protoreflect.Descriptor, written string) bool {
	minor, ok := ReadSince().Minor[string(d.FullName())]
	if acts, late := actsFrom[d.FullName()]; late {
		minor = acts
	}
	if !ok || w.within || w.release.AtLeast(minor) {
		return false
	}
	does := "would drop it without an error"
	if _, ok := d.(protoreflect.EnumValueDescriptor); ok {
		does = "doesn't act on it, or refuses it"
	}
	w.add(Newer, path, "%s came with Istio 1.%d, and %s %s; leave it out or write version 1.%d or later", written, minor, w.release, does, minor)
	return true
}

// successors are what deprecated fields were replaced by, where something did. Source: the comments at those fields in
// istio.io/api v1.31.1 and Istio's release notes.
var successors = map[protoreflect.FullName]string{
	"istio.mesh.v1alpha1.ProxyConfig.zipkin_address":                                                                   "tracing.zipkin.address",
	"istio.mesh.v1alpha1.ProxyConfig.envoy_metrics_service_address":                                                    "envoyMetricsService.address",
	"istio.mesh.v1alpha1.ProxyConfig.availability_zone":                                                                "the nodes' labels topology.kubernetes.io/zone, or the pods' label istio-locality",
	"istio.mesh.v1alpha1.MeshConfig.ExtensionProvider.lightstep":                                                       "opentelemetry",
	"istio.mesh.v1alpha1.MeshConfig.ExtensionProvider.opencensus":                                                      "opentelemetry",
	"istio.mesh.v1alpha1.MeshConfig.ExtensionProvider.EnvoyExternalAuthorizationHttpProvider.include_headers_in_check": "includeRequestHeadersInCheck",
	"istio.mesh.v1alpha1.MeshConfig.verify_certificate_at_client":                                                      "the setting VERIFY_CERTIFICATE_AT_CLIENT of istiod",
	"istio.networking.v1alpha3.OutlierDetection.consecutive_errors":                                                    "consecutiveGatewayErrors or consecutive5xxErrors",
	"istio.networking.v1alpha3.LoadBalancerSettings.ConsistentHashLB.minimum_ring_size":                                "ringHash.minimumRingSize",
}

// deprecated warns of a field that Istio marks so.
func (w *walker) deprecated(path string, fd protoreflect.FieldDescriptor) {
	options, ok := fd.Options().(*descriptorpb.FieldOptions)
	if !ok || !options.GetDeprecated() {
		return
	}
	if successor := successors[fd.FullName()]; successor != "" {
		w.near(Deprecated, path, successor, "%s is deprecated; write %s", fd.JSONName(), successor)
		return
	}
	w.add(Deprecated, path, "%s is deprecated and has no successor; leave it out", fd.JSONName())
}
