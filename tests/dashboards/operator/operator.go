// Package operator finds the CRD of the Grafana operator that the custom resources are held against.
package operator

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// module holds the CRD. Only the file is taken: the module needs others that can't be had everywhere, so it isn't
// required by go.mod.
const module = "github.com/grafana/grafana-operator/v5@v5.24.0"

// GrafanaDashboards returns the CRD of GrafanaDashboards, in YAML.
func GrafanaDashboards(ctx context.Context) ([]byte, error) {
	out, err := exec.CommandContext(ctx, "go", "mod", "download", "-json", module).Output()
	if err != nil {
		return nil, fmt.Errorf("download %s: %w", module, err)
	}
	var downloaded struct{ Dir string }
	if err := json.Unmarshal(out, &downloaded); err != nil {
		return nil, fmt.Errorf("read what go mod download says: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(downloaded.Dir, "config", "crd", "bases", "grafana.integreatly.org_grafanadashboards.yaml"))
	if err != nil {
		return nil, fmt.Errorf("read the CRD of GrafanaDashboards: %w", err)
	}
	return text, nil
}
