package istioapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/istioapi"
)

// The data is about the very descriptors that are linked in, and about the releases that are installed.
func TestSinceFitsTheAPI(t *testing.T) {
	since := istioapi.ReadSince()
	assert.Len(t, since.Modules, len(istio.Releases), "one module for each release")
	require.NotEmpty(t, since.Minor)
	for name, minor := range since.Minor {
		_, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(name))
		assert.NoError(t, err, "%s is in the API", name)
		assert.Greater(t, minor, istio.Releases[len(istio.Releases)-1].Minor, name)
	}
}

// Every name of a hand-written table is one of the API's, and its field is deprecated.
func TestSuccessorsFitTheAPI(t *testing.T) {
	for name, successor := range istioapi.Successors() {
		d, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
		if !assert.NoError(t, err, "%s is in the API", name) {
			continue
		}
		options, ok := d.Options().(*descriptorpb.FieldOptions)
		assert.True(t, ok && options.GetDeprecated(), "%s is deprecated", name)
		assert.NotEmpty(t, successor)
	}
	for name := range istioapi.ZeroAllowed() {
		_, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
		assert.NoError(t, err, "%s is in the API", name)
	}
}
