// Package bench measures how long rendering, proving and previewing a mesh take, beside the programs that do the same:
// istioctl, Helm, and a program that registers the same resources by hand. `make bench` runs it and writes the tables of
// docs/benchmarks.md; `go test` without -bench measures nothing.
//
// Each comparison is made in pairs: what is compared takes turns, so that whatever else the machine does meets both.
package bench
