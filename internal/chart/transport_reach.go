package chart

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// budget bounds all that one load asks of a repository, retries included, so that the error of a dead mirror is there
// within 10 seconds.
const budget = 9 * time.Second

// reach remembers that a repository can't be reached: what was waited for once isn't waited for again.
type reach struct {
	mu sync.Mutex
	// down is why the repository can't be reached, nil as long as it can.
	down error
	// cached says that something of the cache was used in its place.
	cached bool
}

// try asks the repository, unless it is known to be out of reach.
func (r *reach) try(ask func() error) error {
	r.mu.Lock()
	down := r.down
	r.mu.Unlock()
	if down != nil {
		return down
	}
	err := ask()
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("no complete answer within %s: %w", budget, err)
	}
	if unreachable(err) {
		r.mu.Lock()
		r.down = err
		r.mu.Unlock()
	}
	return err
}

// useCache writes down that the cache stands in for the repository.
func (r *reach) useCache() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cached = true
}

// offline is why the cache stood in for the repository, nil if it didn't.
func (r *reach) offline() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.cached {
		return nil
	}
	return r.down
}

// statusError is an answer other than the one wanted.
type statusError struct {
	address string
	code    int
	status  string
}

func (e *statusError) Error() string { return fmt.Sprintf("GET %s: %s", e.address, e.status) }

// unreachable says whether an error means that nobody answered: no such host, nobody there, a broken connection, no
// answer in time, or a gateway that says so of what is behind it. An answer that one doesn't like (401, 404, a wrong certificate) is an answer.
func unreachable(err error) bool {
	var dns *net.DNSError
	var late interface{ Timeout() bool }
	var status *statusError
	switch {
	case errors.As(err, &dns), errors.As(err, &late) && late.Timeout():
		return true
	case errors.As(err, &status):
		return status.code == http.StatusBadGateway || status.code == http.StatusServiceUnavailable ||
			status.code == http.StatusGatewayTimeout
	}
	for op := (*net.OpError)(nil); errors.As(err, &op); err = op.Err {
		switch op.Op { // also within "proxyconnect"; others are the words of TLS
		case "dial", "read", "write":
			return true
		}
	}
	return false
}

// within sends requests as part of something that may be cancelled or take too long, for a client that can't be told.
type within struct {
	ctx  context.Context
	next http.RoundTripper
}

func (w within) RoundTrip(r *http.Request) (*http.Response, error) {
	return w.next.RoundTrip(r.WithContext(w.ctx))
}
