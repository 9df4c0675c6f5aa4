// Package calls tells who calls whom in a mesh by what its proxies count, and compares that with what somebody declared.
//
// A graph has the shape of the argument `sidecars.calls`: by namespace, what its pods call. Series come from a Prometheus,
// or from an answer of one that somebody saved; nothing but them is read, and nothing is changed.
//
// What the labels mean: docs of Istio's standard metrics (istio.io/latest/docs/reference/config/metrics), and the filter that
// writes them (istio/proxy source/extensions/filters/http/istio_stats, istio/ztunnel src/proxy/metrics.rs).
package calls
