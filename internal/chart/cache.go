package chart

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

var digestGrammar = regexp.MustCompile(`^[0-9a-f]{64}$`)

// cachePath is where a file is kept, in a folder of its kind in the user's cache folder, if the user has one.
func cachePath(kind, file string) (string, bool) {
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "meshstack", kind, file), err == nil
}

const (
	archives      = "charts"
	archiveEnding = ".tgz"
)

// archivePath is where an archive of that digest is kept. Archives without a digest are not.
func archivePath(digest string) (string, bool) {
	digest = strings.TrimPrefix(digest, "sha256:")
	if !digestGrammar.MatchString(digest) {
		return "", false
	}
	return cachePath(archives, digest+archiveEnding)
}

// readCache returns the archive of that digest.
func readCache(want string) ([]byte, bool) {
	path, ok := archivePath(want)
	if !ok {
		return nil, false
	}
	return readArchive(path, strings.TrimPrefix(want, "sha256:"))
}

// readArchive reads an archive of the cache. What was changed on disk is not returned.
func readArchive(path, want string) ([]byte, bool) {
	body, err := os.ReadFile(path)
	return body, err == nil && digest(body) == want
}

// writeCache keeps an archive.
func writeCache(digest string, body []byte) {
	if path, ok := archivePath(digest); ok {
		writeFile(path, body)
		_ = os.Chtimes(path, time.Time{}, unused)
	}
}

// writeFile keeps a file that only its user can read: whole or not at all, as others may write and read it at the same
// time. A cache that can't be written costs a download, no more.
func writeFile(path string, body []byte) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return
	}
	part, err := os.CreateTemp(filepath.Dir(path), "part-*") // its mode is 0600
	if err != nil {
		return
	}
	_, writeErr := part.Write(body)
	closeErr := part.Close()
	if writeErr != nil || closeErr != nil || os.Rename(part.Name(), path) != nil {
		_ = os.Remove(part.Name())
	}
}

// unused is the time of an archive in the cache that nobody has used: it may be one that was refused.
var unused = time.Unix(0, 0)

// used notes that an archive was verified and read. One that isn't in the cache has no time to be set.
func used(body []byte) {
	if path, ok := archivePath(digest(body)); ok {
		_ = os.Chtimes(path, time.Time{}, time.Now())
	}
}
