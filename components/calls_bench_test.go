package components

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// thousands is a graph of as many namespaces, each of which calls five others and a host outside.
func thousands(n int) *Sidecars {
	calls := map[string][]string{}
	for i := range n {
		var called []string
		for step := 1; step <= 5; step++ {
			called = append(called, fmt.Sprintf("domain-%d", (i+step*step)%n))
		}
		calls[fmt.Sprintf("domain-%d", i)] = append(called, "api.example.com", "billing/ledger.billing.svc.cluster.local")
	}
	return &Sidecars{Calls: calls, OutboundTraffic: ref(OutboundTraffic("registryOnly"))}
}

// BenchmarkGraph takes the time from the arguments to the proved plan, with every check, and its manifests.
func BenchmarkGraph(b *testing.B) {
	repository := charttest.Folder(b, "1.31.1")
	for _, n := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprintf("namespaces=%d", n), func(b *testing.B) {
			args := MeshStackArgs{
				Version: ref("1.31.1"), Charts: &Charts{Repository: ref(repository)}, Sidecars: thousands(n),
				Tracing: &Tracing{Existing: existing("otlp.example.com:4317")},
			}
			for b.Loop() {
				m, findings := newMesh(args), &check.Findings{}
				m.check(b.Context(), findings)
				p := m.plan()
				m.prove(b.Context(), findings, p, facts{})
				require.NoError(b, findings.Err())
				_, err := p.Steps()
				require.NoError(b, err)
				require.Len(b, manifests(p.Scopes), 2*n)
			}
		})
	}
}
