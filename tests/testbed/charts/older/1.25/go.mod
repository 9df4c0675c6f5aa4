// Pins the sources of Istio 1.25.3. Nothing of it is compiled; the tests pack its charts.
module github.com/meshstack/pulumi-meshstack/tests/testbed/charts/older/1.25

go 1.26.0

require istio.io/istio v0.0.0-20250509145646-a62d39695c06 // indirect

// Not a program: it keeps the requirement.
tool istio.io/istio/manifests
