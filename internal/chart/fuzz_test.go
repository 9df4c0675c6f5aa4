package chart_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/fuzztree"
)

// quiet keeps what Helm logs of odd charts out of the way.
func quiet(f *testing.F) {
	log.SetOutput(io.Discard)
	f.Cleanup(func() { log.SetOutput(os.Stderr) })
}

// FuzzArchive loads any bytes as an archive: first as they are, then as the tar that is packed, so that what is drawn comes
// past the check sum. What can't be used is a CorruptError, and what can renders or says why not.
func FuzzArchive(f *testing.F) {
	quiet(f)
	seed := func(files map[string]string, more ...tar.Header) {
		plain := tarred(f, files, more...)
		f.Add(plain)
		f.Add(zip(plain, gzip.BestSpeed))
	}
	seed(map[string]string{"istiod/templates/a.yaml": config})
	seed(map[string]string{"istiod/charts/a.tgz": string(zip(tarred(f, nil), gzip.BestSpeed))})
	seed(nil, tar.Header{Name: "istiod/link", Linkname: "../../etc/passwd", Typeflag: tar.TypeSymlink})
	seed(nil, tar.Header{Name: "istiod/x", Size: 1 << 50})
	f.Add([]byte("\x1f\x8b\x08"))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, body []byte) {
		unpack(t, body)
		unpack(t, zip(body, gzip.NoCompression))
	})
}

// FuzzFiles draws the names and the content of files in an archive, and what its Chart.yaml says.
func FuzzFiles(f *testing.F) {
	quiet(f)
	for _, name := range []string{
		"istiod/../../x", "/x", "istiod//x", "C:/x", `istiod\..\x`, "Chart.yaml", "istiod/charts/a.tgz", "istiod/charts/_/x", "istiod/Chart.lock",
		"istiod/requirements.yaml", "istiod/values.yaml", "istiod/values.schema.json", "istiod/crds/a.yaml", "istiod/templates/NOTES.txt",
	} {
		f.Add(`{"dependencies":[{"name":"a"}]}`, name, "x")
	}
	f.Add(`{"dependencies":[{"name":"a","version":"*","alias":"global","condition":"a.b,,","import-values":[7,null,{"child":"a","parent":"."}]}]}`, "istiod/charts/a/values.yaml", "a: 1\nexports: []\n")
	f.Add(`{"dependencies":[{"name":"a","tags":["b"],"import-values":["b"]},{"name":"a","alias":"b"}]}`, "istiod/values.yaml", "tags: []\na: 7\n")
	f.Add(`{"type":"library","kubeVersion":">= x","annotations":{"a":null}}`, "istiod/values.yaml", "&a [*a]")
	words := strings.Fields("dependencies name version repository alias condition tags enabled import-values child parent a b global . a.b * >=0 " +
		"kubeVersion type application library appVersion annotations maintainers deprecated icon 1.0.0 exports")
	f.Fuzz(func(t *testing.T, metadata, name, text string) {
		about := fuzztree.Read(metadata, words)
		maps.Copy(about, map[string]any{"apiVersion": "v2", "name": "istiod", "version": "1.31.1"})
		own, err := json.Marshal(about)
		require.NoError(t, err)
		files := map[string]string{
			"istiod/Chart.yaml": string(own), "istiod/templates/a.yaml": config, "istiod/charts/a/Chart.yaml": "apiVersion: v1\nname: a\nversion: 1.0.0\n",
			"istiod/charts/a/values.yaml": "b: {c: 1}\nexports: {b: {d: 1}}\n",
		}
		if files[name] = text; strings.ContainsRune(name, 0) || strings.HasSuffix(name, "/") {
			return // no tar holds a file of that name
		}
		unpack(t, zip(tarred(t, files), gzip.NoCompression))
	})
}

// unpack loads an archive, and renders what there is.
func unpack(t *testing.T, body []byte) {
	t.Helper()
	dir := t.TempDir()
	repository, err := chart.Open(chart.Source{Repository: dir})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, archiveName), body, 0o600))
	c, err := repository.Load(t.Context(), istiod)
	var corrupt *chart.CorruptError
	var missing *chart.NotFoundError
	if err != nil {
		assert.True(t, errors.As(err, &corrupt) || errors.As(err, &missing), "%T: %v", err, err)
		return
	}
	for _, f := range c.Raw {
		assert.True(t, filepath.IsLocal(f.Name), "%q leads elsewhere", f.Name)
		if slow.Match(f.Data) {
			return
		}
	}
	hold(t, c, map[string]any{"a": map[string]any{"b": "c"}})
}

const archiveName = "istiod-1.31.1.tgz"

const head = "apiVersion: v2\nname: istiod\nversion: 1.31.1\n"

// tarred makes a tar of files by name and of headers without content, beside a Chart.yaml if there is none.
func tarred(t testing.TB, files map[string]string, more ...tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	all := map[string]string{"istiod/Chart.yaml": head}
	maps.Copy(all, files)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		require.NoError(t, w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(all[name]))}))
		_, err := io.WriteString(w, all[name])
		require.NoError(t, err)
	}
	for _, h := range more {
		require.NoError(t, w.WriteHeader(&h))
	}
	_ = w.Close() // content may be missing
	return out.Bytes()
}

