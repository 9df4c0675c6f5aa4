//go:build !linux

package testbed

import "syscall"

// dieWithParent can't be had here: processes outlive a testbed that is killed before Stop.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
