package chart

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// packed makes an archive of what add writes, beside the files of a chart called istiod.
func packed(t testing.TB, add func(w *tar.Writer)) []byte {
	t.Helper()
	var out bytes.Buffer
	zipped, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	require.NoError(t, err)
	w := tar.NewWriter(zipped)
	file(t, w, "istiod/Chart.yaml", "apiVersion: v2\nname: istiod\nversion: 1.31.1\n")
	add(w)
	require.NoError(t, w.Close())
	require.NoError(t, zipped.Close())
	return out.Bytes()
}

func file(t testing.TB, w *tar.Writer, name, text string) {
	t.Helper()
	require.NoError(t, w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text)), Format: tar.FormatPAX}))
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
}

// TestArchivesThatFillTheMemory: few bytes that unpack to many, by ways that Helm's own bounds leave open.
func TestArchivesThatFillTheMemory(t *testing.T) {
	t.Parallel()
	name, zeros := strings.Repeat("a", 900<<10), strings.Repeat("\x00", 1<<20)
	for _, c := range []struct {
		reason string
		wrong  bool
		add    func(w *tar.Writer)
	}{
		{"a chart as usual", false, func(w *tar.Writer) { file(t, w, "istiod/x", zeros) }},
		{"an archive in the archive is usual, too", false, func(w *tar.Writer) {
			file(t, w, "istiod/charts/a.tgz", string(packed(t, func(*tar.Writer) {})))
		}},
		{"names are not counted by Helm", true, func(w *tar.Writer) {
			for range 5 {
				file(t, w, "istiod/"+name, "")
			}
		}},
		{"nor are the archives in the archive together", true, func(w *tar.Writer) {
			inner := string(packed(t, func(w *tar.Writer) { file(t, w, "istiod/x", zeros) }))
			for range 3 {
				file(t, w, "istiod/charts/a.tgz", inner)
			}
		}},
		{"nor what a file says to hold", true, func(w *tar.Writer) {
			for range 5 {
				file(t, w, "istiod/x", zeros)
			}
		}},
	} {
		err := bounded(packed(t, c.add), 4<<20)
		assert.Equal(t, c.wrong, err != nil, "%s: %v", c.reason, err)
	}
	inner := packed(t, func(*tar.Writer) {})
	for range nestingLimit + 1 {
		outer := inner
		inner = packed(t, func(w *tar.Writer) { file(t, w, `istiod\charts\a.tgz`, string(outer)) })
	}
	_, err := (&archive{body: inner}).load()
	assert.ErrorIs(t, err, errTooLarge, "nor how deep they lie")
	assert.NoError(t, bounded([]byte("no archive"), 1), "what else is wrong is Helm's to say")
}

func TestUnpackOnce(t *testing.T) {
	t.Parallel()
	body := packed(t, func(w *tar.Writer) { file(t, w, "istiod/once", "x") })
	first, err := unpackOnce(body)
	require.NoError(t, err)
	again, err := unpackOnce(append([]byte{}, body...))
	require.NoError(t, err)
	assert.Same(t, first, again, "the same bytes are the same chart")
	_, err = unpackOnce([]byte("no archive"))
	assert.Error(t, err)
}
