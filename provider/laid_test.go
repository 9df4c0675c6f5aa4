package provider

import (
	"reflect"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/components"
)

// TestLaid: what is given goes before what an IstioOperator stands for. The marks are those of propertyOf.
func TestLaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason            string
		under, over, want m
	}{
		{"nothing is given", m{"profile": "demo"}, m{}, m{"profile": "demo"}},
		{"a text takes the place", m{"profile": "demo"}, m{"profile": "minimal"}, m{"profile": "minimal"}},
		{"null is nothing written", m{"profile": "demo"}, m{"profile": nil}, m{"profile": "demo"}},
		{
			"objects are merged property by property", m{"image": m{"hub": "a.example/b", "tag": "x"}}, m{"image": m{"tag": "y"}},
			m{"image": m{"hub": "a.example/b", "tag": "y"}},
		},
		{"null in one too is nothing written", m{"image": m{"tag": "x"}}, m{"image": m{"tag": nil}}, m{"image": m{"tag": "x"}}},
		{
			"three deep", m{"controlPlane": m{"resources": m{"requests": m{"cpu": "1", "memory": "1Gi"}}}},
			m{"controlPlane": m{"resources": m{"requests": m{"cpu": "2"}}}}, m{"controlPlane": m{"resources": m{"requests": m{"cpu": "2", "memory": "1Gi"}}}},
		},
		{"lists are replaced, as by istioctl", m{"revisionTags": list{"a", "b"}}, m{"revisionTags": list{"c"}}, m{"revisionTags": list{"c"}}},
		{"an empty list, too, is a list", m{"gateways": list{m{"name": "a"}}}, m{"gateways": list{}}, m{"gateways": list{}}},
		{
			"gateways aren't merged by name", m{"gateways": list{m{"name": "a", "replicas": 2}}}, m{"gateways": list{m{"name": "a"}}},
			m{"gateways": list{m{"name": "a"}}},
		},
		{
			"maps of texts are merged key by key", m{"controlPlane": m{"nodeSelector": m{"a": "1", "b": "1"}}}, m{"controlPlane": m{"nodeSelector": m{"b": "2", "c": "2"}}},
			m{"controlPlane": m{"nodeSelector": m{"a": "1", "b": "2", "c": "2"}}},
		},
		{
			"free-form maps are merged", m{"meshConfig": m{"a": m{"b": 1, "c": 1}}}, m{"meshConfig": m{"a": m{"c": 2}}},
			m{"meshConfig": m{"a": m{"b": 1, "c": 2}}},
		},
		{
			"null takes away in free-form maps, as in Helm", m{"values": m{"base": m{"a": m{"b": 1}}}}, m{"values": m{"base": m{"a": m{"b": nil}}}},
			m{"values": m{"base": m{"a": m{"b": nil}}}},
		},
		{"a map takes the place of a list", m{"meshConfig": m{"a": list{1}}}, m{"meshConfig": m{"a": m{"b": 1}}}, m{"meshConfig": m{"a": m{"b": 1}}}},
		{"enabled: false in a free-form map means nothing here", m{"values": m{"base": m{"a": 1}}}, m{"values": m{"base": m{"enabled": false}}}, m{"values": m{"base": m{"a": 1, "enabled": false}}}},
		{"what is switched off keeps no settings", m{"cni": m{"binDir": "/a"}}, m{"cni": m{"enabled": false}}, m{"cni": m{"enabled": false}}},
		{"what is switched on keeps them", m{"cni": m{"binDir": "/a"}}, m{"cni": m{"enabled": true}}, m{"cni": m{"enabled": true, "binDir": "/a"}}},
		{
			"replicas and autoscaling can't both be", m{"controlPlane": m{"autoscaling": m{"maxReplicas": 9}, "logLevel": "debug"}}, m{"controlPlane": m{"replicas": 2}},
			m{"controlPlane": m{"replicas": 2, "logLevel": "debug"}},
		},
		{"nor the other way", m{"controlPlane": m{"replicas": 2}}, m{"controlPlane": m{"autoscaling": m{}}}, m{"controlPlane": m{"autoscaling": m{}}}},
		{
			"a budget has one bound", m{"controlPlane": m{"podDisruptionBudget": m{"minAvailable": "1"}}}, m{"controlPlane": m{"podDisruptionBudget": m{"maxUnavailable": "1"}}},
			m{"controlPlane": m{"podDisruptionBudget": m{"maxUnavailable": "1"}}},
		},
		{"a secret leaf stays one", m{"meshConfig": m{"a": "x", "b": 1}}, m{"meshConfig": m{"a": m{"$secret": "y"}}}, m{"meshConfig": m{"a": m{"$secret": "y"}, "b": 1}}},
		{"a secret map makes a secret of the rest", m{"meshConfig": m{"b": 1}}, m{"meshConfig": m{"$secret": m{"a": "y"}}}, m{"meshConfig": m{"$secret": m{"a": "y", "b": 1}}}},
		{"dependencies of a map stay", m{"meshConfig": m{"b": 1}}, m{"meshConfig": m{"$bound": m{"a": "y"}}}, m{"meshConfig": m{"$bound": m{"a": "y", "b": 1}}}},
		{"an unknown map is unknown, until the update merges it", m{"meshConfig": m{"b": 1}}, m{"meshConfig": "?"}, m{"meshConfig": "?"}},
		{"an argument of which the IstioOperator says nothing", m{}, m{"preview": "objects"}, m{"preview": "objects"}},
	} {
		got := laidObject(reflect.TypeFor[components.MeshStackArgs](), propertyOf(c.under).AsMap(), propertyOf(c.over).AsMap())
		assert.Equal(t, propertyOf(c.want), property.New(got), c.reason)
	}
}

