// Pins the sources of Istio 1.24.2. Nothing of it is compiled; the tests pack its charts.
module github.com/meshstack/pulumi-meshstack/tests/testbed/charts/older/1.24

go 1.26.0

require istio.io/istio v0.0.0-20241214032803-7754674f65d3 // indirect

// Not a program: it keeps the requirement.
tool istio.io/istio/manifests
