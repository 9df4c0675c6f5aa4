package chart_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
)

type m = map[string]any

// sample makes a chart of files by name, beside a Chart.yaml if there is none.
func sample(t testing.TB, files map[string]string) *helmchart.Chart {
	t.Helper()
	var all []*loader.BufferedFile
	if _, ok := files["Chart.yaml"]; !ok {
		all = append(all, &loader.BufferedFile{Name: "Chart.yaml", Data: []byte("apiVersion: v2\nname: sample\nversion: 1.2.3\n")})
	}
	for name, text := range files {
		all = append(all, &loader.BufferedFile{Name: name, Data: []byte(text)})
	}
	c, err := loader.LoadFiles(all)
	require.NoError(t, err)
	return c
}

// one makes a chart of one template.
func one(t testing.TB, template string) *helmchart.Chart {
	t.Helper()
	return sample(t, map[string]string{"templates/one.yaml": template})
}
