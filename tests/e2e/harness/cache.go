package harness

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/meshstack/pulumi-meshstack/tests/filelock"
)

// unused is how long an entry of the cache may lie there unused.
const unused = 14 * 24 * time.Hour

// cacheDir is the folder of one kind of things in the user's cache.
func cacheDir(kind string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "meshstack", "e2e", kind)
	return dir, os.MkdirAll(dir, 0o755)
}

// cached returns the folder of that kind and key, and makes it first where it's missing. Processes that want the same
// one take turns. An entry that failed half way is made anew, in the same place, because a Python environment holds its
// own path.
func cached(kind, key string, build func(dir string) error) (string, error) {
	parent, err := cacheDir(kind)
	if err != nil {
		return "", err
	}
	unlock, err := filelock.Lock(filepath.Join(parent, "lock"))
	if err != nil {
		return "", fmt.Errorf("lock the cache: %w", err)
	}
	defer unlock()
	dir := filepath.Join(parent, key)
	done := filepath.Join(dir, ".done")
	if _, err := os.Stat(done); err == nil {
		now := time.Now()
		return dir, os.Chtimes(done, now, now)
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", fmt.Errorf("remove what a failed run left: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := build(dir); err != nil {
		return "", err
	}
	prune(parent)
	return dir, os.WriteFile(done, nil, 0o644)
}

// prune removes entries that nobody has used for long. That it can't is no reason to fail.
func prune(parent string) {
	marks, _ := filepath.Glob(filepath.Join(parent, "*", ".done"))
	for _, mark := range marks {
		if info, err := os.Stat(mark); err == nil && time.Since(info.ModTime()) > unused {
			_ = os.RemoveAll(filepath.Dir(mark))
		}
	}
}
