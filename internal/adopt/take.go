package adopt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/util/retry"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

// candidate is an object that exists and is to be taken.
type candidate struct {
	body

	resource dynamic.ResourceInterface
	live     *unstructured.Unstructured
	// manager is the one in whose name it is applied.
	manager string
}

// Take makes the objects of a release that exist already the release's own, and returns them. What belongs to the release
// already is left alone, and what doesn't exist is for Helm to make. Managers are those whose fields are handed over.
//
// Nothing but who manages which fields is written unless the API server would take all of it; everything that stands in the
// way comes back as one error.
func (k *Cluster) Take(ctx context.Context, r Release, m Manifest, managers []string) ([]Object, error) {
	bodies, err := k.render(ctx, r, m)
	if err != nil {
		return nil, err
	}
	found, problems := k.candidates(ctx, r, bodies, managers)
	if len(problems) > 0 {
		return nil, fmt.Errorf("release %s can't adopt what is there; nothing was changed:\n%w", r, errors.Join(problems...))
	}
	// What is applied for real must be what was tried, so the fields change hands before.
	problems = each(found, func(c *candidate) error {
		return m.told(c.rewrite(ctx, func(live *unstructured.Unstructured) (bool, error) { return gather(live, managers, c.manager) }))
	})
	if len(problems) == 0 {
		problems = each(found, func(c *candidate) error { return m.told(c.apply(ctx, managers, metav1.DryRunAll)) })
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("release %s can't adopt what is there; nothing was changed but who manages which fields:\n%w", r, errors.Join(problems...))
	}
	var out []Object
	for i := range found {
		if err := found[i].take(ctx, managers); err != nil {
			return out, fmt.Errorf("adopt %s, after %d others of release %s: %w", found[i].Object, len(out), r, m.told(err))
		}
		out = append(out, found[i].Object)
	}
	return out, nil
}

// candidates reads what exists of the release.
func (k *Cluster) candidates(ctx context.Context, r Release, bodies []body, managers []string) (found []candidate, problems []error) {
	for _, b := range bodies {
		resource, namespace, err := k.object(b.APIVersion, b.Kind, b.Namespace)
		if meta.IsNoMatchError(err) {
			continue
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("look for %s: %s", b.Object, cluster.Why(err)))
			continue
		}
		live, err := resource.Get(ctx, b.Name, metav1.GetOptions{})
		f := Found{Object: b.Object, Release: r}
		switch {
		case apierrors.IsNotFound(err):
		case err != nil:
			problems = append(problems, fmt.Errorf("look for %s: %s", b.Object, cluster.Why(err)))
		case r.foreign(live):
			f.Owner, _ = owner(live)
			problems = append(problems, errors.New(f.ForeignText()))
		case f.stuck(live):
			problems = append(problems, errors.New(f.StuckText()))
		case r.owned(live) && !unfinished(live, managers):
		default:
			b.content.SetNamespace(namespace)
			found = append(found, candidate{b, resource, live, applier(live, managers)})
		}
	}
	return found, problems
}

// unfinished reports whether an object that belongs to the release was left half-way: the marks are applied still by the one
// in whose name that was done. The installer's own fields are to go in any case; the other managers are those that people use
// meanwhile, too.
func unfinished(live metav1.Object, managers []string) bool {
	mark := []string{"metadata", "annotations", releaseAnnotation}
	return slices.ContainsFunc(live.GetManagedFields(), func(e metav1.ManagedFieldsEntry) bool {
		switch {
		case e.Manager == ownManager:
			return true
		case e.Subresource != "" || !slices.Contains(managers, e.Manager):
			return false
		}
		return e.Manager == installer || applies(e.Manager)(e) && hasField(fieldsOf(&e), mark)
	})
}

// each does the same with all of them, and lists what went wrong.
func each(found []candidate, do func(*candidate) error) []error {
	wrong := make([]error, len(found))
	group := errgroup.Group{}
	group.SetLimit(atOnce)
	for i := range found {
		group.Go(func() error {
			if err := do(&found[i]); err != nil {
				wrong[i] = fmt.Errorf("%s: %w", found[i].Object, err)
			}
			return nil
		})
	}
	_ = group.Wait() // each keeps its error
	return slices.DeleteFunc(wrong, func(err error) bool { return err == nil })
}

// apply applies the object over what it is now, again if somebody has changed it meanwhile: what stays of it, as an
// autoscaler's number, must be the newest.
func (c *candidate) apply(ctx context.Context, managers []string, dryRun ...string) error {
	return retry.RetryOnConflict(patience, func() error {
		live, err := c.resource.Get(ctx, c.Name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		now := c.keeping(live, managers)
		now.SetResourceVersion(live.GetResourceVersion())
		applied, err := c.resource.Apply(ctx, c.Name, now, metav1.ApplyOptions{FieldManager: c.manager, Force: true, DryRun: dryRun})
		if err == nil && len(dryRun) == 0 {
			c.live = applied
		}
		return err
	})
}

// take applies the object in the name of the one that did before, and hands its fields over.
func (c *candidate) take(ctx context.Context, managers []string) error {
	if err := c.apply(ctx, managers); err != nil {
		return err
	}
	return c.rewrite(ctx, func(live *unstructured.Unstructured) (bool, error) { return true, handOver(live, c.manager) })
}

// patience is how long a write is tried again: while a rollout is under way its controller writes all the time. It is about
// 5 seconds.
var patience = wait.Backoff{Steps: 25, Duration: 10 * time.Millisecond, Factor: 1.2, Jitter: 0.1}

// rewrite changes the managed fields, again if somebody has changed the object meanwhile.
func (c *candidate) rewrite(ctx context.Context, change func(*unstructured.Unstructured) (bool, error)) error {
	return retry.RetryOnConflict(patience, func() error {
		live := c.live.DeepCopy()
		changed, err := change(live)
		if err != nil || !changed {
			return err
		}
		patch, err := managersPatch(live)
		if err != nil {
			return err
		}
		written, err := c.resource.Patch(ctx, c.Name, types.JSONPatchType, patch, metav1.PatchOptions{FieldManager: c.manager})
		if err == nil {
			c.live = written
			return nil
		}
		if apierrors.IsConflict(err) {
			if again, getErr := c.resource.Get(ctx, c.Name, metav1.GetOptions{}); getErr == nil {
				c.live = again
			}
		}
		return err
	})
}
