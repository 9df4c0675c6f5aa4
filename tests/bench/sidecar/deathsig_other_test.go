//go:build !linux

package sidecar

import "syscall"

func dieWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func askToDieWithParent() {}
