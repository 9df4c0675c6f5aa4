package provider

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// What the outputs tell of addresses stays what it was, also where no child gets it.
func TestWiredOutputs(t *testing.T) {
	t.Parallel()
	existing := m{"tracing": m{"protocol": "zipkin", "existing": m{"address": "c.n:9411", "external": false}}}
	outside := m{"tracing": m{"protocol": "zipkin", "existing": m{"external": true}}}
	for _, tc := range []struct {
		path, text, output, want, reason string
		with                             m
	}{
		{"metrics.prometheusUrl", "http://" + sentinel + ":9090", "prometheus.url", "http://" + sentinel + ":9090", "without Kiali no child gets it", nil},
		{"tracing.existing.queryUrl", "http://" + sentinel, "tracing.queryUrl", "http://" + sentinel, "without Kiali no child gets it", existing},
		{"tracing.existing.address", collectorHost, "tracing.collectorAddress", collectorHost + ":9411", "it is made of the address", outside},
	} {
		for _, kind := range kinds {
			t.Run(tc.path+"/"+kind.name, func(t *testing.T) {
				t.Parallel()
				v := kind.make(property.New(tc.text))
				inputs := lay(around(t, components.MeshStackType, tc.path), tc.with)
				put(inputs, strings.Split(tc.path, "."), v)
				got, err := construct(t, components.MeshStackType, wiretest.Value(t, inputs).AsMap(), v.IsComputed())
				require.NoError(t, err, problems(err))

				output, key, _ := strings.Cut(tc.output, ".")
				all := got.State.Get(output)
				if v.IsComputed() {
					assert.True(t, all.IsComputed() || all.AsMap().Get(key).IsComputed(), "%s: %v", tc.reason, all)
					return
				}
				out := all.AsMap().Get(key)
				assert.Equal(t, tc.want, out.AsString(), tc.reason)
				assert.Equal(t, v.Secret(), all.Secret() || out.Secret(), tc.reason)
			})
		}
	}
}
