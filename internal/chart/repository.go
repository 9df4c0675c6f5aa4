package chart

import (
	"context"
	"fmt"

	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
)

// Repository loads charts from one source. It is safe for concurrent use.
type Repository struct {
	source Source
	fetch  fetcher
}

// fetcher brings the archive of a chart, with its provenance file if the source has a keyring.
type fetcher interface {
	archive(ctx context.Context, ref Ref) (*archive, error)
	// offline is why the cache stood in for the repository, nil if it didn't.
	offline() error
}

// archive is a packed chart.
type archive struct {
	// file is the name that the archive has in its repository.
	file string
	body []byte
	// provenance is what Helm keeps in the .prov file, nil if there is none or nobody asked.
	provenance []byte
	// folder is that of a chart which isn't packed, "" for all others.
	folder string
}

// archiveFile is the name that Helm gives to the archive of a chart.
func archiveFile(ref Ref) string { return ref.Name + "-" + ref.Version + ".tgz" }

// Open prepares a repository without going there. It fails where CheckRepository does.
func Open(source Source) (*Repository, error) {
	if err := CheckRepository(source.Repository); err != nil {
		return nil, err
	}
	r := &Repository{source: source}
	switch scheme(source.Repository) {
	case "http", "https":
		r.fetch = newHTTPFetcher(source)
	case "oci":
		r.fetch = &ociFetcher{source: source}
	default:
		r.fetch = &localFetcher{source: source}
	}
	return r, nil
}

// Offline is why the repository couldn't be reached where charts of the cache stood in for it, and nil otherwise. Such
// charts are those that the repository had when it was last seen.
func (r *Repository) Offline() error { return r.fetch.offline() }

// Load brings, verifies and reads one chart, within 10 seconds. The error is an *UnreachableError, a *NotFoundError, a
// *CorruptError or a *ProvenanceError.
func (r *Repository) Load(ctx context.Context, ref Ref) (*helmchart.Chart, error) {
	if err := ctx.Err(); err != nil {
		return nil, &UnreachableError{r.source.Repository, err}
	}
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	a, err := r.fetch.archive(ctx, ref)
	if err != nil {
		return nil, err
	}
	if err := r.verify(ref, a); err != nil {
		return nil, err
	}
	return r.read(ref, a)
}

// verify proves who made the chart, if the source asks for it.
func (r *Repository) verify(ref Ref, a *archive) error {
	if r.source.Keyring == "" {
		return nil
	}
	if err := signed(r.source.Keyring, a); err != nil {
		return &ProvenanceError{r.source.Repository, ref, r.source.Keyring, err}
	}
	return nil
}

// read unpacks the chart, which must be what it was asked for.
func (r *Repository) read(ref Ref, a *archive) (*helmchart.Chart, error) {
	c, err := a.load()
	if err != nil {
		return nil, &CorruptError{r.source.Repository, ref, err}
	}
	if _, local := LocalFolder(r.source.Repository); local && c.Name() == ref.Name && c.Metadata.Version != ref.Version {
		return nil, &NotFoundError{r.source.Repository, ref, []string{c.Metadata.Version}}
	}
	if c.Name() != ref.Name || c.Metadata.Version != ref.Version {
		return nil, &CorruptError{r.source.Repository, ref,
			fmt.Errorf("it calls itself %s %s", c.Name(), c.Metadata.Version)}
	}
	used(a.body)
	return c, nil
}

func (a *archive) load() (*helmchart.Chart, error) {
	if a.folder != "" {
		return loader.LoadDir(a.folder)
	}
	return unpackOnce(a.body)
}
