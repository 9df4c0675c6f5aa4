package kubernetes

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/structpb"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// The keys that the state of an object has beside the fields of the object itself.
const (
	inputsKey       = "__inputs"
	fieldManagerKey = "__fieldManager"
	apiVersionKey   = "__initialApiVersion"
)

// checkpoint makes the state of an object: its live fields, so that programs can use them as outputs, and the inputs
// and the field manager, which Diff, Update and Delete need. What is secret in from stays secret.
func checkpoint(
	inputs, live *unstructured.Unstructured, from resource.PropertyMap, apiVersion, manager string,
) resource.PropertyMap {
	object, ins := toProperties(live.Object), toProperties(inputs.Object)
	markSecrets(object, from)
	markSecrets(ins, from)
	object[inputsKey] = resource.NewObjectProperty(ins)
	object[apiVersionKey] = resource.NewStringProperty(apiVersion)
	object[fieldManagerKey] = resource.NewStringProperty(manager)
	return object
}

// readCheckpoint splits a state into the old inputs and the old live object, both without secret marks.
func readCheckpoint(state resource.PropertyMap) (inputs, live *unstructured.Unstructured) {
	live = toObject(state)
	old, _ := live.Object[inputsKey].(map[string]any)
	if old == nil {
		old = map[string]any{}
	}
	delete(live.Object, inputsKey)
	return &unstructured.Unstructured{Object: old}, live
}

// firstAPIVersion returns the apiVersion that a resource was created with.
func firstAPIVersion(state resource.PropertyMap, inputs *unstructured.Unstructured) string {
	if v, ok := state[apiVersionKey]; ok && v.IsString() {
		return v.StringValue()
	}
	return inputs.GetAPIVersion()
}

// initFailed tells the engine that a resource exists but isn't well: the engine records the state together with the
// error, and the next update calls Update even when no input changed.
func initFailed(id string, err error, state, inputs *structpb.Struct) error {
	return rpcerror.WithDetails(rpcerror.New(codes.Unknown, err.Error()), &pulumirpc.ErrorResourceInitFailed{
		Id: id, Properties: state, Reasons: []string{err.Error()}, Inputs: inputs,
	})
}
