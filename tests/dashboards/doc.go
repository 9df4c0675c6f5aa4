// Package dashboards proves the Grafana dashboards: that the embedded JSON is what the code in its folder build makes,
// that Grafana's own schema takes it, that every query parses and asks only for metrics and labels that exist. It holds
// only tests.
package dashboards

//go:generate go run ./write
