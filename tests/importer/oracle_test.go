package importer

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"
	"istio.io/istio/operator/pkg/apis"
	"istio.io/istio/operator/pkg/render"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/internal/importer"
	"github.com/meshstack/pulumi-meshstack/tests/istioctl"
	"github.com/meshstack/pulumi-meshstack/tests/manifests"
	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

type m = map[string]any

// input is an IstioOperator that both sides get.
type input struct {
	name string
	text []byte
	// reason says what it proves; those of istioctl's own tests have none.
	reason string
}

// istioctls are the inputs of istioctl's own tests.
func istioctls(t *testing.T) []input {
	t.Helper()
	dir, err := moduleDir("istio.io/istio")
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(dir, "operator/cmd/mesh/testdata/manifest-generate/input/*.yaml"))
	require.NoError(t, err)
	require.Greater(t, len(files), 40, "they are in the module")
	slices.Sort(files)
	var out []input
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		out = append(out, input{name: strings.TrimSuffix(filepath.Base(file), ".yaml"), text: text})
	}
	return out
}

// outcome is what the two sides make of an input.
type outcome struct {
	input
	ours, theirs error
	differences  []manifests.Difference
	// left counts fields that somebody has to decide on.
	left int
}

// outcomes are those of all inputs, made once.
var outcomes = sync.OnceValue(func() func(*testing.T) []outcome {
	var once sync.Once
	var out []outcome
	return func(t *testing.T) []outcome {
		t.Helper()
		once.Do(func() {
			standard, err := manifests.Plan(t, m{})
			require.NoError(t, err)
			for _, in := range slices.Concat(istioctls(t), seed) {
				out = append(out, run(t, in, standard.Objects))
			}
		})
		require.NotEmpty(t, out)
		return out
	}
})

// run renders an input on both sides and compares.
func run(t *testing.T, in input, standard map[string]m) outcome {
	t.Helper()
	out := outcome{input: in}
	var theirs map[string]m
	theirs, out.theirs = rendered(t, in.text)
	result, err := importer.Import(in.text, importer.Options{TargetVersion: charts.Version})
	if out.ours = err; err != nil || out.theirs != nil {
		return out
	}
	ours, err := manifests.Plan(t, result.Args)
	if !assert.NoError(t, err, "%s: the mesh takes what is imported: %v", in.name, result.Args) {
		return out
	}
	applyPatches(t, ours.Objects, result.Patches)
	require.NoError(t, manifests.Inject(ours.Objects, standard), in.name)
	require.NoError(t, manifests.Inject(theirs, standard), in.name)
	out.differences = manifests.Compare(ours.Objects, theirs)
	for _, e := range result.Report {
		if e.Outcome == importer.Manual {
			out.left++
		}
	}
	return out
}

// rendered is what istioctl makes of a file.
func rendered(t *testing.T, text []byte) (map[string]m, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "operator.yaml")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	if _, err := render.MergeInputs([]string{file}, nil, nil); err != nil {
		return nil, err
	}
	var document struct{ Spec m }
	require.NoError(t, yaml.Unmarshal(text, &document))
	if document.Spec == nil {
		document.Spec = m{}
	}
	return istioctl.Render(document.Spec, manifests.KubeVersion)
}

func found(t *testing.T) map[string][]manifests.Difference {
	t.Helper()
	out := map[string][]manifests.Difference{}
	for _, o := range outcomes()(t) {
		if o.ours == nil && o.theirs == nil {
			out[o.name] = o.differences
		}
	}
	return out
}

func TestImportsMeanWhatIstioctlMeans(t *testing.T) {
	verdict := manifests.Review(slices.Concat(always, particular), found(t))
	for _, d := range verdict.Unexplained {
		t.Errorf("%s\nNothing in reviewed_test.go or particular_test.go explains it.", d)
	}
	assert.Empty(t, strings.Join(verdict.Stale, "\n"), "these matchers match nothing: remove them")
}

// istioctlAlone are the inputs that istioctl refuses and the importer takes.
var istioctlAlone = map[string]string{
	"autoscaling_v2beta1_k8s_and_values": "Metrics as Kubernetes had them until 1.25, which istioctl read then; they mean the same today",
	"multiple_iops":                      "Two IstioOperators in a file: istioctl wants a file for each. These two agree, so they are one",
}

func TestRefusals(t *testing.T) {
	for _, o := range outcomes()(t) {
		if _, alone := istioctlAlone[o.name]; alone {
			assert.Error(t, o.theirs, o.name)
			assert.NoError(t, o.ours, o.name)
			continue
		}
		assert.Equal(t, o.theirs != nil, o.ours != nil, "%s: istioctl: %v, importer: %v", o.name, o.theirs, o.ours)
		if o.ours != nil {
			var all importer.Errors
			require.ErrorAs(t, o.ours, &all, o.name)
			assert.Positive(t, all[0].Line, "%s: %v", o.name, o.ours)
		}
	}
}

// The list of values that the importer knows has everything that istioctl knows.
func TestValuesKeys(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../internal/importer/values_keys.txt")
	require.NoError(t, err)
	known := map[string]bool{}
	for line := range strings.Lines(string(content)) {
		known[strings.TrimSpace(line)] = true
	}
	var walk func(d protoreflect.MessageDescriptor, path string, depth int)
	count := 0
	walk = func(d protoreflect.MessageDescriptor, path string, depth int) {
		for i := range d.Fields().Len() {
			f := d.Fields().Get(i)
			at := strings.TrimPrefix(path+"."+f.JSONName(), ".")
			message := f.Message()
			if message != nil && !f.IsMap() && !f.IsList() && strings.HasPrefix(string(message.FullName()), "istio.operator") &&
				message.Name() != "IntOrString" && depth < 8 && message != d {
				walk(message, at, depth+1)
				continue
			}
			count++
			assert.True(t, known[at] || known[at+".*"], "values_keys.txt lacks %s", at)
		}
	}
	walk((&apis.Values{}).ProtoReflect().Descriptor(), "", 0)
	assert.Greater(t, count, 250, fmt.Sprint("the descriptor was read: ", count))
}
