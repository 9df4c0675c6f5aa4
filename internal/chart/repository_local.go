package chart

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// localFetcher reads a folder of charts.
type localFetcher struct{ source Source }

func (f *localFetcher) offline() error { return nil }

func (f *localFetcher) archive(_ context.Context, ref Ref) (*archive, error) {
	folder, _ := LocalFolder(f.source.Repository)
	path := LocalPath(folder, ref.Name, ref.Version)
	info, err := os.Stat(path)
	if err != nil {
		return nil, &NotFoundError{f.source.Repository, ref, localVersions(folder, ref.Name)}
	}
	if info.IsDir() {
		return &archive{folder: path}, nil
	}
	a := &archive{file: filepath.Base(path)}
	if a.body, err = os.ReadFile(path); err != nil {
		return nil, &CorruptError{f.source.Repository, ref, err}
	}
	if f.source.Keyring == "" {
		return a, nil
	}
	a.provenance, err = os.ReadFile(path + ".prov")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, &ProvenanceError{f.source.Repository, ref, f.source.Keyring, err}
	}
	return a, nil
}

// localVersions lists the versions of a chart whose archives lie in a folder, newest first.
func localVersions(folder, name string) []string {
	paths, _ := filepath.Glob(filepath.Join(folder, name+"-*.tgz")) // the pattern is ours, so it is well formed
	found := &index{Entries: map[string][]indexEntry{}}
	for _, path := range paths {
		version := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), name+"-"), ".tgz")
		found.Entries[name] = append(found.Entries[name], indexEntry{Version: version})
	}
	return found.newest(name)
}
