// Package manifests compares what a mesh of ours makes with what another renderer makes, object by object, and holds the
// differences against a list that somebody reviewed. tests/profiles and tests/importer do it with istioctl.
//
//   - [Plan] plans a mesh through the provider and renders its releases with the official charts.
//   - [Inject] brings Deployments of both sides into one form, with gateways' pods as istiod's injector fills them in.
//   - [Compare] lists the differences.
//   - [Review] tells which of them no entry of a list ([Reviewed]) explains, and which part of the list explains nothing.
//
// Objects are maps as JSON has them, whole numbers int64, by helmrender.Key: kind/namespace/name.
package manifests
