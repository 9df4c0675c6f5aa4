package chart

import (
	"context"
	"errors"

	helmchart "helm.sh/helm/v3/pkg/chart"
)

// Loading are charts on their way from a repository. It is safe for concurrent use.
type Loading struct {
	refs []Ref
	on   map[Ref]*coming
}

// coming is one chart; what came of it is there once done is closed.
type coming struct {
	done  chan struct{}
	chart *helmchart.Chart
	err   error
}

// LoadAll begins to load charts, side by side, so that the first may be used while others are still on their way.
func (r *Repository) LoadAll(ctx context.Context, refs []Ref) *Loading {
	l := &Loading{on: map[Ref]*coming{}}
	for _, ref := range refs {
		if l.on[ref] != nil {
			continue
		}
		one := &coming{done: make(chan struct{})}
		l.refs, l.on[ref] = append(l.refs, ref), one
		go func() {
			defer close(one.done)
			one.chart, one.err = r.Load(ctx, ref)
		}()
	}
	return l
}

// Chart waits for a chart that was asked for. It returns nil for one that couldn't be loaded.
func (l *Loading) Chart(ref Ref) *helmchart.Chart {
	one := l.on[ref]
	<-one.done
	return one.chart
}

// Errors waits for all charts and returns what went wrong: one UnreachableError for the whole repository, or an error for each
// chart, in their order.
func (l *Loading) Errors() []error {
	for _, one := range l.on {
		<-one.done
	}
	var failed []error
	for _, ref := range l.refs {
		one := l.on[ref]
		var unreachable *UnreachableError
		if errors.As(one.err, &unreachable) {
			return []error{unreachable}
		}
		if one.err != nil {
			failed = append(failed, one.err)
		}
	}
	return failed
}
