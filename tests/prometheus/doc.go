// Package prometheus proves that the real Prometheus takes what this project generates for it: its promtool reads the
// jobs and rules and runs unit tests of the rules, and Prometheus itself discovers the pods of a mesh at a real API
// server. It holds only tests.
package prometheus
