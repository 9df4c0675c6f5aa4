package helmrender

import (
	"fmt"
	"strings"

	"helm.sh/helm/v3/pkg/chartutil"
)

// KubeVersion reads a cluster's version, with or without a leading v. What a provider appends stays in it, as Helm leaves
// it there: charts tell GKE by 1.36.3-gke.100.
func KubeVersion(text string) (chartutil.KubeVersion, error) {
	version, err := chartutil.ParseKubeVersion(text)
	if err != nil {
		return chartutil.KubeVersion{}, fmt.Errorf("%q is no version of Kubernetes; write for example 1.36.3: %w", text, err)
	}
	version.Version = "v" + strings.TrimPrefix(text, "v")
	return *version, nil
}
