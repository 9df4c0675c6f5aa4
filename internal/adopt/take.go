package adopt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
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
// Nothing is written unless the API server would take all of it; everything that stands in the way comes back as one error.
func (k *Cluster) Take(ctx context.Context, r Release, m Manifest, managers []string) ([]Object, error) {
	bodies, err := k.render(ctx, r, m)
	if err != nil {
		return nil, err
	}
	found, problems := k.candidates(ctx, r, bodies, managers)
	if len(problems) == 0 {
		problems = tryAll(ctx, m, found)
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("release %s can't adopt what is there; nothing was changed:\n%w", r, errors.Join(problems...))
	}
	var out []Object
	for i := range found {
		if err := found[i].take(ctx, managers); err != nil {
			return out, fmt.Errorf("adopt %s: %w", found[i].Object, m.open(err))
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
			problems = append(problems, fmt.Errorf("look for %s: %w", b.Object, err))
			continue
		}
		live, err := resource.Get(ctx, b.Name, metav1.GetOptions{})
		f := Found{Object: b.Object, Release: r}
		switch {
		case apierrors.IsNotFound(err):
		case err != nil:
			problems = append(problems, fmt.Errorf("look for %s: %w", b.Object, err))
		case r.foreign(live):
			f.Owner, _ = owner(live)
			problems = append(problems, errors.New(f.ForeignText()))
		case f.stuck(live):
			problems = append(problems, errors.New(f.StuckText()))
		case r.owned(live) && !unfinished(live, managers):
		default:
			b.content.SetNamespace(namespace)
			b.keepReplicas(live)
			found = append(found, candidate{b, resource, live, applier(live, managers)})
		}
	}
	return found, problems
}

// unfinished reports whether an object that belongs to the release still has fields of those that had it before. kubectl is
// what people use meanwhile, too.
func unfinished(live metav1.Object, managers []string) bool {
	return slices.ContainsFunc(live.GetManagedFields(), func(e metav1.ManagedFieldsEntry) bool {
		return e.Manager == ownManager || e.Subresource == "" && slices.Contains(managers, e.Manager) && !strings.HasPrefix(e.Manager, "kubectl")
	})
}

// keepReplicas keeps the number that an autoscaler has chosen where the release says none: without an owner it would fall
// back to 1.
func (b *body) keepReplicas(live *unstructured.Unstructured) {
	replicas, some, err := unstructured.NestedFieldNoCopy(live.Object, "spec", "replicas")
	if _, given, _ := unstructured.NestedFieldNoCopy(b.content.Object, "spec", "replicas"); err != nil || !some || given || !isWorkload(b.Kind) {
		return
	}
	_ = unstructured.SetNestedField(b.content.Object, replicas, "spec", "replicas") // spec is a map: it has a selector
}

// tryAll asks the API server whether it would take them.
func tryAll(ctx context.Context, m Manifest, found []candidate) []error {
	refused := make([]error, len(found))
	group := errgroup.Group{}
	group.SetLimit(atOnce)
	for i := range found {
		group.Go(func() error {
			if _, err := found[i].apply(ctx, metav1.DryRunAll); err != nil {
				refused[i] = fmt.Errorf("%s: %w", found[i].Object, m.open(err))
			}
			return nil
		})
	}
	_ = group.Wait() // each keeps its error
	return slices.DeleteFunc(refused, func(err error) bool { return err == nil })
}

func (c *candidate) apply(ctx context.Context, dryRun ...string) (*unstructured.Unstructured, error) {
	return c.resource.Apply(ctx, c.Name, c.content, metav1.ApplyOptions{FieldManager: c.manager, Force: true, DryRun: dryRun})
}

// take applies the object in the name of the one that did before, and hands its fields over.
func (c *candidate) take(ctx context.Context, managers []string) error {
	err := c.rewrite(ctx, func(live *unstructured.Unstructured) (bool, error) { return gather(live, managers, c.manager) })
	if err != nil {
		return err
	}
	if c.live, err = c.apply(ctx); err != nil {
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
