# The targets of this project. `make help` lists them.
SHELL   := bash
.SHELLFLAGS := -eu -o pipefail -c
VERSION ?= $(shell cat VERSION)
PLUGIN  := bin/pulumi-resource-meshstack
LDFLAGS := -s -w -X github.com/meshstack/pulumi-meshstack/internal/build.Version=$(VERSION)
# What the plugin is made of: everything of Go that isn't a test.
SOURCES := $(shell find components internal provider -name '*.go' ! -name '*_test.go') go.mod go.sum VERSION

# Only what the go.sum files name is built. They are complete, so the checksum database isn't asked, as it lacks some.
export GOFLAGS := -mod=readonly
export GONOSUMDB := *

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z0-9_-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: build
build: $(PLUGIN) ## build the plugin into bin/

$(PLUGIN): $(SOURCES)
	CGO_ENABLED=0 go build -trimpath -ldflags "$(LDFLAGS)" -o $@ ./provider/cmd/pulumi-resource-meshstack

.PHONY: tools
tools: ## build what the testbed runs, once per version, into the user's cache folder
	cd tests && go run ./cmd/tools

.PHONY: generate
generate: ## write schema.json, the SDKs, the docs' tables of arguments and the dashboards
	go run ./provider/cmd/generate -version $(VERSION)
	go test ./provider -run TestArgumentTables -update
	cd tests && go generate ./dashboards

.PHONY: sdk
sdk: ## build the Node.js SDK, which examples/typescript takes from sdk/nodejs/bin
	cd sdk/nodejs && npm install --no-fund --no-audit && npm run build && cp package.json README.md bin/

.PHONY: test
test: unit integration ## run every test: unit, golden, wire, schema, SDKs, testbed, end to end

.PHONY: unit
unit: lint ## run the tests that need no cluster
	go test -count=1 ./...

# Our own code and Helm's guide the search; `go test -fuzz` would build all of Pulumi and Kubernetes for it, which takes gigabytes.
FUZZTIME ?= 30s
.PHONY: fuzz
fuzz: ## search inputs that break a promise, FUZZTIME (30s) for each fuzz test; what is found is kept in testdata/fuzz
	@for package in $$(grep -rl --include='*_test.go' '^func Fuzz' components internal provider | xargs -n1 dirname | sort -u); do \
		go test -c -gcflags='helm.sh/helm/v3/...=-d=libfuzzer' -gcflags='github.com/meshstack/...=-d=libfuzzer' -o bin/fuzz.test ./$$package; \
		for name in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9]+)\(.*/\1/p' $$package/*_test.go); do \
			echo "$$package $$name"; \
			(cd $$package && $(CURDIR)/bin/fuzz.test -test.run='^$$' -test.fuzz="^$$name\$$" -test.fuzztime=$(FUZZTIME) \
				-test.fuzzminimizetime=10x -test.fuzzcachedir=$(CURDIR)/bin/fuzz/$$package); \
		done; \
	done

# One package at a time: each starts a cluster of its own. -count=1, as the cache doesn't see files outside a module.
.PHONY: integration
integration: tools ## run the tests against real programs: SDKs, testbed, Kubernetes stand-in, end to end
	cd tests && go test -p 1 -count=1 -timeout 60m ./...

.PHONY: e2e
e2e: tools ## run the end-to-end tests alone; KUBERNETES_PLUGIN=<folder with pulumi-resource-kubernetes> picks the plugin
	cd tests && KUBERNETES_PLUGIN="$(KUBERNETES_PLUGIN)" go test -v -count=1 -timeout 60m ./e2e/...

.PHONY: demo
demo: tools ## preview, update, preview again and destroy the TypeScript example on the testbed
	cd tests && KUBERNETES_PLUGIN="$(KUBERNETES_PLUGIN)" go run ./cmd/demo

.PHONY: testbed
testbed: tools ## start the testbed, print a KUBECONFIG for kubectl, and leave it running until Ctrl-C
	cd tests && go run ./cmd/testbed

# ROUNDS=3 is for a first look. istioctl and Helm are built once, into the user's cache folder.
.PHONY: bench
bench: tools ## measure against istioctl, Helm and a program by hand; write the tables of docs/benchmarks.md
	cd tests && go test -run '^$$' -bench . -benchtime 1x -timeout 3h ./bench -update -rounds $(or $(ROUNDS),11)

# Memory and bytes don't depend on what else the machine does, times do. RUNS=1 SERVICES=10,100 is for a first look.
RUNS ?= 5
SERVICES ?= 10,100,300,1000
.PHONY: bench-graph
bench-graph: ## time the proved plan of a graph of calls of 100, 1,000 and 5,000 namespaces
	go test -run '^$$' -bench BenchmarkGraph ./components

.PHONY: bench-sidecar
bench-sidecar: tools ## measure what Sidecar scopes save in a real Envoy; write their section of docs/benchmarks.md and its chart
	cd tests && go test -run '^$$' -bench . -benchtime 1x -timeout 2h ./bench/sidecar -update -runs $(RUNS) -services $(SERVICES)

.PHONY: size
size: ## print the size of the stripped plugin and how long it takes to start
	cd tests && go run ./cmd/size

.PHONY: lint
lint: ## check the format and vet every module
	@unformatted=$$(gofmt -l components internal provider tests examples); \
	if [ -n "$$unformatted" ]; then echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	cd tests && go vet ./...

.PHONY: golangci
golangci: ## run the strict linters of .golangci.yml
	cd tests/tools/golangci && CGO_ENABLED=0 go build -o $(CURDIR)/bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	bin/golangci-lint run ./...

.PHONY: clean
clean: ## remove what was built here; the tools stay in the user's cache folder
	rm -rf bin dist
