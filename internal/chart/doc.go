// Package chart finds and loads Helm charts, from a Helm repository, an OCI registry or a local folder, renders them as
// Helm's installation does, and lints the values that users write for them. It knows nothing of Pulumi; of Istio it knows
// only where its charts keep their defaults and profiles.
package chart
