// Package chart finds and loads Helm charts: from a Helm repository, an OCI registry or a local folder. It knows nothing
// of Istio and nothing of Pulumi.
package chart
