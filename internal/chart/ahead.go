package chart

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
