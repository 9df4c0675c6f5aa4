package chart

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// keptIndex is the record of a repository's index. Reading it takes a twentieth of the time that the index itself does,
// which is a megabyte of YAML for a project with some years of releases.
type keptIndex struct {
	// ETag and LastModified are what the server called this state of the index, "" where it doesn't.
	ETag, LastModified string
	// Digest is the SHA-256 of the index.yaml, for servers that name no states.
	Digest string
	Index  index
}

// conditions make a request for the index one for a newer index.
func (k *keptIndex) conditions() http.Header {
	h := http.Header{}
	if k.ETag != "" {
		h.Set("If-None-Match", k.ETag)
	}
	if k.LastModified != "" {
		h.Set("If-Modified-Since", k.LastModified)
	}
	return h
}

// readIndex reads the index once. Whoever comes meanwhile waits for it.
func (f *httpFetcher) readIndex(ctx context.Context) (*index, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.index != nil || f.indexErr != nil {
		return f.index, f.indexErr
	}
	i, err := f.bringIndex(ctx)
	if errors.Is(err, context.Canceled) {
		return nil, err // others may still want it
	}
	f.index, f.indexErr = i, err
	return i, err
}

// bringIndex asks for the index, if it is another one than the one kept, and makes do with that where nobody answers.
func (f *httpFetcher) bringIndex(ctx context.Context) (*index, error) {
	key := strings.TrimSuffix(f.source.Repository, "/")
	kept := &keptIndex{}
	if !readRecord(indexRecords, key, kept) {
		kept = &keptIndex{}
	}
	known := kept.Digest != ""
	var body []byte
	var header http.Header
	err := f.reach.try(func() (err error) {
		body, header, err = f.ask(ctx, key+"/index.yaml", kept.conditions())
		return err
	})
	var status *statusError
	switch {
	case known && errors.As(err, &status) && status.code == http.StatusNotModified:
		return &kept.Index, nil
	case known && unreachable(err):
		f.reach.useCache()
		return &kept.Index, nil
	case err != nil:
		return nil, err
	}
	fresh := &keptIndex{ETag: header.Get("ETag"), LastModified: header.Get("Last-Modified"), Digest: digest(body)}
	if kept.Digest == fresh.Digest {
		fresh.Index = kept.Index
		if kept.ETag == fresh.ETag && kept.LastModified == fresh.LastModified {
			return &fresh.Index, nil // the record says just that
		}
	} else if err := parseIndex(body, &fresh.Index); err != nil {
		return nil, err
	}
	writeRecord(indexRecords, key, fresh)
	return &fresh.Index, nil
}
