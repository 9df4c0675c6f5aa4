// Package e2e holds the end-to-end tests: the programs of examples/ in each language, run by the real Pulumi CLI with this
// checkout's plugin against a real API server and a real istiod (package testbed).
package e2e
