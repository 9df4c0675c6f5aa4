package chart

import (
	"cmp"
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	helmchart "helm.sh/helm/v3/pkg/chart"
)

const (
	// aheadCount is how many charts are read ahead: as many as the largest mesh has.
	aheadCount = 8
	// aheadSize is how large an archive may be to be read ahead, in bytes: Istio's have 80 kB at most.
	aheadSize = 256 << 10
)

// ReadAhead unpacks the charts of the cache that were used last, one after another; what was fetched and refused isn't among
// them. A plugin that has just been started waits for the engine most of the time, and a project mostly takes the charts that it
// took before.
func ReadAhead() {
	folder, ok := cachePath(archives, "")
	if !ok {
		return
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return // nothing was used yet
	}
	var files []fs.FileInfo
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.Size() <= aheadSize && info.ModTime().After(unused) {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	files = files[:min(len(files), aheadCount)]
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return cmp.Compare(b.Size(), a.Size()) }) // the largest takes the longest
	for _, file := range files {
		body, ok := readArchive(filepath.Join(folder, file.Name()), strings.TrimSuffix(file.Name(), archiveEnding))
		if !ok {
			continue
		}
		ahead(body)
	}
}

// ahead unpacks an archive. What is wrong with it is told where it's used, if it is.
func ahead(body []byte) {
	defer func() { _ = recover() }()
	_, _ = unpackOnce(body)
}

// unused is the time of an archive in the cache that nobody has used: it may be one that was refused.
var unused = time.Unix(0, 0)

// used notes that an archive was verified and read. One that isn't in the cache has no time to be set.
func used(body []byte) {
	if path, ok := archivePath(digest(body)); ok {
		_ = os.Chtimes(path, time.Time{}, time.Now())
	}
}

// unpacked are the archives that were unpacked, by the hash of their bytes. A chart is never changed.
var unpacked sync.Map

// unpackOnce unpacks an archive, unless it has been: charts of many gateways in one program are the same one.
func unpackOnce(body []byte) (*helmchart.Chart, error) {
	once, _ := unpacked.LoadOrStore(sha256.Sum256(body), sync.OnceValues(func() (*helmchart.Chart, error) { return unpack(body) }))
	return once.(func() (*helmchart.Chart, error))()
}
