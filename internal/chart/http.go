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
	"strings"
	"sync"
)

// httpFetcher reads a Helm repository: its index once, and archives by what the index says.
//
// Helm's own client (pkg/repo) does the same and brings kubectl with it, which would double the plugin.
type httpFetcher struct {
	source Source

	once     sync.Once
	client   *http.Client
	index    *index
	indexErr error
}

func (f *httpFetcher) archive(ctx context.Context, ref Ref) ([]byte, error) {
	f.once.Do(func() { f.index, f.indexErr = f.readIndex(ctx) })
	if f.indexErr != nil {
		return nil, &UnreachableError{f.source.Repository, f.indexErr}
	}
	entry := f.index.find(ref)
	if entry == nil || len(entry.URLs) == 0 {
		return nil, &NotFoundError{f.source.Repository, ref, f.index.newest(ref.Name)}
	}
	if cached, ok := readCache(entry.Digest); ok {
		return cached, nil
	}
	address, err := f.resolve(entry.URLs[0])
	if err != nil {
		return nil, &CorruptError{f.source.Repository, ref, err}
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

func (f *httpFetcher) readIndex(ctx context.Context) (*index, error) {
	transport, err := transport(f.source)
	if err != nil {
		return nil, err
	}
	f.client = &http.Client{Transport: transport, Timeout: timeout, CheckRedirect: dropPassword}
	body, err := f.get(ctx, strings.TrimSuffix(f.source.Repository, "/")+"/index.yaml")
	if err != nil {
		return nil, err
	}
	return parseIndex(body)
}

// resolve makes an archive's address absolute: an index may give it relative to the repository.
func (f *httpFetcher) resolve(address string) (string, error) {
	base, err := url.Parse(strings.TrimSuffix(f.source.Repository, "/") + "/")
	if err != nil {
		return "", err
	}
	u, err := base.Parse(address)
	if err != nil {
		return "", fmt.Errorf("the index gives the address %q: %w", address, err)
	}
	return u.String(), nil
}

func (f *httpFetcher) get(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	base, err := url.Parse(f.source.Repository)
	if err == nil && f.source.Username != "" && req.URL.Host == base.Host && req.URL.Scheme == base.Scheme {
		// The password is for the repository's host, not for whatever its index points to, and not in clear.
		req.SetBasicAuth(f.source.Username, f.source.Password)
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", req.URL.Redacted(), resp.Status)
	}
	return io.ReadAll(resp.Body)
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
