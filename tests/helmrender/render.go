package helmrender

import (
	"bytes"
	"fmt"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

// Release is what to render a chart for.
type Release struct {
	// Name and Namespace are the release's.
	Name, Namespace string
	// KubeVersion is what the chart takes for the cluster's version: 1.36.3. The API versions are all that Helm's client
	// knows, as in `helm template`.
	KubeVersion string
	// Values are the user's, over those of the chart, of the types that YAML decodes to. nil are none; they aren't changed.
	Values map[string]any
}

// Archive renders a chart from the bytes of its archive (.tgz), and Path one from its archive or folder on disk.
//
// Both return every object that an installation makes, hooks and the chart's crds folder included, by Key. Whole numbers
// are int64 and the others float64, as everywhere in Kubernetes. Values that the chart's schema refuses are an error, as
// are documents that are no objects and two of the same key.
func Archive(data []byte, r Release) (map[string]map[string]any, error) {
	c, err := loader.LoadArchive(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("load the chart of release %s: %w", r.Name, err)
	}
	return render(c, r)
}

// Path is like Archive, for a chart on disk.
func Path(name string, r Release) (map[string]map[string]any, error) {
	c, err := loader.Load(name)
	if err != nil {
		return nil, fmt.Errorf("load the chart of release %s: %w", r.Name, err)
	}
	return render(c, r)
}

func render(c *chart.Chart, r Release) (map[string]map[string]any, error) {
	version, err := KubeVersion(r.KubeVersion)
	if err != nil {
		return nil, err
	}
	capabilities := chartutil.DefaultCapabilities.Copy()
	capabilities.KubeVersion = version
	if err := chartutil.ProcessDependenciesWithMerge(c, r.Values); err != nil {
		return nil, fmt.Errorf("dependencies of chart %s: %w", c.Name(), err)
	}
	options := chartutil.ReleaseOptions{Name: r.Name, Namespace: r.Namespace, Revision: 1, IsInstall: true}
	values, err := chartutil.ToRenderValues(c, r.Values, options, capabilities)
	if err != nil {
		return nil, fmt.Errorf("values of chart %s %s: %w", c.Name(), c.Metadata.Version, err)
	}
	files, err := engine.Render(c, values)
	if err != nil {
		return nil, fmt.Errorf("render chart %s %s: %w", c.Name(), c.Metadata.Version, err)
	}
	objects := map[string]map[string]any{}
	for _, crd := range c.CRDObjects() {
		if err := add(objects, crd.Filename, crd.File.Data); err != nil {
			return nil, err
		}
	}
	for name, text := range files {
		if strings.HasSuffix(name, "NOTES.txt") {
			continue
		}
		if err := add(objects, name, []byte(text)); err != nil {
			return nil, err
		}
	}
	return objects, nil
}