// TestLayered: an IstioOperator's meshConfig and values stand under all given arguments, also under those of another name.
func TestLayered(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason            string
		under, over, want m
	}{
		{"nothing else writes there", m{"meshConfig": m{"trustDomain": "a"}}, m{"proxy": m{"concurrency": 1}}, m{"meshConfig": m{"trustDomain": "a"}, "proxy": m{"concurrency": 1}}},
		{
			"the argument of another name wins, and the rest stays", m{"meshConfig": m{"trustDomain": "a", "outboundTrafficPolicy": m{"mode": "ALLOW_ANY"}}}, m{"security": m{"trustDomain": "b"}},
			m{"meshConfig": m{"outboundTrafficPolicy": m{"mode": "ALLOW_ANY"}}, "security": m{"trustDomain": "b"}},
		},
		{"of a map with nothing left nothing is left", m{"meshConfig": m{"trustDomain": "a"}}, m{"security": m{"trustDomain": "b"}}, m{"security": m{"trustDomain": "b"}}},
		{
			"four deep", m{"meshConfig": m{"defaultConfig": m{"concurrency": 4, "drainDuration": "5s"}}}, m{"proxy": m{"concurrency": 2}},
			m{"meshConfig": m{"defaultConfig": m{"drainDuration": "5s"}}, "proxy": m{"concurrency": 2}},
		},
		{
			"an argument given as what isn't known wins, too", m{"values": m{"istiod": m{"global": m{"hub": "a.example/b", "x": 1}}}}, m{"image": m{"hub": "?"}},
			m{"values": m{"istiod": m{"global": m{"x": 1}}}, "image": m{"hub": "?"}},
		},
		{
			"values of istiod", m{"values": m{"istiod": m{"pilot": m{"env": m{"A": "1", "B": "1"}}}}}, m{"controlPlane": m{"env": m{"A": "2"}}},
			m{"values": m{"istiod": m{"pilot": m{"env": m{"B": "1"}}}}, "controlPlane": m{"env": m{"A": "2"}}},
		},
		{
			"values of a chart that the IstioOperator installs", m{"cni": m{}, "values": m{"cni": m{"cni": m{"cniBinDir": "/a", "x": 1}}}}, m{"cni": m{"binDir": "/b"}},
			m{"cni": m{"binDir": "/b"}, "values": m{"cni": m{"cni": m{"x": 1}}}},
		},
		{
			"values of a chart that isn't installed any more", m{"cni": m{}, "values": m{"cni": m{"x": 1}, "base": m{"y": 1}}}, m{"cni": m{"enabled": false}},
			m{"cni": m{"enabled": false}, "values": m{"base": m{"y": 1}}},
		},
		{"the same name is merged", m{"meshConfig": m{"trustDomain": "a", "x": 1}}, m{"meshConfig": m{"trustDomain": "b"}}, m{"meshConfig": m{"trustDomain": "b", "x": 1}}},
		{"a profile is what others go before", m{"meshConfig": m{"accessLogFile": ""}}, m{"profile": "demo"}, m{"meshConfig": m{"accessLogFile": ""}, "profile": "demo"}},
		{
			"a platform is, too", m{"cni": m{}, "values": m{"cni": m{"cni": m{"cniBinDir": "/a"}}}}, m{"platform": "gke"},
			m{"cni": m{}, "values": m{"cni": m{"cni": m{"cniBinDir": "/a"}}}, "platform": "gke"},
		},
		{
			"a size is, too, though not before arguments of the same number",
			m{"values": m{"istiod": m{"pilot": m{"resources": m{"requests": m{"cpu": "1", "memory": "1Gi"}}}, "global": m{"proxy": m{"resources": m{"requests": m{"example.com/x": "1"}}}}}}},
			m{"size": "small", "controlPlane": m{"resources": m{"requests": m{"cpu": "100m"}}}},
			m{
				"values": m{"istiod": m{"pilot": m{"resources": m{"requests": m{"memory": "1Gi"}}}, "global": m{"proxy": m{"resources": m{"requests": m{"example.com/x": "1"}}}}}},
				"size":   "small", "controlPlane": m{"resources": m{"requests": m{"cpu": "100m"}}},
			},
		},
		{
			"providers of both are kept, by name", m{"meshConfig": m{"extensionProviders": list{m{"name": "a"}}}}, m{"tracing": m{"existing": m{"address": "jaeger.tracing.svc.cluster.local:4317"}}},
			m{"meshConfig": m{"extensionProviders": list{m{"name": "a"}}}, "tracing": m{"existing": m{"address": "jaeger.tracing.svc.cluster.local:4317"}}},
		},
	} {
		got := layered(propertyOf(c.under).AsMap(), propertyOf(c.over).AsMap())
		assert.Equal(t, propertyOf(c.want), property.New(got), c.reason)
	}
}
