package testbed

import "syscall"

// dieWithParent makes a process die with the thread that started it. It also gets a process group of its own: Ctrl-C
// in a terminal goes to the testbed only, which then stops the others in order.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
