// Package plan describes what will exist in the cluster, as data: Helm releases, objects, patches, and what each waits
// for. It knows nothing of Istio, and of Pulumi only that a leaf of a tree may be an Input.
//
// Features add to a plan; nothing reads it but the checks and the one pass that registers it.
package plan
