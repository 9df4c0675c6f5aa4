// Package plugin builds the plugin the way a release does and tells what it is like: its size, how fast it starts, and
// which version it reports.
package plugin
