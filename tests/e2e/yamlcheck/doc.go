// Package yamlcheck compares a Pulumi YAML program with the package's schema. The example in YAML can't be run in the tests,
// because the language host for YAML is a download; this finds what the host and the provider would object to in the
// resources of the package, and what both would let pass in silence (a misspelt property of a component).
package yamlcheck
