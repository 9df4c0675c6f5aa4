// Pins the sources of Istio 1.30.0-dev, a commit of master (older.go tells more). Nothing of it is compiled; the tests pack its charts.
module github.com/meshstack/pulumi-meshstack/tests/testbed/charts/older/1.30

go 1.26.0

require istio.io/istio v0.0.0-20260423205519-b01690e6db7d // indirect

// Not a program: it keeps the requirement.
tool istio.io/istio/manifests
