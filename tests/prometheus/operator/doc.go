// Command operator does what the Prometheus operator does with PodMonitors: it selects and checks them, and writes the
// configuration of the Prometheus that they are for. Both are the operator's own code. It reads the PodMonitors from
// standard input, as a JSON list, and writes the configuration, YAML, to standard output. Its one argument is the version
// of Prometheus, x.y.z.
//
// It is a module of its own, as the operator's dependencies don't go with those of the other tests. Its version is the
// newest that Go's module proxy has; the CRD that PodMonitors are held against is of a later one.
package main
