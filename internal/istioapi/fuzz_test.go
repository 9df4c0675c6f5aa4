package istioapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/istioapi"
)

// FuzzCheck holds every check to two promises: no panic, and no problem without a path, a message and a remedy's kind. Texts
// "?" of the tree become values that aren't known.
func FuzzCheck(f *testing.F) {
	f.Add(`{"connectTimeout":"5s","defaultConfig":{"proxyMetadata":{"":1,"a.b":null}}}`, uint8(31))
	f.Add(`{"extensionProviders":[{"name":"?","zipkin":{"service":"?","port":"?"}},null,"?"]}`, uint8(24))
	f.Add(`{"egress":[{"hosts":["~/*","*/*","a/b.c"],"port":{"number":0}}],"ingress":[{"port":"?"}]}`, uint8(30))
	f.Add(`{"host":"*","trafficPolicy":{"loadBalancer":{"consistentHash":{"maglev":{"tableSize":1e18}}}}}`, uint8(31))
	f.Add(`{"localityLbSetting":{"distribute":[{"from":"*/","to":{"a//":-1}}]},"meshMTLS":[]}`, uint8(28))
	f.Add(`{"hosts":["?"],"ports":[{"name":"?"}],"resolution":"STATIC","endpoints":[{"address":"unix://"}]}`, uint8(31))
	f.Fuzz(func(t *testing.T, text string, minor uint8) {
		var tree map[string]any
		if json.Unmarshal([]byte(text), &tree) != nil {
			return
		}
		for key, value := range tree {
			tree[key] = unknown(value)
		}
		release := istio.Releases[int(minor)%len(istio.Releases)].Newest
		version := istio.MustParseVersion(release)
		got := istioapi.CheckMeshConfig(tree, version)
		for _, kind := range istioapi.Kinds() {
			for _, group := range []string{"networking", "security", "telemetry"} {
				o := istioapi.Object{APIVersion: group + ".istio.io/v1", Kind: kind, Namespace: "a", Name: "n", Spec: tree}
				got = append(got, istioapi.CheckObject(o, version)...)
			}
		}
		for _, p := range got {
			if p.Path == "" || p.Message == "" || p.Kind == "" {
				t.Errorf("%#v lacks something", p)
			}
			if strings.Contains(p.Message, "can't be decoded") {
				t.Errorf("the walk took what the decoder refuses: %s", p)
			}
			if strings.Contains(p.Message, "%!") {
				t.Errorf("a wrong format: %s", p)
			}
		}
	})
}

func unknown(value any) any {
	switch v := value.(type) {
	case string:
		if v == "?" {
			return istioapi.Opaque{}
		}
	case map[string]any:
		for key, item := range v {
			v[key] = unknown(item)
		}
	case []any:
		for i, item := range v {
			v[i] = unknown(item)
		}
	}
	return value
}
