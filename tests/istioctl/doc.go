// Package istioctl renders an IstioOperator with istioctl's own renderer, so that tests can hold what this project makes
// of it against what `istioctl install` makes of it. Charts and profiles are those embedded in istio.io/istio, of the
// release that tests/testbed/charts packs. No cluster is asked.
package istioctl
