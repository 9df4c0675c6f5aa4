package testbed

import (
	"os/exec"
	"runtime"
)

// spawner starts processes that the kernel kills when this one dies. It does so "when the parent dies", and takes the
// thread that forked for the parent; Go's threads come and go, so all of them are forked by one thread that stays.
type spawner struct {
	jobs chan func()
}

func newSpawner() *spawner {
	s := &spawner{jobs: make(chan func())}
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with this goroutine
		for job := range s.jobs {
			job()
		}
	}()
	return s
}

// start is cmd.Start on the spawner's thread.
func (s *spawner) start(cmd *exec.Cmd) error {
	cmd.SysProcAttr = dieWithParent()
	err := make(chan error, 1)
	s.jobs <- func() { err <- cmd.Start() }
	return <-err
}

// close ends the thread, and with it whatever it started and is still running.
func (s *spawner) close() {
	close(s.jobs)
}