func zip(body []byte, level int) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, level)
	_, _ = w.Write(body) // into memory
	_ = w.Close()
	return out.Bytes()
}

// slow is what may take long or much memory by the chart's own will: big numbers, functions that repeat or compute keys, and
// schemas on the web.
var slow = regexp.MustCompile(`(?i)[0-9_]{5}|[0-9]e|[0-9]p|0x|until|seq|repeat|indent|rand|gen[a-z]|derive|bcrypt|htpasswd|tpl|http|\{[0-9]+,?[0-9]*\}`)

// FuzzRender draws the files of a chart and the values of a user.
func FuzzRender(f *testing.F) {
	quiet(f)
	f.Add(config, `{"a":{"b":1}}`, `{"type":"object","properties":{"a":{"type":"string"}}}`, `{"a":"x"}`, "")
	f.Add(`{{ .Values.a.b.c }}`, `{"a":null}`, `{"$ref":"#/a","a":{"$ref":"#/b"},"b":{"$ref":"#/a"}}`, `{"a":{"b":{}}}`, "name: sub\nversion: 1.0.0\n")
	f.Add("{{ range $i, $e := .Values.a }}\n---\n{{ toYaml $e }}{{ end }}", `{"a":[{"kind":"List","items":[7]},{"kind":"X"}]}`, `{"anyOf":[{"required":["x"]},{"not":true}]}`, `{"sub":7,"":1}`, "name: sub\nversion: 1.0.0\ntype: library\n")
	f.Add(`{{ fail (printf "%v" .) }}`, `{"global":{"a":{}},"sub":{"global":7}}`, `{"additionalProperties":false,"patternProperties":{"(":{}}}`, `{"global":"x","tags":[],"sub":{"global":{"a":1}}}`, "name: global\nversion: 1.0.0\n")
	f.Add("apiVersion: v1\nkind: List\nitems: [null, {metadata: {annotations: {helm.sh/hook: 'x,,pre-install', helm.sh/hook-weight: []}}}]\n? {a: b}\n: &x [*x]", `{}`, `true`, `null`, "")
	f.Add("kind: CustomResourceDefinition\nmetadata:\n  name: 'a\n---\n- x\n--- 7\n---\n\"\\uD800\": .nan\n", `{"_internal_defaults_do_not_set":{"a":1},"defaults":[]}`, `{"items":[{"$ref":"#"}],"properties":7}`, `{"defaults":{"a":[]},"a":"true"}`, "x")
	words := []string{"a", "b", "sub", "global", "tags", "defaults", "_internal_defaults_do_not_set", "a.b/c", "true", "5", ""}
	f.Fuzz(func(t *testing.T, template, values, schema, user, sub string) {
		if slow.MatchString(template + values + schema) {
			return
		}
		defaults, err := json.Marshal(fuzztree.Read(values, words))
		require.NoError(t, err)
		files := map[string]string{
			"Chart.yaml":           "apiVersion: v2\nname: sample\nversion: 1.2.3\n",
			"templates/one.yaml":   template,
			"values.yaml":          string(defaults),
			"files/profile-x.yaml": values,
		}
		if schema != "" {
			files["values.schema.json"] = schema
		}
		if sub != "" {
			files["charts/sub/Chart.yaml"] = "apiVersion: v2\n" + sub
			files["charts/sub/values.yaml"] = string(defaults)
			files["charts/sub/templates/one.yaml"] = template
		}
		var all []*loader.BufferedFile
		for name, text := range files {
			all = append(all, &loader.BufferedFile{Name: name, Data: []byte(text)})
		}
		c, err := loader.LoadFiles(all)
		if err != nil {
			return
		}
		hold(t, c, fuzztree.Read(user, words))
	})
}

// hold judges and renders a chart with values, and holds what comes of it to what is promised.
func hold(t *testing.T, c *helmchart.Chart, user map[string]any) {
	t.Helper()
	given, _ := json.Marshal(user)
	for _, p := range chart.Lint(c, user) {
		lacksNothing(t, p, true)
	}
	objects, err := chart.Render(c, user, release)
	now, _ := json.Marshal(user)
	assert.Equal(t, string(given), string(now), "the user's values are left alone")
	var refused *chart.SchemaError
	var template *chart.TemplateError
	switch {
	case errors.As(err, &refused):
		assert.NotEmpty(t, refused.Problems)
		for _, p := range refused.Problems {
			lacksNothing(t, p, false)
		}
	case errors.As(err, &template):
		assert.NotEmpty(t, template.Template)
		assert.NotEmpty(t, template.Message)
		assert.NotContains(t, template.Message, "Helm can't render it", "a panic")
	case err != nil:
		assert.NotContains(t, err.Error(), "runtime error", "a panic")
	}
	for _, o := range objects {
		assert.NotEmpty(t, o.Kind)
		assert.NotEmpty(t, o.Template)
		assert.True(t, o.CRD || o.Body != nil, "%s %s has no body", o.Kind, o.Name)
	}
}

// lacksNothing: the values as a whole have the path "", of which a schema alone speaks.
func lacksNothing(t *testing.T, p chart.ValueProblem, path bool) {
	t.Helper()
	assert.NotEmpty(t, p.Kind)
	assert.NotEmpty(t, strings.TrimSpace(p.Message), p.Path)
	assert.True(t, p.Path != "" || !path, p.Message)
}
