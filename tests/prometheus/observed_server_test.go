package prometheus

import (
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// counter is a series of a counter.
type counter struct {
	metric, labels string
	// at is the value so many minutes ago, below 0 for no sample.
	at func(ago int) int
}

// recorded is how far back samples go, in minutes. Prometheus looks back 5 minutes for one, so there is one each minute.
const recorded = 5 * 60

// database makes Prometheus' own blocks of the series, and returns their folder.
func database(t *testing.T, counters []counter) string {
	t.Helper()
	var text strings.Builder
	now := time.Now().Unix()
	described := ""
	for _, c := range counters {
		if family := strings.TrimSuffix(c.metric, "_total"); family != described {
			fmt.Fprintf(&text, "# TYPE %s counter\n", family)
			described = family
		}
		for ago := recorded; ago >= 0; ago-- {
			if value := c.at(ago); value >= 0 {
				fmt.Fprintf(&text, "%s{%s} %d %d\n", c.metric, c.labels, value, now-int64(ago*60))
			}
		}
	}
	text.WriteString("# EOF\n")
	program, err := tools.Path("promtool")
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "samples"), []byte(text.String()), 0o600))
	cmd := exec.CommandContext(t.Context(), program, "tsdb", "create-blocks-from", "openmetrics", "samples", "data")
	cmd.Dir, cmd.Env = dir, []string{"HOME=" + dir}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return filepath.Join(dir, "data")
}

// servePrometheus runs one on loopback that has this data and scrapes nothing, and returns its address.
func servePrometheus(t *testing.T, data string, more ...string) string {
	t.Helper()
	program, err := tools.Path("prometheus")
	require.NoError(t, err)
	dir := t.TempDir()
	config := filepath.Join(dir, "prometheus.yml")
	require.NoError(t, os.WriteFile(config, []byte("scrape_configs: []\n"), 0o600))
	address := freeAddress(t)
	log, err := os.Create(filepath.Join(dir, "log"))
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), program, append([]string{
		"--config.file=" + config, "--storage.tsdb.path=" + data, "--web.listen-address=" + address,
	}, more...)...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, []string{"HOME=" + dir}, log, log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = log.Close()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("prometheus wrote:\n%s", text)
		}
	})
	require.Eventually(t, func() bool {
		text, _ := os.ReadFile(log.Name())
		return strings.Contains(string(text), "Server is ready to receive web requests")
	}, 30*time.Second, 50*time.Millisecond)
	return address
}

// copyOf is a copy of a folder: two Prometheus don't share one.
func copyOf(t *testing.T, folder string) string {
	t.Helper()
	out := t.TempDir()
	require.NoError(t, os.CopyFS(out, os.DirFS(folder)))
	return out
}

// front stands before a Prometheus, and remembers what it was asked.
type front struct {
	*httptest.Server
	// caFile has who signed its certificate.
	caFile string

	mu      sync.Mutex
	queries []string
	tenants map[string]bool
	largest int
}

// inFront starts a front with TLS, as an ingress is.
func inFront(t *testing.T, address string) *front {
	t.Helper()
	f := &front{tenants: map[string]bool{}}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: address})
	proxy.ModifyResponse = func(resp *http.Response) error {
		body, err := io.ReadAll(resp.Body)
		f.mu.Lock()
		f.largest = max(f.largest, len(body))
		f.mu.Unlock()
		resp.Body = io.NopCloser(strings.NewReader(string(body)))
		return err
	}
	f.Server = httptest.NewTLSServer(http.StripPrefix("/prometheus", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		form, err := url.ParseQuery(string(body))
		assert.NoError(t, err)
		f.mu.Lock()
		if query := form.Get("query"); query != "" {
			f.queries = append(f.queries, query)
		}
		f.tenants[r.Header.Get("X-Scope-OrgID")] = true
		f.mu.Unlock()
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		proxy.ServeHTTP(w, r)
	})))
	t.Cleanup(f.Close)
	f.caFile = filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(f.caFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.Certificate().Raw}), 0o600))
	return f
}
