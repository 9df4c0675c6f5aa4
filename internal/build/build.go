// Package build says what this build of the package is. The children of the package's own types need it as much as the
// provider does.
package build

// Version is stamped by the linker (see the Makefile). An unstamped build says so, in a form Pulumi accepts.
var Version = "0.0.0-dev"

// PluginDownloadURL is where Pulumi fetches the plugin.
const PluginDownloadURL = "github://api.github.com/meshstack/pulumi-meshstack"
