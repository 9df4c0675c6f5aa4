package testbed

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// folder is the place of a testbed's state. While the testbed lives it holds a lock on its folder, which the kernel lets
// go of when the process dies: that tells folders in use from folders left behind.
type folder struct {
	path string
	lock *os.File
	// temporary folders are removed at the end.
	temporary bool
}

// openFolder takes the given folder, which has to be empty or absent, or makes a temporary one when dir is "". It also
// removes the temporary folders of testbeds that died.
func openFolder(dir string) (*folder, error) {
	if dir != "" {
		return openGivenFolder(dir)
	}
	// Making a folder and locking it are two steps: nobody may sweep in between.
	turn, err := lockSweep()
	if err != nil {
		return nil, err
	}
	defer turn.Close()
	sweep()
	path, err := os.MkdirTemp("", folderPrefix())
	if err != nil {
		return nil, err
	}
	lock, err := lockFile(path, syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return nil, err
	}
	return &folder{path: path, lock: lock, temporary: true}, nil
}

func openGivenFolder(dir string) (*folder, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	if len(entries) > 0 {
		return nil, fmt.Errorf("%s is not empty: a testbed starts from nothing", path)
	}
	lock, err := lockFile(path, syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return nil, fmt.Errorf("%s belongs to another testbed: %w", path, err)
	}
	return &folder{path: path, lock: lock}, nil
}

// file is a path in the folder.
func (f *folder) file(elem ...string) string {
	return filepath.Join(append([]string{f.path}, elem...)...)
}

// close removes a temporary folder and leaves a given one, whose logs somebody may want to read.
func (f *folder) close() error {
	var err error
	if f.temporary {
		err = os.RemoveAll(f.path)
	}
	return errors.Join(err, f.lock.Close())
}

// folderPrefix carries the user's id, because a folder of somebody else can't be removed.
func folderPrefix() string {
	return fmt.Sprintf("meshstack-testbed-%d-", os.Getuid())
}

// sweep removes the temporary folders nobody holds. What can't be removed now is left to the next sweep.
func sweep() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix()+"*"))
	for _, dir := range dirs {
		lock, err := lockFile(dir, syscall.LOCK_EX|syscall.LOCK_NB)
		if err != nil {
			continue
		}
		_ = os.RemoveAll(dir)
		lock.Close()
	}
}

// lockSweep waits for the turn to sweep; closing the file ends it.
func lockSweep() (*os.File, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, "meshstack", "testbed")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return lockFile(dir, syscall.LOCK_EX)
}

// lockFile locks a file or folder, with the flags of flock(2).
func lockFile(path string, how int) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
