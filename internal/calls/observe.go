package calls

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	prometheus "github.com/prometheus/client_golang/api/prometheus/v1"
	"github.com/prometheus/common/model"
	"golang.org/x/sync/errgroup"
)

// atOnce is how many queries run at a time.
const atOnce = 4

// observer asks one server about one window.
type observer struct {
	server Server
	api    prometheus.API
	window string
	length time.Duration
	// at is the server's own time at the beginning, so that all queries are of the same window.
	at time.Time

	mu  sync.Mutex // guards what follows
	out *Observation
}

// Observe asks the server who called whom within the window that ends now, a duration of Prometheus. It asks for the namespaces that call, and then
// for each one's calls, so that no answer is large. The error is a *ArgumentError.
func (s Server) Observe(ctx context.Context, window string) (*Observation, error) {
	o := &observer{server: s, window: window, out: newObservation()}
	length, err := model.ParseDuration(window)
	if err != nil {
		return nil, &ArgumentError{"window", err.Error()}
	}
	o.length = time.Duration(length)
	if o.api, err = s.api(); err != nil {
		return nil, &ArgumentError{"prometheusUrl", err.Error()}
	}
	if err := o.reach(ctx); err != nil {
		return nil, err
	}
	if err := o.lookAround(ctx); err != nil {
		return nil, err
	}
	namespaces, err := o.values(ctx, labelFrom, asked...)
	if err != nil {
		return nil, err
	}
	if len(namespaces) == 0 {
		return nil, &ArgumentError{"prometheusUrl", fmt.Sprintf("the series of %s lack the label %s; write a Prometheus that has it, or let Telemetry resources and relabelling keep it",
			strings.Join(Metrics, " and "), labelFrom)}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, namespace := range namespaces {
		group.Go(func() error {
			value, err := o.query(ctx, Query(from(string(namespace)), window), s.Timeout)
			if err != nil {
				return err
			}
			o.mu.Lock()
			defer o.mu.Unlock()
			o.out.add(value)
			return nil
		})
	}
	return o.out, group.Wait()
}

// reach asks for nothing but the time.
func (o *observer) reach(ctx context.Context) error {
	value, err := o.query(ctx, "time()", reachable)
	if err != nil {
		return err
	}
	scalar, ok := value.(*model.Scalar)
	if !ok {
		return &ArgumentError{"prometheusUrl", "the server doesn't answer as Prometheus does: it knows no time(); write Prometheus' own address"}
	}
	o.at = time.UnixMilli(int64(scalar.Value * 1000))
	return nil
}

// lookAround sees which metrics there are, and whether they go back to the beginning of the window.
func (o *observer) lookAround(ctx context.Context) error {
	if err := o.lookForMetrics(ctx); err != nil {
		return err
	}
	value, err := o.query(ctx, began(o.window), o.server.Timeout)
	if err != nil {
		return err
	}
	if vector, ok := value.(model.Vector); ok && len(vector) == 0 {
		o.out.note("There are no samples from %s ago: the metrics begin later, or Prometheus' retention is shorter. What was called before isn't seen.", o.window)
	}
	return nil
}

// values lists the values that a label has on series of these metrics within the window.
func (o *observer) values(ctx context.Context, label string, metrics ...string) (model.LabelValues, error) {
	ctx, stop := context.WithTimeout(ctx, o.server.Timeout)
	defer stop()
	values, warnings, err := o.api.LabelValues(ctx, label, metrics, o.at.Add(-o.length), o.at)
	o.warn(warnings)
	return values, o.problem(err, o.server.Timeout)
}

func (o *observer) query(ctx context.Context, query string, timeout time.Duration) (model.Value, error) {
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	value, warnings, err := o.api.Query(ctx, query, o.at, prometheus.WithTimeout(timeout))
	o.warn(warnings)
	return value, o.problem(err, timeout)
}

func (o *observer) warn(warnings []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, warning := range warnings {
		o.out.warn(o.server.redact(warning)) // a proxy before Prometheus may repeat what it was sent
	}
}
