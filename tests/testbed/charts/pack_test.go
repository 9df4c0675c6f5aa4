package charts

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/repo"
	"sigs.k8s.io/yaml"
)

// repository is a packed repository, as Helm sees it.
type repository struct {
	files map[string][]byte
	index *repo.IndexFile
}

func pack(t *testing.T) repository {
	t.Helper()
	files, err := Pack()
	if err != nil {
		t.Fatal(err)
	}
	index := repo.NewIndexFile()
	if err := yaml.UnmarshalStrict(files["index.yaml"], index); err != nil {
		t.Fatal(err)
	}
	return repository{files, index}
}

// load loads a chart by its entry in the index.
func (r repository) load(t *testing.T, name, version string) *chart.Chart {
	t.Helper()
	entry, err := r.index.Get(name, version)
	if err != nil {
		t.Fatalf("%s %s: %v", name, version, err)
	}
	archive := r.files[entry.URLs[0]]
	sum := sha256.Sum256(archive)
	if got := hex.EncodeToString(sum[:]); got != entry.Digest {
		t.Errorf("%s %s has the digest %s, the index says %s", name, version, got, entry.Digest)
	}
	c, err := loader.LoadArchive(bytes.NewReader(archive))
	if err != nil {
		t.Fatalf("%s %s: %v", name, version, err)
	}
	return c
}

// render renders a chart with its default values and returns all of it as one text.
func render(t *testing.T, c *chart.Chart) string {
	t.Helper()
	capabilities := chartutil.DefaultCapabilities.Copy()
	capabilities.KubeVersion = chartutil.KubeVersion{Version: "v1.36.3", Major: "1", Minor: "36"}
	values, err := chartutil.ToRenderValues(c, nil, chartutil.ReleaseOptions{Name: "r", Namespace: "ns"}, capabilities)
	if err != nil {
		t.Fatal(err)
	}
	files, err := engine.Render(c, values)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, text := range files {
		all.WriteString(text)
	}
	return all.String()
}

func TestPackReleases(t *testing.T) {
	r := pack(t)
	// What each release shows when it's rendered with the defaults.
	tests := map[string]struct{ image, old, new string }{
		"base":    {},
		"istiod":  {image: "docker.io/istio/pilot:", old: `"30m"`, new: `"25m"`},
		"cni":     {image: "docker.io/istio/install-cni:", old: "100Mi", new: "120Mi"},
		"gateway": {old: "128Mi", new: "160Mi"},
		"ztunnel": {image: "docker.io/istio/ztunnel:", old: "512Mi", new: "640Mi"},
	}
	if len(r.index.Entries) != len(tests) {
		t.Errorf("the index has %d charts, want %d", len(r.index.Entries), len(tests))
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			for version, shows := range map[string]string{Version: tc.old, NextVersion: tc.new} {
				c := r.load(t, name, version)
				if c.Name() != name || c.Metadata.Version != version || c.Metadata.AppVersion != version {
					t.Errorf("loaded %s %s (app %s), want %s %s", c.Name(), c.Metadata.Version, c.Metadata.AppVersion, name, version)
				}
				text := render(t, c)
				if tc.image != "" && !strings.Contains(text, tc.image+version) {
					t.Errorf("%s %s doesn't name the image %s%s", name, version, tc.image, version)
				}
				if !strings.Contains(text, shows) {
					t.Errorf("%s %s doesn't show %s", name, version, shows)
				}
				if strings.Contains(text, "istio.io/testing") || strings.Contains(text, ":latest") {
					t.Errorf("%s %s still names a development image", name, version)
				}
			}
		})
	}
}

func TestPackIsReproducible(t *testing.T) {
	a, b := pack(t), pack(t)
	if len(a.files) != len(b.files) {
		t.Fatalf("%d files, then %d", len(a.files), len(b.files))
	}
	for name, data := range a.files {
		if !bytes.Equal(data, b.files[name]) {
			t.Errorf("%s differs: whoever keeps it by its digest would fetch it again", name)
		}
	}
}

func TestStampNoticesOtherCharts(t *testing.T) {
	for name, data := range map[string]string{"absent": "other: text", "twice": "tag: latest\ntag: latest"} {
		t.Run(name, func(t *testing.T) {
			if _, err := (source{name: "x", hasImage: true}).stamp("values.yaml", []byte(data), Version); err == nil {
				t.Error("no error: a chart would be served with the wrong image")
			}
		})
	}
}

func TestServe(t *testing.T) {
	s, err := Serve()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/index.yaml": 200, "/istiod-1.31.0.tgz": 200, "/other": 404} {
		response, err := http.Get(s.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, response.StatusCode, want)
		}
	}
	if got := s.Requests(); got != 3 {
		t.Errorf("%d requests counted, want 3", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := http.Get(s.URL() + "/index.yaml"); err == nil {
		t.Error("it answers after Close")
	}
}
