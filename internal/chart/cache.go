package chart

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var digestGrammar = regexp.MustCompile(`^[0-9a-f]{64}$`)

// cachePath is where an archive of that digest is kept, in the user's cache folder. Archives without a digest are not.
func cachePath(digest string) (string, bool) {
	digest = strings.TrimPrefix(digest, "sha256:")
	dir, err := os.UserCacheDir()
	if err != nil || !digestGrammar.MatchString(digest) {
		return "", false
	}
	return filepath.Join(dir, "meshstack", "charts", digest+".tgz"), true
}

// readCache returns the archive of that digest. What was changed on disk is not returned.
func readCache(want string) ([]byte, bool) {
	path, ok := cachePath(want)
	if !ok {
		return nil, false
	}
	body, err := os.ReadFile(path)
	return body, err == nil && digest(body) == strings.TrimPrefix(want, "sha256:")
}

// writeCache keeps an archive. A cache that can't be written costs a download, no more.
func writeCache(digest string, body []byte) {
	path, ok := cachePath(digest)
	if !ok {
		return
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return
	}
	part, err := os.CreateTemp(filepath.Dir(path), "part-*")
	if err != nil {
		return
	}
	_, writeErr := part.Write(body)
	closeErr := part.Close()
	if writeErr != nil || closeErr != nil || os.Rename(part.Name(), path) != nil {
		_ = os.Remove(part.Name())
	}
}
