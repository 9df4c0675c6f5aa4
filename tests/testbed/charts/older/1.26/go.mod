// Pins the sources of Istio 1.26.2. Nothing of it is compiled; the tests pack its charts.
module github.com/meshstack/pulumi-meshstack/tests/testbed/charts/older/1.26

go 1.26.0

require istio.io/istio v0.0.0-20250616142415-455f269485ea // indirect

// Not a program: it keeps the requirement.
tool istio.io/istio/manifests
