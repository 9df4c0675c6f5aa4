// Package cluster asks the ambient Kubernetes cluster, the one that Pulumi's default Kubernetes provider would use, for
// what a preview wants to know and the user didn't write: its version and its Gateway API. It only reads, asks the user
// nothing, and is done when its caller's time is. It knows nothing of Istio and nothing of Pulumi but how its Kubernetes
// provider finds a cluster.
package cluster
