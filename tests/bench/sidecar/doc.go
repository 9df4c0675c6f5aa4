// Package sidecar measures what a Sidecar scope saves in a real proxy: pilot-agent and Envoy run as processes, with the
// environment that istiod injected into a pod of the testbed, and are told by its istiod about 10 to 1,000 services. `make
// bench-sidecar` runs it and writes its section of docs/benchmarks.md; `go test` without -bench only looks whether Envoy
// takes what istiod sends to a scoped proxy, and has what was declared and nothing else.
//
// Envoy is a wheel of PyPI, not Istio's own build, so that istiod is told to leave out the three filters which only that one
// has: see values in cluster_test.go.
package sidecar
