package kubernetes

import (
	"context"
	"errors"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
)

// pollEvery is how often a wait looks at the object.
const pollEvery = 250 * time.Millisecond

// notReadyError says that an object exists but didn't become ready, or didn't go away. It keeps the object as last
// seen, for the state.
type notReadyError struct {
	err error
}

func (e *notReadyError) Error() string { return e.err.Error() }
func (e *notReadyError) Unwrap() error { return e.err }

// verdict is what a rule says about an object.
type verdict struct {
	ready bool
	// message goes into the progress line.
	message string
	// err explains what is wrong; the wait goes on unless it is final.
	err   error
	final bool
}

// rule judges whether an object is ready.
type rule func(ctx context.Context, live *unstructured.Unstructured) verdict

// waitReady waits until an object is ready by its annotations or by its kind, and returns it as it is then. An error
// that isn't a notReadyError means that there is nothing sensible to wait for.
func (p *Provider) waitReady(
	urn resource.URN, inputs, live *unstructured.Unstructured, limit time.Duration,
) (*unstructured.Unstructured, error) {
	if says(inputs, skipAwait) {
		return live, nil
	}
	ready, err := p.readiness(live)
	if err != nil || ready == nil {
		return live, err
	}
	client, err := p.cluster.client(live)
	if err != nil {
		return live, err
	}
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	last, shown := live, ""
	for {
		v := ready(ctx, last)
		if v.ready {
			p.status(urn, "")
			return last, nil
		}
		if v.message != "" && v.message != shown {
			shown = v.message
			p.status(urn, shown)
		}
		if v.final {
			return last, &notReadyError{err: v.err}
		}
		if err := pause(ctx); err != nil {
			return last, &notReadyError{err: waitEnded(v.err, err)}
		}
		now, err := client.Get(ctx, last.GetName(), metav1.GetOptions{})
		if err == nil {
			last = now
		}
	}
}

// readiness picks the rule for an object: the annotation's or, failing that, the kind's. None means ready at once.
func (p *Provider) readiness(live *unstructured.Unstructured) (rule, error) {
	annotation := live.GetAnnotations()[waitFor]
	if annotation == "" {
		return p.kindRule(live), nil
	}
	return parseWaitFor(annotation)
}

// waitGone waits until an object is gone, or replaced by another of the same name, and returns it as last seen.
func (p *Provider) waitGone(
	urn resource.URN, client dynamic.ResourceInterface, live *unstructured.Unstructured, name string,
	limit time.Duration,
) (*unstructured.Unstructured, error) {
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	last := live
	for {
		now, err := client.Get(ctx, name, metav1.GetOptions{})
		if apierrors.IsNotFound(err) || err == nil && live.GetUID() != "" && now.GetUID() != live.GetUID() {
			p.status(urn, "")
			return nil, nil
		}
		if err == nil {
			last = now
		}
		if err := pause(ctx); err != nil {
			if finalizers := last.GetFinalizers(); len(finalizers) > 0 {
				p.warn(urn, "finalizers might be preventing deletion")
			}
			return last, &notReadyError{err: waitEnded(nil, err)}
		}
	}
}

// skipsDeleteWait says for which kinds skipAwait also skips the wait at deletion.
func skipsDeleteWait(inputs *unstructured.Unstructured) bool {
	switch inputs.GetAPIVersion() + "/" + inputs.GetKind() {
	case "v1/Namespace", "v1/Pod", "v1/ReplicationController", "apps/v1/DaemonSet", "apps/v1/Deployment",
		"apps/v1/StatefulSet", "batch/v1/Job":
		return true
	}
	return false
}

// pause waits for the next look, or returns why there is none.
func pause(ctx context.Context) error {
	select {
	case <-time.After(pollEvery):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// waitEnded explains the end of a wait: what is wrong with the object if that is known, else that time ran out or that
// the user cancelled.
func waitEnded(wrong, ended error) error {
	switch {
	case wrong != nil:
		return wrong
	case errors.Is(ended, context.DeadlineExceeded):
		return wait.ErrorInterrupted(nil)
	default:
		return wait.ErrorInterrupted(ended)
	}
}
