// Pins the sources of Istio 1.27.9. Nothing of it is compiled; the tests pack its charts.
module github.com/meshstack/pulumi-meshstack/tests/testbed/charts/older/1.27

go 1.26.0

require istio.io/istio v0.0.0-20260403063052-b9159ca3e5d5 // indirect

// Not a program: it keeps the requirement.
tool istio.io/istio/manifests
