package chart

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
)

// bodyLimit bounds what is read of one answer, in bytes: no index and no chart comes near it.
const bodyLimit = 128 << 20

// httpFetcher reads a Helm repository: its index once, and archives by what the index says.
//
// Helm's own client (pkg/repo) does the same and brings kubectl with it, which would double the plugin.
type httpFetcher struct {
	source Source
	client *http.Client
	reach  reach

	mu       sync.Mutex // guards what follows
	index    *index
	indexErr error
}

func newHTTPFetcher(source Source) *httpFetcher {
	transport, err := transport(source)
	return &httpFetcher{
		source: source, indexErr: err,
		client: &http.Client{Transport: transport, CheckRedirect: dropPassword},
	}
}

func (f *httpFetcher) offline() error { return f.reach.offline() }

func (f *httpFetcher) archive(ctx context.Context, ref Ref) (*archive, error) {
	index, err := f.readIndex(ctx)
	if err != nil {
		return nil, &UnreachableError{f.source.Repository, err}
	}
	entry := index.find(ref)
	if entry == nil || len(entry.URLs) == 0 {
		if err := f.reach.offline(); err != nil { // a newer index may have it
			return nil, &UnreachableError{f.source.Repository, err}
		}
		return nil, &NotFoundError{f.source.Repository, ref, index.newest(ref.Name)}
	}
	address, err := f.resolve(entry.URLs[0])
	if err != nil {
		return nil, &CorruptError{f.source.Repository, ref, err}
	}
	a := &archive{file: path.Base(address.Path)}
	if a.body, err = f.body(ctx, ref, entry, address.String()); err != nil {
		return nil, err
	}
	if f.source.Keyring != "" {
		a.provenance, err = f.provenance(ctx, ref, address.String())
	}
	return a, err
}

// body brings the bytes of an archive, from the cache if they are there.
func (f *httpFetcher) body(ctx context.Context, ref Ref, entry *indexEntry, address string) ([]byte, error) {
	if cached, ok := readCache(entry.Digest); ok {
		return cached, nil
	}
	body, err := f.get(ctx, address)
	if err != nil {
		return nil, &UnreachableError{f.source.Repository, err}
	}
	if got := digest(body); entry.Digest != "" && got != strings.TrimPrefix(entry.Digest, "sha256:") {
		return nil, &CorruptError{f.source.Repository, ref, fmt.Errorf("its digest is %s, and the index says %s", got, entry.Digest)}
	}
	writeCache(entry.Digest, body)
	return body, nil
}

// provenance brings the provenance file of an archive, which lies where Helm looks for it too.
func (f *httpFetcher) provenance(ctx context.Context, ref Ref, address string) ([]byte, error) {
	address += ".prov"
	body, err := f.get(ctx, address)
	var kept []byte
	switch {
	case err == nil:
		writeRecord(provenanceRecords, address, body)
		return body, nil
	case unreachable(err) && readRecord(provenanceRecords, address, &kept):
		f.reach.useCache()
		return kept, nil
	case unreachable(err), errors.Is(err, context.Canceled):
		return nil, &UnreachableError{f.source.Repository, err}
	}
	return nil, &ProvenanceError{f.source.Repository, ref, f.source.Keyring, fmt.Errorf("its provenance can't be read: %w", err)}
}

// resolve makes an archive's address absolute: an index may give it relative to the repository.
func (f *httpFetcher) resolve(address string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimSuffix(f.source.Repository, "/") + "/")
	if err != nil {
		return nil, err
	}
	u, err := base.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the index gives the address %q: %w", address, err)
	}
	return u, nil
}

// get brings a file, unless the repository is known to be out of reach.
func (f *httpFetcher) get(ctx context.Context, address string) (body []byte, err error) {
	err = f.reach.try(func() (err error) {
		body, _, err = f.ask(ctx, address, nil)
		return err
	})
	return body, err
}

// ask sends one request. Its errors don't show the query of an address, which signs it for some stores.
func (f *httpFetcher) ask(ctx context.Context, address string, header http.Header) ([]byte, http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	for name, values := range header {
		req.Header[name] = values
	}
	base, err := url.Parse(f.source.Repository)
	if err == nil && f.source.Username != "" && req.URL.Host == base.Host && req.URL.Scheme == base.Scheme {
		// The password is for the repository's host, not for whatever its index points to, and not in clear.
		req.SetBasicAuth(f.source.Username, f.source.Password)
	}
	shown := *req.URL
	shown.RawQuery = ""
	resp, err := f.client.Do(req)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return nil, nil, fmt.Errorf("GET %s: %w", shown.Redacted(), err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, nil, &statusError{shown.Redacted(), resp.StatusCode, resp.Status}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, bodyLimit+1))
	if err == nil && len(body) > bodyLimit {
		err = fmt.Errorf("more than %d MiB", bodyLimit>>20)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("GET %s: %w", shown.Redacted(), err)
	}
	return body, resp.Header, nil
}

// dropPassword follows redirects, as the client would by itself, and takes the password along to the same origin only.
func dropPassword(next *http.Request, via []*http.Request) error {
	if len(via) >= 10 {
		return errors.New("stopped after 10 redirects")
	}
	if first := via[0].URL; next.URL.Host != first.Host || next.URL.Scheme != first.Scheme {
		next.Header.Del("Authorization")
	}
	return nil
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}
