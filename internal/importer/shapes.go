package importer

// shape is what the SDKs want of a part of the arguments. The schema says the same; a test compares.
type shape struct {
	// of is the kind of value.
	of shapeKind
	// name is that of the type in the SDKs, of a struct or an enum.
	name string
	// input: it takes an output, so that Go wants another type.
	input bool
	// required: Go wants no pointer.
	required bool
	fields   map[string]shape
}

type shapeKind int

const (
	// aFree is whatever JSON has.
	aFree shapeKind = iota
	aText
	aBool
	anInt
	anEnum
	aStruct
	structs
	texts
	ints
	textMap
)

// enumNames are the values of enums and their names; Python writes them in capitals.
var enumNames = map[string]map[string]string{
	"Profile": {
		"default": "Default", "minimal": "Minimal", "demo": "Demo", "ambient": "Ambient", "preview": "Preview", "stable": "Stable", "remote": "Remote",
		"empty": "Empty",
	},
	"Platform":        {"gke": "GKE", "k3d": "K3d", "k3s": "K3s", "microk8s": "MicroK8s", "minikube": "Minikube", "openshift": "OpenShift"},
	"ImageVariant":    {"debug": "Debug", "distroless": "Distroless"},
	"ImagePullPolicy": {"Always": "Always", "IfNotPresent": "IfNotPresent", "Never": "Never"},
	"LogLevel":        {"none": "None", "error": "Error", "warn": "Warn", "info": "Info", "debug": "Debug"},
	"ProxyLogLevel": {
		"trace": "Trace", "debug": "Debug", "info": "Info", "warning": "Warning", "error": "Error", "critical": "Critical", "off": "Off",
	},
	"ServiceType":   {"LoadBalancer": "LoadBalancer", "NodePort": "NodePort", "ClusterIP": "ClusterIP", "None": "None"},
	"TrafficPolicy": {"Cluster": "Cluster", "Local": "Local"},
}

// Parts of arguments, of the types of the schema.
var (
	text        = shape{of: aText}
	textInput   = shape{of: aText, input: true}
	free        = shape{of: aFree, input: true}
	labels      = shape{of: textMap}
	envShape    = shape{of: textMap, input: true}
	amountShape = shape{of: aStruct, name: "ResourceList", fields: map[string]shape{"cpu": text, "memory": text}}
	resources   = shape{of: aStruct, name: "Resources", fields: map[string]shape{"requests": amountShape, "limits": amountShape}}
	autoscaling = shape{of: aStruct, name: "Autoscaling", fields: map[string]shape{
		"minReplicas": {of: anInt}, "maxReplicas": {of: anInt}, "targetCpuUtilization": {of: anInt},
	}}
	budget      = shape{of: aStruct, name: "PodDisruptionBudget", fields: map[string]shape{"minAvailable": text, "maxUnavailable": text}}
	tolerations = shape{of: structs, name: "Toleration", fields: map[string]shape{
		"key": text, "operator": text, "value": text, "effect": text, "tolerationSeconds": {of: anInt},
	}}
)

// meshStack is the shape of Result.Args.
var meshStack = shape{of: aStruct, name: "MeshStack", fields: map[string]shape{
	"version": text, "namespace": text, "revision": text, "compatibilityVersion": text,
	"revisionTags": {of: texts},
	"profile":      {of: anEnum, name: "Profile"},
	"platform":     {of: anEnum, name: "Platform"},
	"meshConfig":   free,
	"dns":          {of: aStruct, name: "DNS", fields: map[string]shape{"capture": {of: aBool}, "autoAllocate": {of: aBool}}},
	"image": {of: aStruct, name: "Image", fields: map[string]shape{
		"hub": textInput, "tag": text, "pullSecrets": {of: texts},
		"variant": {of: anEnum, name: "ImageVariant"}, "pullPolicy": {of: anEnum, name: "ImagePullPolicy"},
	}},
	"controlPlane": {of: aStruct, name: "ControlPlane", fields: map[string]shape{
		"replicas": {of: anInt}, "autoscaling": autoscaling, "resources": resources, "env": envShape, "affinity": free, "tolerations": tolerations,
		"nodeSelector": labels, "podDisruptionBudget": budget, "logLevel": {of: anEnum, name: "LogLevel"}, "remotePilotAddress": textInput,
	}},
	"proxy": {of: aStruct, name: "Proxy", fields: map[string]shape{
		"resources": resources, "logLevel": {of: anEnum, name: "ProxyLogLevel"},
		"excludeInboundPorts": {of: ints}, "excludeOutboundPorts": {of: ints}, "excludeIPRanges": {of: texts}, "includeIPRanges": {of: texts},
	}},
	"cni": {of: aStruct, name: "CNI", fields: map[string]shape{
		"enabled": {of: aBool}, "namespace": text, "chained": {of: aBool}, "binDir": text, "confDir": text, "excludeNamespaces": {of: texts},
		"resources": resources, "affinity": free,
	}},
	"ztunnel": {of: aStruct, name: "Ztunnel", fields: map[string]shape{
		"enabled": {of: aBool}, "namespace": text, "resources": resources, "env": envShape, "affinity": free, "tolerations": tolerations, "logLevel": text,
	}},
	"values": {of: aStruct, name: "Values", fields: map[string]shape{"base": free, "istiod": free, "cni": free, "ztunnel": free}},
	"gateways": {of: structs, name: "GatewaySpec", fields: map[string]shape{
		"name": {of: aText, required: true}, "namespace": text, "labels": labels, "legacyPorts": {of: aBool}, "replicas": {of: anInt},
		"autoscaling": autoscaling, "podDisruptionBudget": budget, "resources": resources, "values": free,
		"placement": {of: aStruct, name: "Placement", fields: map[string]shape{"nodeSelector": labels, "tolerations": tolerations, "affinity": free}},
		"service": {of: aStruct, name: "GatewayService", fields: map[string]shape{
			"type": {of: anEnum, name: "ServiceType"}, "annotations": envShape, "loadBalancerIP": textInput, "loadBalancerClass": text,
			"loadBalancerSourceRanges": {of: texts}, "externalTrafficPolicy": {of: anEnum, name: "TrafficPolicy"},
			"ports": {of: structs, name: "ServicePort", fields: map[string]shape{
				"name": {of: aText, required: true}, "port": {of: anInt, required: true}, "targetPort": {of: anInt}, "protocol": text,
			}},
		}},
	}},
}}

// others stands for all that order doesn't name.
const others = ""

// order is how a reader expects arguments: what it is, then what it is made of, and free-form parts last.
var order = []string{
	"apiVersion", "kind", "metadata", "version", "profile", "platform", "name", "namespace", "revision", "revisionTags", "compatibilityVersion",
	"image", "controlPlane", "proxy", "cni", "ztunnel", "dns", "gateways", "labels", "port", "requests", "minReplicas", others, "meshConfig", "values",
}
