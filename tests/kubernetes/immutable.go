package kubernetes

import "k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

// immutable returns the properties of an object that can't change in place, beside its name and its namespace. The data
// of a ConfigMap or a Secret could, but pods don't notice; so unless the provider is told otherwise it is replaced, and
// with it all that depends on it.
func (p *Provider) immutable(obj *unstructured.Unstructured) []string {
	frozen, _, _ := unstructured.NestedBool(obj.Object, "immutable")
	switch {
	case isSecret(obj) && (!p.settings.secretMutable || frozen):
		return []string{".type", ".stringData", ".data"}
	case isConfigMap(obj) && (!p.settings.configMapMutable || frozen):
		return []string{".binaryData", ".data"}
	}
	return immutableProperties[obj.GetAPIVersion()+"/"+obj.GetKind()]
}

var immutableProperties = map[string][]string{
	"apps/v1/DaemonSet":  {".spec.selector"},
	"apps/v1/Deployment": {".spec.selector"},
	"apps/v1/StatefulSet": {
		".spec.podManagementPolicy", ".spec.revisionHistoryLimit", ".spec.selector", ".spec.serviceName",
		".spec.volumeClaimTemplates",
	},
	"batch/v1/Job": {".spec.completions", ".spec.parallelism", ".spec.selector", ".spec.template"},
	"rbac.authorization.k8s.io/v1/ClusterRoleBinding": {".roleRef"},
	"rbac.authorization.k8s.io/v1/RoleBinding":        {".roleRef"},
	"storage.k8s.io/v1/StorageClass":                  {".parameters", ".provisioner"},
	"v1/PersistentVolumeClaim": {
		".spec.accessModes", ".spec.selector", ".spec.storageClassName", ".spec.volumeName",
	},
	"v1/Pod":           podImmutable(),
	"v1/ResourceQuota": {".spec.scopes"},
	"v1/Secret":        {".type"},
	"v1/Service":       {".spec.clusterIP"},
}

// podImmutable lists nearly all of a Pod: hardly anything of it can change.
func podImmutable() []string {
	var properties []string
	for _, field := range []string{
		"affinity", "automountServiceAccountToken", "dnsConfig", "dnsPolicy", "enableServiceLinks", "hostAliases", "hostIPC",
		"hostNetwork", "hostPID", "hostname", "imagePullSecrets", "nodeName", "nodeSelector", "overhead", "preemptionPolicy",
		"priority", "priorityClassName", "readinessGates", "restartPolicy", "runtimeClassName", "schedulerName",
		"securityContext", "serviceAccount", "serviceAccountName", "shareProcessNamespace", "subdomain",
		"terminationGracePeriodSeconds", "volumes",
	} {
		properties = append(properties, ".spec."+field)
	}
	for _, list := range []string{".spec.containers[*].", ".spec.initContainers[*]."} {
		for _, field := range []string{
			"args", "command", "env", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "ports", "readinessProbe",
			"resources", "securityContext", "stdin", "stdinOnce", "terminationMessagePath", "terminationMessagePolicy", "tty",
			"volumeDevices", "volumeMounts", "workingDir",
		} {
			properties = append(properties, list+field)
		}
	}
	return properties
}
