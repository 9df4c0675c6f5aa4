package kubernetes

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// releaseToken is the type token of a Helm release.
const releaseToken = "kubernetes:helm.sh/v3:Release"

// isRelease says whether a resource is a Helm release rather than an object of the cluster.
func isRelease(urn resource.URN) bool {
	return string(urn.Type()) == releaseToken
}

// isPatch says whether a resource changes fields of an object that it doesn't own. The kind comes from the inputs, so
// that a custom resource whose own kind ends in "Patch" isn't taken for one.
func isPatch(urn resource.URN, kind string) bool {
	return string(urn.Type().Name()) == kind+"Patch"
}

// isList says whether a resource is a list of a built-in kind, which exists only for the sake of YAML files.
func isList(urn resource.URN) bool {
	kind := string(urn.Type().Name())
	gvk, err := kindOf(urn)
	return err == nil && strings.HasSuffix(kind, "List") && builtIn(gvk.GroupVersion())
}

// kindOf reads group, version and kind out of a type token such as kubernetes:apps/v1:Deployment. Of a Patch resource
// the kind still ends in "Patch".
func kindOf(urn resource.URN) (schema.GroupVersionKind, error) {
	if pkg := string(urn.Type().Package()); pkg != "kubernetes" {
		return schema.GroupVersionKind{}, fmt.Errorf("unrecognized resource type: %q for this provider", urn.Type())
	}
	module := string(urn.Type().Module().Name())
	group, version, ok := strings.Cut(module, "/")
	if !ok || strings.Contains(version, "/") {
		return schema.GroupVersionKind{}, fmt.Errorf("apiVersion does not have both a group and a version: %q", module)
	}
	if group == "core" {
		group = ""
	}
	return schema.GroupVersionKind{Group: group, Version: version, Kind: string(urn.Type().Name())}, nil
}

// joinID makes the ID of a resource: namespace/name, or the name alone when the kind has no namespace.
func joinID(namespace, name string) string {
	if namespace == "" {
		return name
	}
	return namespace + "/" + name
}

// splitID is the reverse of joinID.
func splitID(id string) (namespace, name string) {
	namespace, name, ok := strings.Cut(id, "/")
	if !ok {
		return "", id
	}
	return namespace, name
}
