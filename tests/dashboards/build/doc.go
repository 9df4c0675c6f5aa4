// Package build makes the dashboards with the Grafana Foundation SDK, one file each. Only the JSON that comes of it goes
// into the plugin.
package build
