package children_test

import (
	"encoding/base64"
	"errors"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// dockerConfig is what the Secrets that the tests read hold, as Kubernetes keeps it.
var dockerConfig = base64.StdEncoding.EncodeToString([]byte(`{"auths":{"registry.example":{"auth":"dTpw"}}}`))

// readingRecorder is a recorder that also writes down what is read, and answers with a Secret.
type readingRecorder struct {
	recorder

	readMu sync.Mutex
	reads  map[string]*pulumirpc.ReadResourceRequest
	// err is the answer to each read, nil for the Secret.
	err error
}

func (r *readingRecorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	if args.ReadRPC == nil {
		return r.recorder.NewResource(args)
	}
	r.readMu.Lock()
	defer r.readMu.Unlock()
	r.reads[args.Name] = args.ReadRPC
	if r.err != nil {
		return "", nil, r.err
	}
	return args.ID, resource.NewPropertyMapFromMap(map[string]any{
		"data": map[string]any{".dockerconfigjson": dockerConfig}, "type": dockerConfigType,
	}), nil
}

const dockerConfigType = "kubernetes.io/dockerconfigjson"

// registerReading registers a plan for a recorder that answers reads.
func registerReading(r *readingRecorder, p *plan.Plan, preview bool) error {
	r.children, r.reads = map[string]child{}, map[string]*pulumirpc.ReadResourceRequest{}
	return pulumi.RunErr(func(ctx *pulumi.Context) error {
		component := &pulumi.ResourceState{}
		if err := ctx.RegisterComponentResource("test:index:Mesh", "mesh", component); err != nil {
			return err
		}
		_, err := children.Register(ctx, component, "mesh", p, children.Source{})
		return err
	}, pulumi.WithMocks("project", "stack", r), func(info *pulumi.RunInfo) { info.DryRun = preview })
}

// copies is a plan of two copies of one Secret.
func copies() *plan.Plan {
	p := plan.New()
	for _, ns := range []string{"istio-system", "edge"} {
		p.AddObject(&plan.Object{ID: "namespace-" + ns, APIVersion: "v1", Kind: "Namespace", Name: ns})
		p.AddObject(&plan.Object{
			ID: "pullsecret-" + ns, APIVersion: "v1", Kind: "Secret", Name: "mirror", Namespace: ns,
			Body: plan.Tree{"type": dockerConfigType}, CopyOf: "build", After: []string{"namespace-" + ns},
		})
	}
	return p
}

func TestCopyReadsItsSource(t *testing.T) {
	t.Parallel()
	for _, preview := range []bool{true, false} {
		r := &readingRecorder{}
		require.NoError(t, registerReading(r, copies(), preview))
		require.Len(t, r.reads, 2, "the source is read once for each copy")
		for _, ns := range []string{"istio-system", "edge"} {
			read, ok := r.reads["mesh-pullsecret-"+ns+"-source"]
			require.True(t, ok, "%s has a read of its own, as resources have one name each", ns)
			assert.Equal(t, "build/mirror", read.GetId(), "the Secret of the same name in the namespace it is copied from")
			assert.Equal(t, "kubernetes:core/v1:Secret", read.GetType())
			assert.Equal(t, componentURN, read.GetParent(), "it belongs to the component")
			assert.NotEmpty(t, read.GetPackageRef(), "without a package the engine would start another plugin")
			assert.Subset(t, read.GetAdditionalSecretOutputs(), []string{"data", "stringData", "metadata", "__inputs"},
				"the state holds nothing of it in the clear: an annotation may repeat the data")
		}
	}
}

func TestCopyIsAnOwnerAndAPatch(t *testing.T) {
	t.Parallel()
	r := &readingRecorder{}
	require.NoError(t, registerReading(r, copies(), false))
	require.Len(t, r.children, 6, "two namespaces, and for each copy the owner and the patch with its data")
	owner, patch := r.children["mesh-pullsecret-edge"], r.children["mesh-pullsecret-edge-data"]

	assert.Equal(t, "kubernetes:core/v1:Secret", owner.GetType())
	assert.Equal(t, []string{"mesh-namespace-edge"}, owner.dependsOn())
	assert.Equal(t, dockerConfigType, owner.inputs["type"].StringValue(), "a type can't be changed later, so it is there from the start")
	assert.ElementsMatch(t, []string{"data", "binaryData", "stringData"}, owner.GetIgnoreChanges(), "what the patch wrote is no change")
	assert.Equal(t, map[string]any{"name": "mirror", "namespace": "edge"}, owner.inputs["metadata"].Mappable())
	placeholder := value(t, owner, `data[".dockerconfigjson"]`)
	decoded, err := base64.StdEncoding.DecodeString(placeholder)
	require.NoError(t, err)
	assert.JSONEq(t, "{}", string(decoded), "Kubernetes refuses a Secret of this type without a JSON object in this key")

	assert.Equal(t, "kubernetes:core/v1:SecretPatch", patch.GetType())
	assert.Equal(t, []string{"mesh-namespace-edge", "mesh-pullsecret-edge", "mesh-pullsecret-edge-source"}, patch.dependsOn())
	assert.Equal(t, dockerConfig, value(t, patch, `data[".dockerconfigjson"]`), "what the source has, as it has it")
	assert.True(t, patch.inputs["data"].IsSecret(), "a copy of a secret is one")
	assert.Contains(t, patch.GetAdditionalSecretOutputs(), "data")
	assert.Equal(t, "true", value(t, patch, `metadata.annotations["pulumi.com/patchForce"]`), "the placeholder is the owner's, so it is taken by force")
	assert.NotContains(t, patch.inputs, resource.PropertyKey("type"), "what the owner has is left to it")
	assert.Empty(t, patch.GetIgnoreChanges(), "a change of the source must arrive")
}

// value returns a string among the inputs, secret or not.
func value(t *testing.T, c child, path string) string {
	t.Helper()
	parsed, err := resource.ParsePropertyPath(path)
	require.NoError(t, err)
	v := resource.NewProperty(c.inputs)
	for _, step := range parsed {
		v = bare(v).ObjectValue()[resource.PropertyKey(step.(string))]
	}
	require.True(t, bare(v).IsString(), "no string at %s of %v", path, c.inputs)
	return bare(v).StringValue()
}

func bare(v resource.PropertyValue) resource.PropertyValue {
	for v.IsSecret() {
		v = v.SecretValue().Element
	}
	return v
}

// Only a type of Secret that Kubernetes wants something of gets a placeholder, and only a placeholder is taken by force.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	for kind, c := range map[string]struct {
		reason      string
		placeholder bool
	}{
		dockerConfigType:      {"Kubernetes refuses it without its key", true},
		"Opaque":              {"anything goes", false},
		"kubernetes.io/other": {"nobody knows what it wants", false},
	} {
		p := plan.New()
		p.AddObject(&plan.Object{
			ID: "s", APIVersion: "v1", Kind: "Secret", Name: "s", Namespace: "ns",
			Body: plan.Tree{"type": kind, "data": plan.Tree{".dockerconfigjson": pulumi.ToSecret(dockerConfig)}},
		})
		got := register(t, p, children.Source{})
		_, placeholder := got["mesh-s"].at(t, "data")
		_, forced := got["mesh-s-data"].at(t, `metadata.annotations["pulumi.com/patchForce"]`)
		assert.Equal(t, c.placeholder, placeholder, "%s: %s", kind, c.reason)
		assert.Equal(t, c.placeholder, forced, "%s: %s", kind, c.reason)
	}
}

func TestCopyOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	r := &readingRecorder{err: errors.New("secrets \"mirror\" not found")}
	require.ErrorContains(t, registerReading(r, copies(), true), "not found")
	assert.NotContains(t, r.children, "mesh-pullsecret-edge-data", "nothing is made of a Secret that couldn't be read")
}

// The plan is data: registering it must not write into it, as it may be registered again.
func TestCopyLeavesThePlanAlone(t *testing.T) {
	t.Parallel()
	p := copies()
	require.NoError(t, registerReading(&readingRecorder{}, p, false))
	assert.Equal(t, copies(), p)
}
