package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestTracingAddresses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason   string
		address  string
		external *bool
		want     collector
		// remedy is a word of the error's.
		remedy string
	}{
		"service":            {"the document's own", "jaeger-collector.observability:9411", nil, collector{host: "jaeger-collector.observability.svc.cluster.local", port: 9411, service: "jaeger-collector", namespace: "observability"}, ""},
		"svc":                {"a common form that Istio doesn't find", "a.b.svc:4317", nil, collector{host: "a.b.svc.cluster.local", port: 4317, service: "a", namespace: "b"}, ""},
		"full":               {"as it is", "a.b.svc.cluster.local:4318", nil, collector{host: "a.b.svc.cluster.local", port: 4318, service: "a", namespace: "b"}, ""},
		"upper case":         {"the registry has lower case", "A.b:80", nil, collector{host: "a.b.svc.cluster.local", port: 80, service: "a", namespace: "b"}, ""},
		"dot at the end":     {"the registry has none", "a.b.svc.cluster.local.:80", nil, collector{host: "a.b.svc.cluster.local", port: 80, service: "a", namespace: "b"}, ""},
		"no port":            {"the protocol may say it", "a.b", nil, collector{host: "a.b.svc.cluster.local", service: "a", namespace: "b"}, ""},
		"outside":            {"three parts that don't end in svc", "otlp.example.com:443", nil, collector{host: "otlp.example.com", port: 443}, ""},
		"short and outside":  {"two parts could be either", "example.com:443", ref(true), collector{host: "example.com", port: 443}, ""},
		"one part outside":   {"a name of the VPC's own DNS", "collector:9411", ref(true), collector{host: "collector", port: 9411}, ""},
		"said to be inside":  {"the name alone would be outside", "a.b.c:80", ref(false), collector{}, "service.namespace"},
		"a pod's name":       {"a pod of a headless Service is no host of Istio's", "p.a.b.svc.cluster.local:80", nil, collector{}, "service.namespace"},
		"ip":                 {"bootstrap takes it", "10.1.2.3:9411", nil, collector{host: "10.1.2.3", port: 9411, ip: true}, ""},
		"ipv6":               {"with brackets", "[fd00::1]:9411", nil, collector{host: "fd00::1", port: 9411, ip: true}, ""},
		"ipv6 without port":  {"without brackets", "fd00::1", nil, collector{host: "fd00::1", ip: true}, ""},
		"loopback":           {"the pod itself", "127.0.0.1:9411", nil, collector{}, "Service"},
		"any address":        {"the pod itself", "0.0.0.0:9411", nil, collector{}, "Service"},
		"ip inside":          {"it names no Service", "10.1.2.3:9411", ref(false), collector{}, "leave external out"},
		"scheme":             {"", "http://a.b:9411", nil, collector{}, "host:port alone"},
		"path":               {"", "a.b:9411/api/v2/spans", nil, collector{}, addressExample},
		"user":               {"", "me@a.b:9411", nil, collector{}, addressExample},
		"empty":              {"", "", nil, collector{}, addressExample},
		"port alone":         {"", ":9411", nil, collector{}, addressExample},
		"port too high":      {"", "a.b:65536", nil, collector{}, "65535"},
		"port by name":       {"", "a.b:zipkin", nil, collector{}, "65535"},
		"underscore":         {"no DNS name", "a_b.c:80", nil, collector{}, "DNS name"},
		"wildcard":           {"no host", "*.b:80", nil, collector{}, "DNS name"},
		"two colons":         {"", "a.b:80:90", nil, collector{}, addressExample},
		"service as outside": {"", "a.b.svc.cluster.local:80", ref(true), collector{}, "leave external out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseCollector(c.address, c.external, "cluster.local")
			if c.remedy != "" {
				require.Error(t, err, c.reason)
				assert.Contains(t, err.Error(), c.remedy, c.reason)
				return
			}
			require.NoError(t, err, c.reason)
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}

// What comes as an output is understood in the same way once it is known.
func TestTracingAddressesThatComeLater(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason   string
		address  pulumi.StringPtrInput
		external *bool
		// want is nil where the value isn't known, or can't be used.
		want any
	}{
		"service":     {"completed", late("jaeger-collector.observability:9411"), nil, "jaeger-collector.observability.svc.cluster.local:9411"},
		"no port":     {"that of the protocol", late("a.b"), nil, "a.b.svc.cluster.local:9411"},
		"ip":          {"as it is", late("203.0.113.99"), nil, "203.0.113.99:9411"},
		"ipv6":        {"in brackets, as every proxy splits it again", late("fd00::1"), nil, "[fd00::1]:9411"},
		"outside":     {"said beforehand", late("otlp.example.com:443"), ref(true), "otlp.example.com:443"},
		"not said":    {"there would be no ServiceEntry", late("otlp.example.com:443"), nil, nil},
		"wrong":       {"an error of the update", late("http://a"), nil, nil},
		"not known":   {"only in a preview", never(), nil, nil},
		"known early": {"a literal needs no waiting", pulumi.StringPtr("a.b:80"), nil, "a.b.svc.cluster.local:80"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &ExistingTracing{Address: c.address, External: c.external}
			of := e.of("cluster.local", func(c collector) any { return c.text(tracingZipkin) })
			got, known := plan.Await(t.Context(), plan.Input(of))
			if c.want == nil {
				assert.False(t, known, c.reason)
				return
			}
			assert.Equal(t, c.want, got, c.reason)
		})
	}
}
