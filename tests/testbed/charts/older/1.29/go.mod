// Pins the sources of Istio 1.29.1. Nothing of it is compiled; the tests pack its charts.
module github.com/meshstack/pulumi-meshstack/tests/testbed/charts/older/1.29

go 1.26.0

require istio.io/istio v0.0.0-20260306174214-6991a379e1fc // indirect

// Not a program: it keeps the requirement.
tool istio.io/istio/manifests
