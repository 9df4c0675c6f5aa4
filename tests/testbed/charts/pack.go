package charts

import (
	"bytes"
	"fmt"
	"path"
	"time"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/provenance"
	"helm.sh/helm/v3/pkg/repo"
	"istio.io/istio/manifests"
	"sigs.k8s.io/yaml"
)

// packed is when the charts were made. It's fixed, so that their bytes are the same every time.
var packed = time.Date(2026, time.August, 27, 0, 0, 0, 0, time.UTC)

// Pack returns a Helm repository as its files by name: index.yaml, and <chart>-<version>.tgz for each chart and release.
// The index names the archives relative to itself.
func Pack() (map[string][]byte, error) {
	files := map[string][]byte{}
	index := repo.NewIndexFile()
	index.Generated = packed
	for _, s := range sources {
		for _, version := range []string{Version, NextVersion} {
			data, err := s.pack(version)
			if err != nil {
				return nil, fmt.Errorf("pack chart %s %s: %w", s.name, version, err)
			}
			name := s.name + "-" + version + ".tgz"
			files[name] = data
			if err := add(index, name, data); err != nil {
				return nil, fmt.Errorf("index chart %s %s: %w", s.name, version, err)
			}
		}
	}
	index.SortEntries()
	data, err := yaml.Marshal(index)
	if err != nil {
		return nil, err
	}
	files["index.yaml"] = data
	return files, nil
}

// add enters an archive into the index, read back the way Helm reads it.
func add(index *repo.IndexFile, name string, archive []byte) error {
	c, err := loader.LoadArchive(bytes.NewReader(archive))
	if err != nil {
		return err
	}
	digest, err := provenance.Digest(bytes.NewReader(archive))
	if err != nil {
		return err
	}
	if err := index.MustAdd(c.Metadata, name, "", digest); err != nil {
		return err
	}
	for _, v := range index.Entries[c.Name()] {
		v.Created = packed
	}
	return nil
}

// pack makes the archive of a chart.
func (s source) pack(version string) ([]byte, error) {
	return archive(s.name, manifests.FS, path.Join("charts", s.path), func(file string, data []byte) ([]byte, error) {
		return s.stamp(file, data, version)
	})
}
