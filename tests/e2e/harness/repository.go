package harness

import (
	"path/filepath"

	"github.com/meshstack/pulumi-meshstack/tests/plugin"
)

// path joins a slash-separated path to the root of the checkout.
func path(rel string) string { return filepath.Join(plugin.Root(), filepath.FromSlash(rel)) }
