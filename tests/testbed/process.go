package testbed

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// errExited is the error of a process that ended by itself.
var errExited = errors.New("exited")

// tailBytes is how much of a dead process's log goes into an error.
const tailBytes = 2 << 10

// command is a process to start.
type command struct {
	// name is the name of its log, too.
	name string
	path string
	args []string
	// env is the whole environment, as KEY=value; nothing is inherited.
	env []string
	dir string
	// log is the file that takes both outputs; it is appended to.
	log string
}

// process is a running command.
type process struct {
	name string
	log  string
	cmd  *exec.Cmd
	// done is closed when the process has ended and been waited for.
	done chan struct{}
}

// run starts a command.
func (s *spawner) run(c command) (*process, error) {
	out, err := os.OpenFile(c.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", c.name, err)
	}
	cmd := exec.Command(c.path, c.args...)
	// Go programs look for their folders here; nothing else of the caller's environment reaches them.
	cmd.Env = append([]string{"HOME=" + c.dir, "TMPDIR=" + c.dir}, c.env...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, out, out
	if err := s.start(cmd); err != nil {
		out.Close()
		return nil, fmt.Errorf("start %s: %w", c.name, err)
	}
	p := &process{name: c.name, log: c.log, cmd: cmd, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended shows in ProcessState
		out.Close()
		close(p.done)
	}()
	return p, nil
}

// exited reports, for a process that has ended, how it did and what it last logged; nil while it runs.
func (p *process) exited() error {
	select {
	case <-p.done:
		return fmt.Errorf("%s %w (%s); the end of %s:\n%s", p.name, errExited, p.cmd.ProcessState, p.log, tail(p.log))
	default:
		return nil
	}
}

// kill ends the process at once and waits for it.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // fails only when it has ended already
	<-p.done
}

// stop asks the process to end, and kills it when it hasn't after the given time.
func (p *process) stop(patience time.Duration) {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(patience):
		p.kill()
	}
}

// tail is the end of a log, from the start of a line.
func tail(path string) []byte {
	b, err := os.ReadFile(path)
	if err != nil {
		return []byte(err.Error())
	}
	if len(b) > tailBytes {
		b = b[len(b)-tailBytes:]
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			b = b[i+1:]
		}
	}
	return bytes.TrimSpace(b)
}
