// Package dashboards holds the Grafana dashboards that a mesh can bring along. They are written as code in
// tests/dashboards, with a library that the plugin needn't carry, and embedded here as the JSON that came of it.
package dashboards
