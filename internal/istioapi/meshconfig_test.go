package istioapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/istioapi"
)

var newest = istio.MustParseVersion("1.31.1")

func parse(t *testing.T, text string) map[string]any {
	t.Helper()
	out := map[string]any{}
	require.NoError(t, yaml.Unmarshal([]byte(text), &out))
	return out
}

// want is a problem's path and kind, with what the message has to name.
type want struct {
	path    string
	kind    istioapi.Kind
	says    string
	nearest string
}

func compare(t *testing.T, wanted []want, got []istioapi.Problem) {
	t.Helper()
	require.Len(t, got, len(wanted), "%v", got)
	for i, w := range wanted {
		assert.Equal(t, w.path, got[i].Path)
		assert.Equal(t, w.kind, got[i].Kind, got[i])
		assert.Contains(t, got[i].Message, w.says)
		assert.Equal(t, w.nearest, got[i].Nearest, got[i])
	}
}

func TestMeshConfigProblems(t *testing.T) {
	for _, c := range []struct {
		reason, config, version string
		want                    []want
	}{
		{reason: "nothing is wrong with nothing", config: "{}"},
		{
			reason: "an unknown field has its path and what was meant", config: "defaultConfig: {tracing: {zipkn: {address: 'a:1'}}}",
			want: []want{{"meshConfig.defaultConfig.tracing.zipkn", istioapi.Unknown, "drop it", "zipkin"}},
		},
		{
			reason: "a field like no other has none", config: "qqqqqqqqq: 1",
			want: []want{{"meshConfig.qqqqqqqqq", istioapi.Unknown, "leave it out", ""}},
		},
		{
			reason: "an enum's values are named", config: "outboundTrafficPolicy: {mode: REGISTRY}",
			want: []want{{"meshConfig.outboundTrafficPolicy.mode", istioapi.Enum, "REGISTRY_ONLY, ALLOW_ANY", ""}},
		},
		{
			reason: "the nearest value is named", config: "accessLogEncoding: json",
			want: []want{{"meshConfig.accessLogEncoding", istioapi.Enum, "TEXT, JSON", "JSON"}},
		},
		{
			reason: "keys with dots are in brackets", config: "defaultConfig: {proxyMetadata: {a.b: 1}}",
			want: []want{{`meshConfig.defaultConfig.proxyMetadata["a.b"]`, istioapi.Type, "a text in quotes", ""}},
		},
		{
			reason: "everything at once, ordered", config: "{connectTimeout: 5, accessLogFile: 1, enableTracing: 'no', rootNamespase: a}",
			want: []want{
				{"meshConfig.accessLogFile", istioapi.Type, "a text in quotes", ""},
				{"meshConfig.connectTimeout", istioapi.Type, "a duration", ""},
				{"meshConfig.enableTracing", istioapi.Type, "true or false", ""},
				{"meshConfig.rootNamespase", istioapi.Unknown, "rootNamespace", "rootNamespace"},
			},
		},
		{
			reason: "both of a oneof", config: "extensionProviders: [{name: a, prometheus: {}, zipkin: {service: a.b, port: 1}}]",
			want: []want{{"meshConfig.extensionProviders[0].prometheus", istioapi.Rule, "excludes", ""}},
		},
		{
			reason: "a field that is newer", config: "defaultConfig: {statsCompression: false}", version: "1.28.3",
			want: []want{{"meshConfig.defaultConfig.statsCompression", istioapi.Newer, "1.29", ""}},
		},
		{reason: "the first release that has it", config: "defaultConfig: {statsCompression: false}", version: "1.29.0"},
		{
			reason: "what is in a newer field isn't told again", config: "defaultTrafficPolicy: {connectionPool: {http: {http2KeepAlive: {interval: 1s, timeout: 1s}}}}", version: "1.30.0",
			want: []want{{"meshConfig.defaultTrafficPolicy", istioapi.Newer, "1.31", ""}},
		},
		{
			reason: "a value that a release takes and doesn't act on", config: "outboundTrafficPolicy: {mode: ALLOW_ANY_DYNAMIC_DNS}", version: "1.30.5",
			want: []want{{"meshConfig.outboundTrafficPolicy.mode", istioapi.Newer, "1.31", ""}},
		},
		{
			reason: "a deprecated field has a successor", config: "defaultConfig: {zipkinAddress: 'a:1'}",
			want: []want{{"meshConfig.defaultConfig.zipkinAddress", istioapi.Deprecated, "tracing.zipkin.address", "tracing.zipkin.address"}},
		},
		{
			reason: "or none", config: "certificates: []",
			want: []want{{"meshConfig.certificates", istioapi.Deprecated, "no successor", ""}},
		},
	} {
		t.Run(c.reason, func(t *testing.T) {
			release := newest
			if c.version != "" {
				release = istio.MustParseVersion(c.version)
			}
			compare(t, c.want, istioapi.CheckMeshConfig(parse(t, c.config), release))
		})
	}
}

func TestGoTypesAreTaken(t *testing.T) {
	port := 15001
	type name string
	assert.Empty(t, istioapi.CheckMeshConfig(map[string]any{
		"proxyListenPort":    &port,
		"trustDomain":        name("a.b"),
		"trustDomainAliases": []string{"c.d"},
		"defaultConfig":      map[string]any{"proxyMetadata": map[string]string{"a": "b"}, "concurrency": uint8(2)},
		"extensionProviders": []map[string]any{{"name": "a", "prometheus": map[string]any{}}},
	}, newest))
	got := istioapi.CheckMeshConfig(map[string]any{"trustDomain": func() {}, "defaultConfig": map[int]string{1: "a"}}, newest)
	require.Len(t, got, 2, "what JSON can't hold is no value of any field")
}
