package crds

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/tests/dashboards/operator"
)

// Only the CRDs of these modules are taken: they need others that can't be had everywhere, so they aren't required by
// go.mod.
var published = []struct{ module, file string }{
	{"github.com/jaegertracing/jaeger-operator@v1.65.0", "jaegertracing.io_jaegers.yaml"},
	{"github.com/open-telemetry/opentelemetry-operator@v0.129.1", "opentelemetry.io_opentelemetrycollectors.yaml"},
}

// All returns the CRDs of Jaegers, OpenTelemetryCollectors, GrafanaDashboards, PodMonitors and PrometheusRules. The last
// two are generated, which takes a minute where the generator isn't compiled yet, and seconds else.
func All(ctx context.Context) ([]*unstructured.Unstructured, error) {
	var texts [][]byte
	for _, p := range published {
		folder, err := download(ctx, p.module)
		if err != nil {
			return nil, err
		}
		text, err := os.ReadFile(filepath.Join(folder, "config", "crd", "bases", p.file))
		if err != nil {
			return nil, fmt.Errorf("read the CRD of %s: %w", p.module, err)
		}
		texts = append(texts, text)
	}
	dashboards, err := operator.GrafanaDashboards(ctx)
	if err != nil {
		return nil, fmt.Errorf("find the CRD of the Grafana operator: %w", err)
	}
	monitoring, err := generated(ctx)
	if err != nil {
		return nil, err
	}
	var out []*unstructured.Unstructured
	for _, text := range append(append(texts, dashboards), monitoring...) {
		crd := &unstructured.Unstructured{}
		if err := yaml.Unmarshal(text, &crd.Object); err != nil {
			return nil, fmt.Errorf("read a CRD: %w", err)
		}
		out = append(out, crd)
	}
	return out, nil
}

// download returns the folder of a module, given as path@version, in Go's module cache.
func download(ctx context.Context, module string) (string, error) {
	out, err := run(exec.CommandContext(ctx, "go", "mod", "download", "-json", module))
	var answer struct{ Dir, Error string }
	// On a failure the reason is in the answer.
	if jsonErr := json.Unmarshal(out, &answer); jsonErr == nil && answer.Error != "" {
		return "", errors.New(answer.Error)
	}
	if err != nil {
		return "", fmt.Errorf("download %s: %w", module, err)
	}
	return answer.Dir, nil
}

// run returns what a command prints, and has what it complains about in the error.
func run(cmd *exec.Cmd) ([]byte, error) {
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return out, fmt.Errorf("%w\n%s", err, complaints.String())
	}
	return out, nil
}
