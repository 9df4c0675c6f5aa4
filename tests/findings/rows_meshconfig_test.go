package findings

import "github.com/meshstack/pulumi-meshstack/internal/check"

var rowsMeshConfig = []row{
	{
		check.MeshConfigField, "argument", "istiod drops it without a word", "meshConfig.outboundTrafficPolicies",
		m{"meshConfig": m{"outboundTrafficPolicies": m{"mode": "REGISTRY_ONLY"}}},
		m{"meshConfig": m{"outboundTrafficPolicy": m{"mode": "REGISTRY_ONLY"}}},
	},
	{
		check.MeshConfigField, "deep", "at any depth", "meshConfig.defaultConfig.holdApplicationUntilProxyStart",
		m{"meshConfig": m{"defaultConfig": m{"holdApplicationUntilProxyStart": true}}},
		m{"meshConfig": m{"defaultConfig": m{"holdApplicationUntilProxyStarts": true}}},
	},
	{
		check.MeshConfigField, "values", "what a user writes into the chart's values reaches the same config", "values.istiod.meshConfig.accesLogFile",
		m{"values": m{"istiod": m{"meshConfig": m{"accesLogFile": "/dev/stdout"}}}},
		m{"values": m{"istiod": m{"meshConfig": m{"accessLogFile": "/dev/stdout"}}}},
	},
	{
		check.MeshConfigValue, "enum", "istiod doesn't start with an enum value that it can't read", "meshConfig.outboundTrafficPolicy.mode",
		m{"meshConfig": m{"outboundTrafficPolicy": m{"mode": "REGISTRY"}}},
		m{"meshConfig": m{"outboundTrafficPolicy": m{"mode": "REGISTRY_ONLY"}}},
	},
	{
		check.MeshConfigValue, "type", "nor with a text that is no duration", "meshConfig.connectTimeout",
		m{"meshConfig": m{"connectTimeout": "10"}},
		m{"meshConfig": m{"connectTimeout": "10s"}},
	},
	{
		check.MeshConfigNewer, "value", "a mode that came with 1.31 keeps an older istiod from starting", "meshConfig.outboundTrafficPolicy.mode",
		m{"version": olderRelease, "gatewayApi": m{"version": "v1.4.0"}, "checks": older102, "meshConfig": m{"outboundTrafficPolicy": m{"mode": "ALLOW_ANY_DYNAMIC_DNS"}}},
		m{"version": "1.31.1", "meshConfig": m{"outboundTrafficPolicy": m{"mode": "ALLOW_ANY_DYNAMIC_DNS"}}},
	},
	{
		check.MeshConfigNewer, "other revision", "each control plane is held to its own release", "meshConfig.serviceEntryVisibility",
		m{
			"revision": "new", "otherRevisions": list{m{"revision": "old", "version": olderRelease}}, "gatewayApi": m{"version": "v1.4.0"},
			"checks": older102, "meshConfig": m{"serviceEntryVisibility": m{"applyToSidecars": true}},
		},
		m{
			"revision": "new", "otherRevisions": list{m{"revision": "old", "version": olderRelease}}, "gatewayApi": m{"version": "v1.4.0"},
			"checks": older102,
		},
	},
	{
		check.MeshConfigDeprecated, "field", "a later release drops it", "meshConfig.certificates",
		m{"meshConfig": m{"certificates": list{}}},
		m{},
	},
	{
		check.MeshConfigDoubt, "curve", "istiod drops a curve that it doesn't know, and goes on with fewer", "meshConfig.tlsDefaults.ecdhCurves[0]",
		m{"meshConfig": m{"tlsDefaults": m{"ecdhCurves": list{"P256"}}}},
		m{"meshConfig": m{"tlsDefaults": m{"ecdhCurves": list{"P-256"}}}},
	},
}

// older102 leaves out what is found of an older release beside the fault.
var older102 = m{"mode": "warn", "ignore": list{"MS102", "MS106"}}
