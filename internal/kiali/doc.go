// Package kiali knows Kiali: its releases and which of them goes with which Istio, the keys of its configuration in each
// release, and what it wants there. It knows nothing of Pulumi; a value that it doesn't look at may be anything.
package kiali
