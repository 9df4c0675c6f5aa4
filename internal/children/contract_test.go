package children_test

import (
	"fmt"
	"go/ast"
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/children"
)

// TestContractWithTheSDK registers a plan that uses everything, and looks up each token and each property name in the
// source of the Kubernetes SDK: we write them as strings, so no compiler does.
func TestContractWithTheSDK(t *testing.T) {
	t.Parallel()
	s := newSDK(t)
	checked := map[string]bool{}
	for _, source := range []children.Source{
		{Repository: "https://charts.example", Username: pulumi.String("u"), Password: pulumi.String("p"), CAFile: "/ca.pem", Keyring: "/keys.gpg"},
		{Repository: "oci://registry.example/charts"},
	} {
		for name, c := range register(t, everything(), source) {
			if strings.HasPrefix(c.GetType(), "kubernetes:networking.istio.io/") {
				continue // custom resources have no types in the SDK; see TestTokenOfCustomResources
			}
			checked[c.GetType()] = true
			args, err := s.arguments(c.GetType())
			require.NoError(t, err, "%s: the SDK must have the token %s", name, c.GetType())
			assert.NoError(t, s.fits(args, resource.NewProperty(c.inputs), name), "as the SDK has it")
		}
	}
	for _, kind := range []string{"Namespace", "NamespacePatch", "Service", "ConfigMap", "ConfigMapPatch", "Secret", "SecretPatch"} {
		assert.True(t, checked["kubernetes:core/v1:"+kind], "%s was looked at", kind)
	}
	assert.True(t, checked[children.ReleaseType], "releases were looked at")
	assert.Len(t, checked, 11, "and the three webhook configurations")
}

// fits says where a value isn't of the SDK's type.
func (s *sdk) fits(t goType, v resource.PropertyValue, path string) error {
	for v.IsSecret() {
		v = v.SecretValue().Element
	}
	switch expr := t.expr.(type) {
	case *ast.StarExpr:
		return s.fits(goType{expr.X, t.file, t.dir}, v, path)
	case *ast.InterfaceType:
		return nil
	case *ast.SelectorExpr:
		resolved, err := s.imported(t, expr)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return s.fits(resolved, v, path)
	case *ast.Ident:
		return s.fitsNamed(t, expr.Name, v, path)
	case *ast.MapType:
		return s.fitsMap(goType{expr.Value, t.file, t.dir}, v, path)
	case *ast.ArrayType:
		if !v.IsArray() {
			return fmt.Errorf("%s: a list is wanted, not %s", path, v.TypeString())
		}
		for i, e := range v.ArrayValue() {
			if err := s.fits(goType{expr.Elt, t.file, t.dir}, e, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
		return nil
	case *ast.StructType:
		return s.fitsStruct(t, v, path)
	}
	return fmt.Errorf("%s: the test doesn't know %T", path, t.expr)
}

func (s *sdk) fitsNamed(t goType, name string, v resource.PropertyValue, path string) error {
	var ok bool
	switch name {
	case "string":
		ok = v.IsString()
	case "bool":
		ok = v.IsBool()
	case "int":
		ok = v.IsNumber() && v.NumberValue() == float64(int(v.NumberValue()))
	case "float64":
		ok = v.IsNumber()
	default:
		resolved, err := s.named(t.dir, t.file, name)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return s.fits(resolved, v, path)
	}
	if !ok {
		return fmt.Errorf("%s: %s is wanted, not %s", path, name, v.TypeString())
	}
	return nil
}

func (s *sdk) fitsMap(element goType, v resource.PropertyValue, path string) error {
	if !v.IsObject() {
		return fmt.Errorf("%s: a map is wanted, not %s", path, v.TypeString())
	}
	for key, e := range v.ObjectValue() {
		if err := s.fits(element, e, path+"."+string(key)); err != nil {
			return err
		}
	}
	return nil
}

func (s *sdk) fitsStruct(t goType, v resource.PropertyValue, path string) error {
	if !v.IsObject() {
		return fmt.Errorf("%s: an object is wanted, not %s", path, v.TypeString())
	}
	for name, e := range v.ObjectValue() {
		field, ok := t.field(string(name))
		if !ok {
			return fmt.Errorf("%s: the SDK has no property %s", path, name)
		}
		if err := s.fits(field, e, path+"."+string(name)); err != nil {
			return err
		}
	}
	return nil
}

// TestContractFindsMistakes proves that the contract test would.
func TestContractFindsMistakes(t *testing.T) {
	t.Parallel()
	s := newSDK(t)
	args, err := s.arguments(children.ReleaseType)
	require.NoError(t, err)
	for reason, wrong := range map[string]map[string]any{
		"a name that doesn't exist": {"repositoryOptions": map[string]any{}},
		"a string for a number":     {"timeout": "600"},
		"a number for a string":     {"version": 1.31},
		"a fraction for an integer": {"maxHistory": 1.5},
		"a name deep inside":        {"repositoryOpts": map[string]any{"url": "x"}},
		"a map for a string":        {"chart": map[string]any{}},
	} {
		assert.Error(t, s.fits(args, resource.NewProperty(resource.NewPropertyMapFromMap(wrong)), "release"), reason)
	}
	for _, token := range []string{"kubernetes:core/v1:Nothing", "kubernetes:v1:Service", "kubernetes:core/v1:service"} {
		_, err := s.arguments(token)
		assert.Error(t, err, token)
	}
}

func TestTokenOfCustomResources(t *testing.T) {
	t.Parallel()
	s := newSDK(t)
	for file, c := range map[string]struct {
		format string
		patch  bool
		want   string
	}{
		"customResource.go":      {`"kubernetes:%s:%s"`, false, "kubernetes:networking.istio.io/v1:Sidecar"},
		"customResourcePatch.go": {`"kubernetes:%s:%sPatch"`, true, "kubernetes:networking.istio.io/v1:SidecarPatch"},
	} {
		source, err := os.ReadFile(s.dir + "/go/kubernetes/apiextensions/" + file)
		require.NoError(t, err)
		assert.Contains(t, string(source), c.format, "the form that the SDK gives to the token of a custom resource")
		assert.Equal(t, c.want, children.Token("networking.istio.io/v1", "Sidecar", c.patch))
	}
}

// TestKubernetesVersion: the SDK whose names the tests above compare is the plugin's that every child asks for.
func TestKubernetesVersion(t *testing.T) {
	t.Parallel()
	assert.Equal(t, goCommand(t, ".", "list", "-m", "-f", "{{.Version}}", sdkModule), "v"+children.KubernetesVersion)
}
