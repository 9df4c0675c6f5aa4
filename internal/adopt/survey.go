package adopt

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

// Found is an object of a release that exists.
type Found struct {
	Object

	// Release is the one that is to own it.
	Release Release
	// Owner is the release that owns it now, of those in Survey.Foreign.
	Owner Release
	// Managers own fields of it now, of those in Survey.Unfamiliar.
	Managers []string
	// Kept are the fields that stay as they are, by their paths, of those in Survey.Kept.
	Kept []string
}

// Survey is what a cluster has of a mesh that is to be adopted. Lists are in order.
type Survey struct {
	// Adoptable exist and belong to no release.
	Adoptable []Found
	// Foreign belong to another release.
	Foreign []Found
	// Stuck are workloads whose selector is another one than that of the chart.
	Stuck []Found
	// Unfamiliar are adoptable, and none of the given managers has a field of them.
	Unfamiliar []Found
	// Kept are Services that keep fields which their chart doesn't set.
	Kept []Found
}

// Survey looks for the objects of releases. Managers are those whose fields are to be handed over. It only reads, and fails
// where anything can't be read.
func (k *Cluster) Survey(ctx context.Context, releases []Release, managers []string) (*Survey, error) {
	out := &Survey{}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, r := range releases {
		for _, o := range r.Objects {
			group.Go(func() error {
				live, err := k.get(ctx, o)
				if err != nil || live == nil {
					return err
				}
				mu.Lock()
				defer mu.Unlock()
				out.sort(Found{Object: o, Release: r}, live, managers)
				return nil
			})
		}
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for _, list := range [][]Found{out.Adoptable, out.Foreign, out.Stuck, out.Unfamiliar, out.Kept} {
		slices.SortFunc(list, func(a, b Found) int { return cmp.Compare(a.String(), b.String()) })
	}
	return out, nil
}

// sort puts an object where it belongs.
func (s *Survey) sort(f Found, live *unstructured.Unstructured, managers []string) {
	switch {
	case f.Release.owned(live):
		return
	case f.Release.foreign(live):
		f.Owner, _ = owner(live)
		s.Foreign = append(s.Foreign, f)
		return
	case f.stuck(live):
		s.Stuck = append(s.Stuck, f)
		return
	}
	s.Adoptable = append(s.Adoptable, f)
	for _, at := range f.kept(live, managers) {
		f.Kept = append(f.Kept, keptText(at))
	}
	if len(f.Kept) > 0 {
		s.Kept = append(s.Kept, f)
	}
	if !slices.ContainsFunc(live.GetManagedFields(), func(e metav1.ManagedFieldsEntry) bool { return slices.Contains(managers, e.Manager) }) {
		f.Managers = slices.DeleteFunc(managersOf(live), IsController)
		s.Unfamiliar = append(s.Unfamiliar, f)
	}
}

// stuck reports whether the selector of a workload would have to change.
func (f Found) stuck(live *unstructured.Unstructured) bool {
	selector, some, err := unstructured.NestedMap(live.Object, "spec", "selector")
	return f.Selector != nil && some && err == nil && !equality.Semantic.DeepEqual(f.Selector, selector)
}

// managersOf lists who has set fields of an object, but for its status.
func managersOf(live metav1.Object) []string {
	var out []string
	for _, e := range live.GetManagedFields() {
		if e.Subresource == "" && !slices.Contains(out, e.Manager) {
			out = append(out, e.Manager)
		}
	}
	slices.Sort(out)
	return out
}

// get reads an object, nil where there's none: of most the metadata alone, as a CRD is large.
func (k *Cluster) get(ctx context.Context, o Object) (*unstructured.Unstructured, error) {
	mapping, err := k.mapping(o.APIVersion, o.Kind)
	switch {
	case meta.IsNoMatchError(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look for %s: %s", o, cluster.Why(err)) // not %w: the object is to be told, too
	}
	live := &unstructured.Unstructured{Object: map[string]any{}}
	if o.Selector != nil {
		live, err = k.objects.Resource(mapping.Resource).Namespace(o.Namespace).Get(ctx, o.Name, metav1.GetOptions{})
	} else {
		var of *metav1.PartialObjectMetadata
		if mapping.Scope.Name() == meta.RESTScopeNameRoot {
			of, err = k.metadata.Resource(mapping.Resource).Get(ctx, o.Name, metav1.GetOptions{})
		} else {
			of, err = k.metadata.Resource(mapping.Resource).Namespace(o.Namespace).Get(ctx, o.Name, metav1.GetOptions{})
		}
		if err == nil {
			live.SetLabels(of.Labels)
			live.SetAnnotations(of.Annotations)
			live.SetManagedFields(of.ManagedFields)
		}
	}
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look for %s: %s", o, cluster.Why(err)) // not %w: the object is to be told, too
	}
	return live, nil
}

// Existing returns those of the objects that exist and that Pulumi's Kubernetes provider hasn't made. It only reads.
func (k *Cluster) Existing(ctx context.Context, objects []Object) ([]Object, error) {
	strange := make([]bool, len(objects))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, o := range objects {
		group.Go(func() error {
			live, err := k.get(ctx, o)
			strange[i] = live != nil && !slices.ContainsFunc(managersOf(live), byPulumi)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var out []Object
	for i, o := range objects {
		if strange[i] {
			out = append(out, o)
		}
	}
	return out, nil
}

// byPulumi reports whether a field manager is Pulumi's Kubernetes provider: of server-side apply, or of what it wrote before.
func byPulumi(manager string) bool {
	return strings.HasPrefix(manager, "pulumi-kubernetes") || manager == helmManager
}
