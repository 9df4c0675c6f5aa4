// Package istio is what is known of Istio itself: its releases, the grammar of its resources, the names its charts give
// to objects. It knows nothing of Pulumi.
package istio
