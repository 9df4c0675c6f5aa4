package istioapi_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/istioapi"
)

// whole are trees with every sort of field and rule; each leaf and branch of them is hidden in turn.
var whole = map[string]string{
	"Sidecar": `{workloadSelector: {labels: {a: b}}, outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: a.b, port: {number: 1}}},
		inboundConnectionPool: {http: {idleTimeout: 1s}}, ingress: [{port: {number: 8443, protocol: HTTPS, name: a}, bind: 0.0.0.0,
		defaultEndpoint: '127.0.0.1:1', tls: {mode: MUTUAL, serverCertificate: a, privateKey: b, caCertificates: c}}],
		egress: [{port: {number: 80, protocol: HTTP, name: http}, bind: 127.0.0.1, hosts: [./*]}, {port: {protocol: TCP}, bind: 'unix:///a', hosts: [./*]}, {hosts: [a/*, '*/a.b']}]}`,
	"DestinationRule": `{host: a.b, exportTo: ['.'], workloadSelector: {matchLabels: {a: b}}, subsets: [{name: a, labels: {a: b}, trafficPolicy: {tls: {mode: DISABLE}}}],
		trafficPolicy: {tls: {mode: MUTUAL, clientCertificate: a, privateKey: b}, outlierDetection: {interval: 1s, splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 1},
		loadBalancer: {consistentHash: {httpCookie: {name: a, ttl: 1s, attributes: [{name: a}]}, maglev: {tableSize: 65537}}, warmup: {duration: 1s, aggression: 1},
		localityLbSetting: {distribute: [{from: a, to: {a: 50, b: 50}}]}}, connectionPool: {http: {http2KeepAlive: {interval: 1s, timeout: 1s}}},
		portLevelSettings: [{port: {number: 1}, tls: {mode: SIMPLE, credentialName: a}}], tunnel: {protocol: POST, targetHost: a.b, targetPort: 1}}}`,
	"ServiceEntry": `{hosts: [a.b, b.c], addresses: [10.0.0.1], ports: [{number: 1, name: a, protocol: TLS, targetPort: 2}], resolution: STATIC, location: MESH_EXTERNAL,
		endpoints: [{address: 10.0.0.1, labels: {a: b}, ports: {a: 1}}], exportTo: ['*']}`,
	"Telemetry": `{selector: {matchLabels: {a: b}}, tracing: [{providers: [{name: a}], randomSamplingPercentage: 1.5, customTags: {a: {literal: {value: b}}, c: {header: {name: d}}}}],
		metrics: [{providers: [{name: a}], overrides: [{match: {customMetric: a, mode: CLIENT}, tagOverrides: {a: {operation: UPSERT, value: b}}}]}], accessLogging: [{filter: {expression: a}}]}`,
	"PeerAuthentication": `{selector: {matchLabels: {a: b}}, mtls: {mode: STRICT}, portLevelMtls: {80: {mode: DISABLE}}}`,
	"mesh": `{connectTimeout: 1s, proxyListenPort: 1, trustDomain: a.b, trustDomainAliases: [c], serviceSettings: [{hosts: ['*.a'], settings: {clusterLocal: true}}],
		outboundTrafficPolicy: {mode: ALLOW_ANY}, defaultTrafficPolicy: {connectionPool: {tcp: {maxConnections: 1, tcpKeepalive: {time: 1s}}}},
		defaultConfig: {concurrency: 2, drainDuration: 1s, proxyMetadata: {a: b}, tracing: {sampling: 1.5, zipkin: {address: 'a:1'}, tlsSettings: {mode: SIMPLE}},
		privateKeyProvider: {qat: {pollDelay: 1s}}, connectionSettings: {httpMaxConcurrentStreams: 5}},
		extensionProviders: [{name: a, opentelemetry: {service: a/b.c, port: 1, http: {path: /, timeout: 1s}}}, {name: b, envoyFileAccessLog: {path: /, logFormat: {labels: {a: b}}}},
		{name: c, envoyExtAuthzHttp: {service: a.b, port: 1, statusOnError: '503', pathPrefix: /a}}], tlsDefaults: {ecdhCurves: [P-256]}}`,
}

func checkWhole(kind string, tree map[string]any) []istioapi.Problem {
	if kind == "mesh" {
		return istioapi.CheckMeshConfig(tree, newest)
	}
	for _, group := range []string{"networking", "security", "telemetry"} {
		o := istioapi.Object{APIVersion: group + ".istio.io/v1", Kind: kind, Namespace: "shop", Spec: tree}
		if got := istioapi.CheckObject(o, newest); len(got) > 0 {
			return got
		}
	}
	return nil
}

// Whatever isn't known passes, wherever it stands: as a value of any type, and as any branch.
func TestOpaquePassesEverywhere(t *testing.T) {
	for kind, text := range whole {
		tree := parse(t, text)
		assert.Empty(t, checkWhole(kind, tree), "%s is right as it is", kind)
		count := 0
		var hide func(value any, put func(any), path string)
		hide = func(value any, put func(any), path string) {
			count++
			put(istioapi.Opaque{})
			assert.Empty(t, checkWhole(kind, tree), "%s with %s unknown", kind, path)
			put(value)
			switch v := value.(type) {
			case map[string]any:
				for key, item := range v {
					hide(item, func(n any) { v[key] = n }, path+"."+key)
				}
			case []any:
				for i, item := range v {
					hide(item, func(n any) { v[i] = n }, path+"[]")
				}
			}
		}
		for key, item := range tree {
			hide(item, func(n any) { tree[key] = n }, key)
		}
		assert.Greater(t, count, 4, kind)
	}
}

// What is wrong beside something unknown is still found.
func TestWrongBesideOpaque(t *testing.T) {
	got := istioapi.CheckMeshConfig(map[string]any{
		"trustDomain": istioapi.Opaque{}, "rootNamspace": istioapi.Opaque{},
		"extensionProviders": []any{istioapi.Opaque{}, map[string]any{"name": istioapi.Opaque{}, "zipkin": map[string]any{"service": istioapi.Opaque{}, "port": 0}}},
	}, newest)
	var paths []string
	for _, p := range got {
		paths = append(paths, p.Path)
	}
	slices.Sort(paths)
	assert.Equal(t, []string{"meshConfig.extensionProviders[1].zipkin.port", "meshConfig.rootNamspace"}, paths)
}
