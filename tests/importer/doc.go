// Package importer holds what internal/importer makes of an IstioOperator against what istioctl makes of it: every input of
// Istio's own tests, which are read from its module, and every IstioOperator of the document this project comes from.
package importer
