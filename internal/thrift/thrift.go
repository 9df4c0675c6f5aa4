// Package thrift lets the plugin spend memory instead of time. The plugin imports it for its effect: packages are set up in the
// order of their paths as far as what they need allows, so this one comes before the large libraries, whose set-up alone would
// make the collector run several times.
package thrift

import (
	"os"
	"runtime/debug"
)

// percent is how much may be allocated before garbage is collected again, beside what stayed: the plugin lives for one preview
// or update, and what it loads stays. It takes a third of the time for a tenth more memory.
const percent = 400

func init() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
