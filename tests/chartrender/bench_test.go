package chartrender

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

func BenchmarkRender(b *testing.B) {
	for _, name := range names {
		c := load(b, name, "1.31.0")
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := chart.Render(c, nil, chart.RenderOptions{Name: "r", Namespace: "ns", KubeVersion: kubeVersion})
				require.NoError(b, err)
			}
		})
	}
}

// BenchmarkHelm is what Helm's action takes for the same, to compare with.
func BenchmarkHelm(b *testing.B) {
	for _, name := range names {
		c := load(b, name, "1.31.0")
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				byHelm(b, c, nil, false)
			}
		})
	}
}

func BenchmarkLint(b *testing.B) {
	values := m{"global": m{"proxy": m{"logLevel": "debug"}}, "replicaCont": 2}
	c := load(b, "istiod", "1.31.0")
	b.ReportAllocs()
	for b.Loop() {
		require.Len(b, chart.Lint(c, values), 1)
	}
}
