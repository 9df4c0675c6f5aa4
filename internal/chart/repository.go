package chart

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
)

// timeout bounds one request to a repository: a preview must not hang on a dead mirror.
const timeout = 10 * time.Second

// Repository loads charts from one source. It is safe for concurrent use.
type Repository struct {
	source Source
	fetch  fetcher
}

// fetcher brings the archive of a chart.
type fetcher interface {
	archive(ctx context.Context, ref Ref) ([]byte, error)
}

// Open prepares a repository without going there. It fails where CheckRepository does.
func Open(source Source) (*Repository, error) {
	if err := CheckRepository(source.Repository); err != nil {
		return nil, err
	}
	r := &Repository{source: source}
	switch u := scheme(source.Repository); u {
	case "http", "https":
		r.fetch = &httpFetcher{source: source}
	case "oci":
		r.fetch = &ociFetcher{source: source}
	}
	return r, nil
}

// LoadAll loads charts side by side and returns what went wrong: one UnreachableError for the whole repository, or an
// error for each chart, in their order.
func (r *Repository) LoadAll(ctx context.Context, refs []Ref) []error {
	refs = distinct(refs)
	results := make([]error, len(refs))
	group, ctx := errgroup.WithContext(ctx)
	for i, ref := range refs {
		group.Go(func() error {
			_, results[i] = r.Load(ctx, ref)
			return nil
		})
	}
	_ = group.Wait() // each result is kept on its own
	var out []error
	for _, err := range results {
		var unreachable *UnreachableError
		if errors.As(err, &unreachable) {
			return []error{unreachable}
		}
		if err != nil {
			out = append(out, err)
		}
	}
	return out
}

// Load brings and reads one chart. The error is an *UnreachableError, a *NotFoundError or a *CorruptError.
func (r *Repository) Load(ctx context.Context, ref Ref) (*helmchart.Chart, error) {
	if err := ctx.Err(); err != nil {
		return nil, &UnreachableError{r.source.Repository, err}
	}
	c, err := r.read(ctx, ref)
	if err != nil {
		return nil, err
	}
	if c.Name() != ref.Name || c.Metadata.Version != ref.Version {
		return nil, &CorruptError{r.source.Repository, ref,
			fmt.Errorf("it calls itself %s %s", c.Name(), c.Metadata.Version)}
	}
	return c, nil
}

func (r *Repository) read(ctx context.Context, ref Ref) (*helmchart.Chart, error) {
	if r.fetch == nil {
		return r.readLocal(ref)
	}
	archive, err := r.fetch.archive(ctx, ref)
	if err != nil {
		return nil, err
	}
	c, err := loader.LoadArchive(bytes.NewReader(archive))
	if err != nil {
		return nil, &CorruptError{r.source.Repository, ref, err}
	}
	return c, nil
}

func (r *Repository) readLocal(ref Ref) (*helmchart.Chart, error) {
	folder, _ := LocalFolder(r.source.Repository)
	path := LocalPath(folder, ref.Name, ref.Version)
	if _, err := os.Stat(path); err != nil {
		return nil, &NotFoundError{r.source.Repository, ref, localVersions(folder, ref.Name)}
	}
	c, err := loader.Load(path)
	if err != nil {
		return nil, &CorruptError{r.source.Repository, ref, err}
	}
	if c.Metadata.Version != ref.Version {
		return nil, &NotFoundError{r.source.Repository, ref, []string{c.Metadata.Version}}
	}
	return c, nil
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

func distinct(refs []Ref) []Ref {
	seen := map[Ref]bool{}
	var out []Ref
	for _, ref := range refs {
		if !seen[ref] {
			out = append(out, ref)
		}
		seen[ref] = true
	}
	return out
}
