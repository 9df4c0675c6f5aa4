package children_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const sdkModule = "github.com/pulumi/pulumi-kubernetes/sdk/v4"

// sdk is the source of the Kubernetes SDK, read and never compiled.
type sdk struct {
	dir   string
	files map[string]*ast.File
}

// goCommand runs the go command in a folder and returns what it prints.
func goCommand(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err, "go %v", args)
	return strings.TrimSpace(string(out))
}

func newSDK(t *testing.T) *sdk {
	t.Helper()
	return &sdk{dir: goCommand(t, ".", "list", "-m", "-f", "{{.Dir}}", sdkModule), files: map[string]*ast.File{}}
}

// goType is a type expression with the file it stands in.
type goType struct {
	expr ast.Expr
	file *ast.File
	dir  string
}

// parse reads a file of the SDK, once.
func (s *sdk) parse(path string) (*ast.File, error) {
	if f, ok := s.files[path]; ok {
		return f, nil
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	s.files[path] = f
	return f, err
}

// arguments returns the struct of plain arguments whose constructor registers a token.
func (s *sdk) arguments(pulumiToken string) (goType, error) {
	_, member, _ := strings.Cut(pulumiToken, ":")
	module, kind, _ := strings.Cut(member, ":")
	group, version, _ := strings.Cut(module, "/")
	group, _, _ = strings.Cut(group, ".")
	dir := filepath.Join(s.dir, "go", "kubernetes", group, version)
	lower := strings.ToLower(kind[:1]) + kind[1:]
	path := filepath.Join(dir, lower+".go")
	f, err := s.parse(path)
	if err != nil {
		return goType{}, err
	}
	if !registers(f, "New"+kind, pulumiToken) {
		return goType{}, fmt.Errorf("New%s registers another type than %s", kind, pulumiToken)
	}
	return s.named(dir, f, lower+"Args")
}

// registers reports whether a function calls ctx.RegisterResource with a token.
func registers(f *ast.File, function, pulumiToken string) bool {
	found := false
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Recv != nil || fn.Name.Name != function {
			continue
		}
		ast.Inspect(fn, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			callee, ok := call.Fun.(*ast.SelectorExpr)
			literal, isLiteral := call.Args[0].(*ast.BasicLit)
			found = found || ok && isLiteral && callee.Sel.Name == "RegisterResource" && literal.Value == strconv.Quote(pulumiToken)
			return true
		})
	}
	return found
}

// named looks a type up in a file, or else in the file that holds the types of a package.
func (s *sdk) named(dir string, f *ast.File, name string) (goType, error) {
	types, err := s.parse(filepath.Join(dir, "pulumiTypes.go"))
	if err != nil {
		return goType{}, err
	}
	for _, f := range []*ast.File{f, types} {
		if f == nil {
			continue
		}
		for _, d := range f.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.TYPE {
				continue
			}
			for _, spec := range decl.Specs {
				if t := spec.(*ast.TypeSpec); t.Name.Name == name {
					return goType{t.Type, f, dir}, nil
				}
			}
		}
	}
	return goType{}, fmt.Errorf("no type %s in %s", name, dir)
}

// imported looks a type up in a package that a file imports.
func (s *sdk) imported(t goType, sel *ast.SelectorExpr) (goType, error) {
	alias := sel.X.(*ast.Ident).Name
	for _, i := range t.file.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		if i.Name != nil && i.Name.Name == alias {
			return s.named(filepath.Join(s.dir, strings.TrimPrefix(path, sdkModule+"/")), nil, sel.Sel.Name)
		}
	}
	return goType{}, fmt.Errorf("no import %s", alias)
}

// field returns the type of the field with a property name.
func (t goType) field(name string) (goType, bool) {
	structure, ok := t.expr.(*ast.StructType)
	if !ok {
		return goType{}, false
	}
	for _, f := range structure.Fields.List {
		if f.Tag == nil {
			continue
		}
		tag, _ := strconv.Unquote(f.Tag.Value)
		if reflect.StructTag(tag).Get("pulumi") == name {
			return goType{f.Type, t.file, t.dir}, true
		}
	}
	return goType{}, false
}
