package chart

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"helm.sh/helm/v3/pkg/registry"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"
)

// ociFetcher pulls charts from an OCI registry.
type ociFetcher struct{ source Source }

func (f *ociFetcher) archive(_ context.Context, ref Ref) ([]byte, error) {
	client, err := f.client()
	if err != nil {
		return nil, &UnreachableError{f.source.Repository, err}
	}
	path := strings.TrimSuffix(strings.TrimPrefix(f.source.Repository, "oci://"), "/") + "/" + ref.Name
	pulled, err := client.Pull(path + ":" + ref.Version)
	switch {
	case err == nil:
		return pulled.Chart.Data, nil
	case errors.Is(err, errdef.ErrNotFound):
		return nil, &NotFoundError{Repository: f.source.Repository, Ref: ref}
	case errors.Is(err, content.ErrMismatchedDigest), errors.Is(err, content.ErrInvalidDescriptorSize),
		errors.Is(err, content.ErrTrailingData), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, &CorruptError{f.source.Repository, ref, err}
	}
	return nil, &UnreachableError{f.source.Repository, err}
}

func (f *ociFetcher) client() (*registry.Client, error) {
	transport, err := transport(f.source)
	if err != nil {
		return nil, err
	}
	opts := []registry.ClientOption{
		registry.ClientOptWriter(io.Discard),
		registry.ClientOptHTTPClient(&http.Client{Transport: transport, Timeout: timeout}),
	}
	if f.source.Username != "" {
		opts = append(opts, registry.ClientOptBasicAuth(f.source.Username, f.source.Password))
	}
	return registry.NewClient(opts...)
}

func scheme(repository string) string {
	if _, local := LocalFolder(repository); local {
		return ""
	}
	u, err := url.Parse(repository)
	if err != nil {
		return ""
	}
	return u.Scheme
}
