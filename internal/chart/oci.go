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
type ociFetcher struct {
	source Source
	reach  reach
}

// keptTag is the record of what a tag led to. As long as the tag leads to that manifest, it is that chart.
type keptTag struct {
	// Manifest and Chart are digests.
	Manifest, Chart string
	// Provenance is the provenance file, if somebody asked for it. It is proved again whenever it is used.
	Provenance []byte
}

func (f *ociFetcher) offline() error { return f.reach.offline() }

func (f *ociFetcher) archive(ctx context.Context, ref Ref) (*archive, error) {
	client, err := f.client(ctx)
	if err != nil {
		return nil, &UnreachableError{f.source.Repository, err}
	}
	// Helm writes the plus sign, which a tag can't have, as an underscore.
	tag := strings.TrimSuffix(strings.TrimPrefix(f.source.Repository, "oci://"), "/") + "/" + ref.Name + ":" +
		strings.ReplaceAll(ref.Version, "+", "_")
	if kept, ok := f.kept(ref, tag, client); ok {
		return kept, nil
	}
	var pulled *registry.PullResult
	err = f.reach.try(func() (err error) {
		pulled, err = client.Pull(tag, registry.PullOptWithProv(f.source.Keyring != ""), registry.PullOptIgnoreMissingProv(true))
		return err
	})
	if err != nil {
		return nil, f.wrong(ref, err)
	}
	writeCache(pulled.Chart.Digest, pulled.Chart.Data)
	writeRecord(tagRecords, tag, keptTag{pulled.Manifest.Digest, pulled.Chart.Digest, pulled.Prov.Data})
	return &archive{file: archiveFile(ref), body: pulled.Chart.Data, provenance: pulled.Prov.Data}, nil
}

// kept returns what the tag led to before, if the registry says that it still does, or nobody is there to ask.
func (f *ociFetcher) kept(ref Ref, tag string, client *registry.Client) (*archive, bool) {
	var record keptTag
	if !readRecord(tagRecords, tag, &record) || f.source.Keyring != "" && len(record.Provenance) == 0 {
		return nil, false
	}
	body, ok := readCache(record.Chart)
	if !ok {
		return nil, false
	}
	a := &archive{file: archiveFile(ref), body: body, provenance: record.Provenance}
	var manifest string
	err := f.reach.try(func() error {
		resolved, err := client.Resolve(tag)
		manifest = resolved.Digest.String()
		return err
	})
	switch {
	case err == nil:
		return a, manifest == record.Manifest
	case unreachable(err):
		f.reach.useCache()
		return a, true
	}
	return nil, false // the pull says what is wrong
}

// wrong sorts the errors of a pull.
func (f *ociFetcher) wrong(ref Ref, err error) error {
	switch {
	case errors.Is(err, errdef.ErrNotFound):
		return &NotFoundError{Repository: f.source.Repository, Ref: ref}
	case errors.Is(err, content.ErrMismatchedDigest), errors.Is(err, content.ErrInvalidDescriptorSize),
		errors.Is(err, content.ErrTrailingData), errors.Is(err, io.ErrUnexpectedEOF):
		return &CorruptError{f.source.Repository, ref, err}
	}
	return &UnreachableError{f.source.Repository, err}
}

// client returns Helm's client, whose requests end with the context: it takes none itself.
func (f *ociFetcher) client(ctx context.Context) (*registry.Client, error) {
	transport, err := transport(f.source)
	if err != nil {
		return nil, err
	}
	opts := []registry.ClientOption{
		registry.ClientOptWriter(io.Discard),
		registry.ClientOptEnableCache(true), // of the registry's tokens, for this client
		registry.ClientOptHTTPClient(&http.Client{Transport: within{ctx, transport}}),
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
