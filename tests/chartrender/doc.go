// Package chartrender holds what internal/chart renders and lints against Istio's own charts of every release that is pinned
// here: the objects against those that Helm's action makes, the problems against values that are known to be right. It
// holds only tests, and the benchmarks of both.
package chartrender
