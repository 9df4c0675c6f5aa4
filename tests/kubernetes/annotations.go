package kubernetes

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// The annotations by which a program steers the provider.
const (
	autonamed           = "pulumi.com/autonamed"
	skipAwait           = "pulumi.com/skipAwait"
	waitFor             = "pulumi.com/waitFor"
	timeoutSeconds      = "pulumi.com/timeoutSeconds"
	patchForce          = "pulumi.com/patchForce"
	patchFieldManager   = "pulumi.com/patchFieldManager"
	deletionPropagation = "pulumi.com/deletionPropagationPolicy"
)

// defaultTimeout bounds every wait that sets no time of its own.
const defaultTimeout = 10 * time.Minute

// says reports whether an annotation is "true".
func says(obj *unstructured.Unstructured, annotation string) bool {
	return obj.GetAnnotations()[annotation] == "true"
}

// timeout returns how long to wait for obj: the resource's customTimeouts, then its annotation, then the default.
func timeout(customSeconds float64, obj *unstructured.Unstructured) time.Duration {
	if customSeconds != 0 {
		return time.Duration(customSeconds * float64(time.Second))
	}
	if n, err := strconv.Atoi(obj.GetAnnotations()[timeoutSeconds]); err == nil {
		return time.Duration(n) * time.Second
	}
	return defaultTimeout
}

// propagation returns what becomes of an object's dependents when it is deleted.
func propagation(obj *unstructured.Unstructured) metav1.DeletionPropagation {
	switch strings.ToLower(obj.GetAnnotations()[deletionPropagation]) {
	case "orphan":
		return metav1.DeletePropagationOrphan
	case "background":
		return metav1.DeletePropagationBackground
	default:
		return metav1.DeletePropagationForeground
	}
}

// isNamed says whether the program names the object, even if the name isn't known yet.
func isNamed(obj *unstructured.Unstructured, props resource.PropertyMap) bool {
	return obj.GetName() != "" || metadataUnknown(props, "name")
}

// generatesName says whether the program leaves the name to the API server.
func generatesName(obj *unstructured.Unstructured, props resource.PropertyMap) bool {
	return !isNamed(obj, props) && (obj.GetGenerateName() != "" || metadataUnknown(props, "generateName"))
}

func metadataUnknown(props resource.PropertyMap, key resource.PropertyKey) bool {
	metadata := props["metadata"]
	return metadata.IsObject() && metadata.ObjectValue()[key].IsComputed()
}

// nameIt gives an object without a name a unique one made from the resource's name.
func nameIt(
	obj *unstructured.Unstructured, props resource.PropertyMap, urn resource.URN, req *pulumirpc.CheckRequest,
) error {
	if isNamed(obj, props) || generatesName(obj, props) {
		return nil
	}
	name, err := resource.NewUniqueName(req.GetRandomSeed(), urn.Name()+"-", 0, 0, nil)
	if err != nil {
		return err
	}
	if engine := req.GetAutonaming(); engine != nil {
		if engine.GetMode() == pulumirpc.CheckRequest_AutonamingOptions_DISABLE {
			return errors.New("autonaming is disabled, resource requires the .metadata.name field to be set")
		}
		name = engine.GetProposedName()
	}
	obj.SetName(name)
	markAutonamed(obj)
	return nil
}

// keepName gives an object without a name the one that an earlier update made up.
func keepName(obj, old *unstructured.Unstructured, props resource.PropertyMap) {
	if isNamed(obj, props) || !says(old, autonamed) {
		return
	}
	obj.SetName(old.GetName())
	markAutonamed(obj)
}

// markAutonamed records in the object that its name was made up. Where metadata isn't known yet there is no place for
// the mark.
func markAutonamed(obj *unstructured.Unstructured) {
	metadata, ok := obj.Object["metadata"].(map[string]any)
	if !ok {
		return
	}
	if metadata["annotations"] == nil {
		metadata["annotations"] = map[string]any{}
	}
	if annotations, ok := metadata["annotations"].(map[string]any); ok {
		annotations[autonamed] = "true"
	}
}
