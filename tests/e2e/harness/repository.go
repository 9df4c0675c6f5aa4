package harness

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Root is the root of the checkout.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

// path joins a slash-separated path to the root of the checkout.
func path(rel string) string { return filepath.Join(Root(), filepath.FromSlash(rel)) }

// Version is the package's version.
func Version() (string, error) {
	content, err := os.ReadFile(path("VERSION"))
	if err != nil {
		return "", fmt.Errorf("read the package's version: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}
