package chart

import (
	"archive/tar"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadAhead has a cache of its own, so nothing may run beside it.
func TestReadAhead(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CACHE_HOME", os.Getenv("HOME"))
	ReadAhead() // there is no cache yet
	keep := func(text string, age time.Duration) (body []byte, path string) {
		body = packed(t, func(w *tar.Writer) { file(t, w, "istiod/x", text) })
		writeCache(digest(body), body)
		path, ok := archivePath(digest(body))
		require.True(t, ok)
		require.NoError(t, os.Chtimes(path, time.Time{}, time.Now().Add(-age)))
		return body, path
	}
	isRead := func(body []byte) bool {
		_, ok := unpacked.Load(sha256.Sum256(body))
		return ok
	}
	old, oldPath := keep("old", time.Hour)
	noise := make([]byte, aheadSize+1)
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise) // never fails
	large, _ := keep(string(noise), 0)
	refused := packed(t, func(w *tar.Writer) { file(t, w, "istiod/x", "refused") })
	writeCache(digest(refused), refused)
	changed, changedPath := keep("changed", 0)
	require.NoError(t, os.WriteFile(changedPath, []byte("something else"), 0o600))
	var recent [][]byte
	for i := range aheadCount - 1 {
		body, _ := keep(fmt.Sprint("recent", i), time.Minute)
		recent = append(recent, body)
	}

	ReadAhead()
	for _, body := range recent {
		assert.True(t, isRead(body), "what was used last is read")
	}
	assert.False(t, isRead(old), "what was used longer ago isn't, there is a limit")
	assert.False(t, isRead(large), "nor what would take long")
	assert.False(t, isRead(changed), "nor what somebody changed")
	assert.False(t, isRead(refused), "nor what was fetched and never used: it may be what a keyring refuses")

	used(old)
	info, err := os.Stat(oldPath)
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), info.ModTime(), time.Minute, "whoever uses an archive says so")
	ReadAhead()
	assert.True(t, isRead(old), "and it is read ahead the next time")
}
