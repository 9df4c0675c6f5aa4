// Package profiles proves that a profile of MeshStack means what users of the IstioOperator know by that name: what a mesh
// plans is compared, object by object, with what istioctl itself renders. Every difference is on a reviewed list, which
// is also the table of docs/profiles.md. It holds only tests.
package profiles
