// Package istioapi makes the data of internal/istioapi, that says which release of Istio brought which field, and holds its
// verdicts against Istio's own: the decoder and the validation of its module, and the schemas of its CRDs.
package istioapi
