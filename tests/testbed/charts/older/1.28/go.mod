// Pins the sources of Istio 1.28.3. Nothing of it is compiled; the tests pack its charts.
module github.com/meshstack/pulumi-meshstack/tests/testbed/charts/older/1.28

go 1.26.0

require istio.io/istio v0.0.0-20260114100434-4c1f845d839e // indirect

// Not a program: it keeps the requirement.
tool istio.io/istio/manifests
