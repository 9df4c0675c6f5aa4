// Package prometheus knows how Prometheus scrapes a mesh and what it thinks of a configuration: the scrape jobs and
// PodMonitors of Istio's parts, recording rules and alerts over the metrics Istio exports, and checks of jobs and rules
// that a user adds, by Prometheus' own packages where they are light enough for a plugin. It knows nothing of Pulumi.
package prometheus
