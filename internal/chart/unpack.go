package chart

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
)

const (
	// unpackLimit bounds what an archive unpacks to, in bytes, with the archives in it: Istio's charts have 2 MB at most.
	unpackLimit = 256 << 20
	// nestingLimit bounds how deep archives lie in one another. Helm's charts folder needs one.
	nestingLimit = 8
)

// mostPerByte is how many bytes deflate makes of one at most.
const mostPerByte = 1032

// unpack reads an archive as Helm does, unless it would fill the memory. A small one without another in it can't, and so is
// unpacked only once.
func unpack(body []byte) (*helmchart.Chart, error) {
	if len(body) < unpackLimit/mostPerByte {
		files, err := loader.LoadArchiveFiles(bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(files, func(f *loader.BufferedFile) bool { return path.Ext(f.Name) == ".tgz" }) {
			return loader.LoadFiles(files)
		}
	}
	if err := bounded(body, unpackLimit); err != nil {
		return nil, err
	}
	return loader.LoadArchive(bytes.NewReader(body))
}

// unpacked are the archives that were unpacked, by the hash of their bytes. A chart is never changed.
var unpacked sync.Map

// unpackOnce unpacks an archive, unless it has been: charts of many gateways in one program are the same one.
func unpackOnce(body []byte) (*helmchart.Chart, error) {
	once, _ := unpacked.LoadOrStore(sha256.Sum256(body), sync.OnceValues(func() (*helmchart.Chart, error) { return unpack(body) }))
	return once.(func() (*helmchart.Chart, error))()
}

// errTooLarge says that an archive is none that is meant to be unpacked.
var errTooLarge = fmt.Errorf("it unpacks to more than %d MiB, or archives lie in it more than %d deep", unpackLimit>>20, nestingLimit)

// bounded refuses an archive that would fill the memory, beyond a limit in bytes. Helm bounds the files that it reads of each archive, and neither their
// names and number nor the archives in archives, of which one may hold itself. What else is wrong is left to Helm to say.
func bounded(body []byte, limit int64) error {
	left := limit
	if err := measure(bytes.NewReader(body), &left, 0); errors.Is(err, errTooLarge) {
		return errTooLarge
	}
	return nil
}

// measure takes from what is left each byte that unpacking brings, and the size that each file says to have, as files may have
// holes.
func measure(packed io.Reader, left *int64, depth int) error {
	if depth > nestingLimit {
		return errTooLarge
	}
	unzipped, err := gzip.NewReader(packed)
	if err != nil {
		return err
	}
	files := tar.NewReader(&countdown{unzipped, left})
	for {
		header, err := files.Next()
		if err != nil {
			return err
		}
		if *left -= header.Size; *left < 0 {
			return errTooLarge
		}
		// Helm takes either kind of slash.
		if name := strings.ReplaceAll(header.Name, `\`, "/"); path.Ext(name) == ".tgz" && strings.Contains(name, "charts/") {
			if err := measure(files, left, depth+1); errors.Is(err, errTooLarge) {
				return err
			}
		}
	}
}

// countdown reads until nothing is left.
type countdown struct {
	io.Reader

	left *int64
}

func (c *countdown) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if *c.left -= int64(n); *c.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
