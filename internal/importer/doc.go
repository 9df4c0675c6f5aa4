// Package importer turns IstioOperator YAML (install.istio.io/v1alpha1, of Istio 1.5 to 1.31) into arguments of a MeshStack,
// into a program that has them, and into a report that says of every field where it went.
//
// It is pure: it asks no cluster, reads no file, and knows nothing of Pulumi's context. The meaning it gives to a field is the one that
// istioctl's renderer gives to it (operator/pkg/render of istio/istio); tests/importer holds both against each other.
package importer
