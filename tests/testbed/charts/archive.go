package charts

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// archive makes the archive of a chart from its folder in files. edit gets each file by its path in the chart, and
// returns what to pack. The same input gives the same bytes.
func archive(chart string, files fs.FS, folder string, edit func(file string, data []byte) ([]byte, error)) ([]byte, error) {
	var packedChart bytes.Buffer
	zipped := gzip.NewWriter(&packedChart)
	out := tar.NewWriter(zipped)
	err := fs.WalkDir(files, folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		file := strings.TrimPrefix(name, folder+"/")
		if data, err = edit(file, data); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		header := &tar.Header{Name: path.Join(chart, file), Mode: 0o644, Size: int64(len(data)), ModTime: packed}
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
	return packedChart.Bytes(), nil
}

// replaceOnce makes the changes. Each old text has to be there exactly once.
func replaceOnce(data []byte, changes []change) ([]byte, error) {
	for _, c := range changes {
		if n := bytes.Count(data, []byte(c.old)); n != 1 {
			return nil, fmt.Errorf("%q is there %d times, not once: the charts have changed", c.old, n)
		}
		data = bytes.Replace(data, []byte(c.old), []byte(c.new), 1)
	}
	return data, nil
}
