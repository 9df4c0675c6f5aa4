package chart_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
)

// TestMain gives the package a cache and a home of its own: no test may depend on what this machine has.
func TestMain(m *testing.M) {
	home, err := os.MkdirTemp("", "charts")
	if err != nil {
		panic(err)
	}
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"} {
		_ = os.Setenv(name, home)
	}
	code := m.Run()
	_ = os.RemoveAll(home)
	os.Exit(code)
}

var istiod = chart.Ref{Name: "istiod", Version: "1.31.1"}

func load(t *testing.T, source chart.Source, ref chart.Ref) (*helmchart.Chart, error) {
	t.Helper()
	repository, err := chart.Open(source)
	require.NoError(t, err)
	return repository.Load(t.Context(), ref)
}

// archive returns the bytes of a chart's archive.
func archive(t *testing.T, ref chart.Ref) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(charttest.Folder(t, ref.Version), ref.Name+"-"+ref.Version+".tgz"))
	require.NoError(t, err)
	return body
}

// site is a web server of a few files, which writes down what it is asked for.
type site struct {
	*httptest.Server
	files map[string][]byte
	// redirects sends a path elsewhere.
	redirects map[string]string
	// status answers a path with a code instead.
	status map[string]int
	// validate names the state of each file, and answers 304 to who has it.
	validate bool

	mu    sync.Mutex
	asked []*http.Request
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{files: map[string][]byte{}, redirects: map[string]string{}, status: map[string]int{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	s.mu.Unlock()
	if to, ok := s.redirects[r.URL.Path]; ok {
		http.Redirect(w, r, to, http.StatusFound)
		return
	}
	if code, ok := s.status[r.URL.Path]; ok {
		w.WriteHeader(code)
		return
	}
	body, ok := s.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if s.validate {
		w.Header().Set("ETag", `"`+sum(body)+`"`)
		http.ServeContent(w, r, r.URL.Path, time.Time{}, bytes.NewReader(body))
		return
	}
	_, _ = w.Write(body)
}

// index publishes one version of istiod at an address.
func (s *site) index(address, digest string) {
	s.files["/index.yaml"] = fmt.Appendf(nil,
		"apiVersion: v1\nentries:\n  istiod:\n  - {name: istiod, version: %s, digest: %q, urls: [%q]}\n",
		istiod.Version, digest, address)
}

// requests counts what was asked for by its suffix.
func (s *site) requests(suffix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, r := range s.asked {
		if strings.HasSuffix(r.URL.Path, suffix) {
			n++
		}
	}
	return n
}
