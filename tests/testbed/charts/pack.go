package charts

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"path"
	"strings"
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
			archive, err := s.pack(version)
			if err != nil {
				return nil, fmt.Errorf("pack chart %s %s: %w", s.name, version, err)
			}
			name := s.name + "-" + version + ".tgz"
			files[name] = archive
			if err := add(index, name, archive); err != nil {
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
	root := path.Join("charts", s.path)
	var archive bytes.Buffer
	zipped := gzip.NewWriter(&archive)
	out := tar.NewWriter(zipped)
	err := fs.WalkDir(manifests.FS, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(manifests.FS, name)
		if err != nil {
			return err
		}
		file := strings.TrimPrefix(name, root+"/")
		if data, err = s.stamp(file, data, version); err != nil {
			return err
		}
		header := &tar.Header{Name: path.Join(s.name, file), Mode: 0o644, Size: int64(len(data)), ModTime: packed}
		if err := out.WriteHeader(header); err != nil {
			return err
		}
		_, err = out.Write(data)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	if err := zipped.Close(); err != nil {
		return nil, err
	}
	return archive.Bytes(), nil
}
