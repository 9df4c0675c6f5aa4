// Package crds finds the CRDs of the operators for which the components write custom resources, so that a real API server
// judges these. Nothing of the operators is committed: what isn't in Go's module cache comes from the module proxy.
package crds
