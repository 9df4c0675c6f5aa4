// Package savings estimates what Sidecar scopes save: how many services and clusters a proxy is told about with a scope
// and without, and what memory that takes, from a formula fitted on measurements (docs/benchmarks.md). It knows Istio's
// egress hosts and nothing of Pulumi.
package savings
