package testbed

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// logger writes lines that begin with the seconds since the start. A line that repeats the one before is dropped: what
// polls reports the same over and over.
type logger struct {
	mu    sync.Mutex
	out   io.Writer
	start time.Time
	last  string
}

func newLogger(out io.Writer) *logger {
	if out == nil {
		out = io.Discard
	}
	return &logger{out: out, start: time.Now()}
}

func (l *logger) printf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := fmt.Sprintf(format, args...)
	if line == l.last {
		return
	}
	l.last = line
	fmt.Fprintf(l.out, "testbed %6.2fs %s\n", time.Since(l.start).Seconds(), line)
}
