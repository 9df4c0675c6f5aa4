package charts

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// moduleFolder returns the folder of istio.io/istio in Go's module cache, in the version that the module older/<minor>
// requires. It's downloaded if it's absent, and go.sum says what it has to be.
func moduleFolder(minor string) (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", "istio.io/istio") //nolint:noctx // go's own time-outs apply
	cmd.Dir = filepath.Join(sourceDir(), "older", minor)
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	out, err := cmd.Output()
	// On a failure the reason is in the answer or, for a wrong checksum, on stderr.
	var answer struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &answer); jsonErr == nil && answer.Error != "" {
		return "", errors.New(answer.Error)
	}
	if err != nil {
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			return "", fmt.Errorf("go mod download in older/%s: %w\n%s", minor, err, exit.Stderr)
		}
		return "", fmt.Errorf("go mod download in older/%s: %w", minor, err)
	}
	if answer.Dir == "" {
		return "", fmt.Errorf("go mod download in older/%s named no folder: %s", minor, out)
	}
	return answer.Dir, nil
}

// sourceDir is the folder of this package: the modules of the older releases lie in it.
func sourceDir() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(file)
}
