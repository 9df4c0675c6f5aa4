// Package prometheus proves that the real Prometheus takes what this project generates for it: its promtool reads the
// jobs and rules and runs unit tests of the rules, and Prometheus itself discovers the pods of a mesh at a real API
// server, by the jobs and by what the Prometheus operator (the program in the folder operator) makes of the PodMonitors.
// It holds only tests.
package prometheus
