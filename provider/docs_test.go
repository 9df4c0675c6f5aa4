package provider

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/components"
)

var update = flag.Bool("update", false, "write the tables of arguments in docs/*.md from schema.json")

const (
	docsFolder  = "../docs"
	tokenPrefix = "meshstack:index:"
	typePrefix  = "#/types/" + tokenPrefix
)

// tableBlock is a table of arguments in a page. Its subjects are arguments of MeshStack (`platform, cni`), another component
// (`Gateway`, or `Gateway without gateways` for what it has besides), or a type (`Resources`, `Size`).
var tableBlock = regexp.MustCompile(`(?s)<!-- arguments: ([\w ,.]+) -->\n(.*?)<!-- end -->`)

func subjects(block string) []string {
	subjects, _, _ := strings.Cut(block, " without ")
	return strings.Split(subjects, ", ")
}

// docs is what the pages are compared with.
type docs struct {
	schema.PackageSpec
	pages map[string]string
	// tables holds the pages of each subject.
	tables map[string][]string
}

func readDocs(t *testing.T) *docs {
	t.Helper()
	d := &docs{PackageSpec: readSchema(t), pages: map[string]string{}, tables: map[string][]string{}}
	files, err := filepath.Glob(filepath.Join(docsFolder, "*.md"))
	require.NoError(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		page := filepath.Base(file)
		d.pages[page] = string(content)
		for _, block := range tableBlock.FindAllStringSubmatch(string(content), -1) {
			for _, subject := range subjects(block[1]) {
				d.tables[subject] = append(d.tables[subject], page)
			}
		}
	}
	require.NotEmpty(t, d.tables)
	return d
}

// pagesWith lists the pages that hold a text.
func (d *docs) pagesWith(text string) []string {
	var out []string
	for page, content := range d.pages {
		if strings.Contains(content, text) {
			out = append(out, page)
		}
	}
	return out
}

// mesh returns the arguments of MeshStack.
func (d *docs) mesh() schema.ResourceSpec { return d.Resources[components.MeshStackType] }

// typeOf returns the type of the package that a property holds, itself or as the items of a list, with its short name.
func (d *docs) typeOf(t schema.TypeSpec) (name string, spec schema.ComplexTypeSpec, ok bool) {
	if t.Items != nil {
		return d.typeOf(*t.Items)
	}
	name, ok = strings.CutPrefix(t.Ref, typePrefix)
	if !ok {
		return "", spec, false
	}
	spec, ok = d.Types[tokenPrefix+name]
	return name, spec, ok
}

// row is a line of a table.
type row struct{ name, kind, byDefault, meaning string }

func (r row) String() string {
	return "| " + strings.Join([]string{"`" + r.name + "`", r.kind, r.byDefault, r.meaning}, " | ") + " |"
}

// table writes what stands between the comments.
func (d *docs) table(block string) (string, error) {
	_, beside, _ := strings.Cut(block, " without ")
	var rows []row
	for _, subject := range subjects(block) {
		_, spec, isType := d.typeOf(schema.TypeSpec{Ref: typePrefix + subject})
		argument, isArgument := d.mesh().InputProperties[subject]
		component, isComponent := d.Resources[tokenPrefix+subject]
		switch {
		case isArgument:
			rows = append(rows, d.rows(subject, argument, false)...)
		case isComponent:
			rows = append(rows, d.all("", d.without(component.InputProperties, beside), component.RequiredInputs)...)
		case isType && len(spec.Enum) > 0:
			return enumTable(spec), nil
		case isType:
			rows = append(rows, d.all("", spec.Properties, spec.Required)...)
		default:
			return "", fmt.Errorf("%q is neither an argument of MeshStack, nor a component, nor a type", subject)
		}
	}
	out := "| argument | kind | default | meaning |\n|---|---|---|---|\n"
	for _, r := range rows {
		out += r.String() + "\n"
	}
	return out, nil
}

// without leaves out the properties that an argument of MeshStack has with the same words.
func (d *docs) without(properties map[string]schema.PropertySpec, argument string) map[string]schema.PropertySpec {
	other := d.mesh().InputProperties
	for _, name := range strings.Split(argument, ".") {
		_, spec, _ := d.typeOf(other[name].TypeSpec)
		other = spec.Properties
	}
	out := map[string]schema.PropertySpec{}
	for name, p := range properties {
		if other[name].Description != p.Description {
			out[name] = p
		}
	}
	return out
}

func enumTable(spec schema.ComplexTypeSpec) string {
	out := "| value | meaning |\n|---|---|\n"
	for _, e := range spec.Enum {
		out += fmt.Sprintf("| `%v` | %s |\n", e.Value, cell(e.Description))
	}
	return out
}

// all writes the properties of an object: those that are required first, then by name.
func (d *docs) all(prefix string, properties map[string]schema.PropertySpec, required []string) []row {
	var names, optional []string
	for name := range properties {
		if slices.Contains(required, name) {
			names = append(names, name)
		} else {
			optional = append(optional, name)
		}
	}
	slices.Sort(names)
	slices.Sort(optional)
	var out []row
	for _, name := range append(names, optional...) {
		out = append(out, d.rows(prefix+name, properties[name], slices.Contains(required, name))...)
	}
	return out
}

// rows writes a property, and below it those of its type, unless that type has a table of its own somewhere.
func (d *docs) rows(name string, p schema.PropertySpec, required bool) []row {
	byDefault, meaning := splitDefault(p.Description)
	if required {
		byDefault = "required"
	}
	own := row{name, d.kindInWords(p.TypeSpec), byDefault, meaning}
	typeName, spec, ok := d.typeOf(p.TypeSpec)
	if !ok {
		return []row{own}
	}
	if pages := d.tables[typeName]; len(pages) > 0 {
		own.meaning += fmt.Sprintf(" See [`%s`](%s#%s).", typeName, pages[0], strings.ToLower(typeName))
		return []row{own}
	}
	if len(spec.Enum) > 0 {
		own.meaning += choices(p.Description, spec.Enum)
		return []row{own}
	}
	prefix := name + "."
	if p.Items != nil {
		prefix = name + "[]."
	}
	return append([]row{own}, d.all(prefix, spec.Properties, spec.Required)...)
}

// choices lists the values of an enum, unless the description has them all.
func choices(description string, values []schema.EnumValueSpec) string {
	var texts []string
	told := true
	for _, v := range values {
		text := fmt.Sprintf("`%v`", v.Value)
		told = told && strings.Contains(description, text)
		texts = append(texts, text)
	}
	if told {
		return ""
	}
	return " One of " + strings.Join(texts, ", ") + "."
}

var markedDefault = regexp.MustCompile("(`[^`]+`) \\(default\\)")

// splitDefault takes the sentence that begins with "Default:" out of a description. A default that is marked in a list of
// values, "`a` (default) or `b`", stays there too.
func splitDefault(description string) (byDefault, meaning string) {
	before, rest, ok := strings.Cut(description, "Default: ")
	if !ok {
		if marked := markedDefault.FindStringSubmatch(description); marked != nil {
			byDefault = marked[1]
		}
		return byDefault, cell(description)
	}
	byDefault, after, _ := strings.Cut(rest, ". ")
	return cell(strings.TrimSuffix(byDefault, ".")), cell(strings.TrimSpace(before) + " " + after)
}

// cell makes a text fit for a table.
func cell(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "|", `\|`).Replace(text))
}

// kindInWords tells whether a property takes outputs, and what it holds.
func (d *docs) kindInWords(t schema.TypeSpec) string {
	kind := "output "
	if t.Plain {
		kind = "plain "
	}
	_, spec, ours := d.typeOf(t)
	switch {
	case t.Items != nil:
		return kind + "list"
	case t.Type == "object":
		return kind + "map"
	case ours && len(spec.Enum) > 0:
		return kind + spec.Type
	case ours:
		return kind + "object"
	}
	return kind + t.Type
}

// TestArgumentTables compares every table with the schema, and with -update writes it.
func TestArgumentTables(t *testing.T) {
	d := readDocs(t)
	for page, content := range d.pages {
		written := tableBlock.ReplaceAllStringFunc(content, func(block string) string {
			subject := tableBlock.FindStringSubmatch(block)[1]
			table, err := d.table(subject)
			require.NoError(t, err, page)
			return "<!-- arguments: " + subject + " -->\n" + table + "<!-- end -->"
		})
		if *update && written != content {
			require.NoError(t, os.WriteFile(filepath.Join(docsFolder, page), []byte(written), 0o644))
			continue
		}
		assert.Equal(t, strings.Split(written, "\n"), strings.Split(content, "\n"),
			"%s: run `make generate` and `go test ./provider -update`, and read the difference", page)
	}
}

// TestEveryArgumentIsOnOnePage makes sure that a new argument gets its words, and no argument two tables that disagree.
func TestEveryArgumentIsOnOnePage(t *testing.T) {
	d := readDocs(t)
	for name := range d.mesh().InputProperties {
		assert.Len(t, d.tables[name], 1, "one page has the table `<!-- arguments: %s -->`", name)
	}
	for token, r := range d.Resources {
		name := strings.TrimPrefix(token, tokenPrefix)
		switch {
		case token == components.MeshStackType:
		case len(r.InputProperties) == 0: // a table would be empty
			assert.NotEmpty(t, d.pagesWith("`"+name+"`"), "a page tells of the resource %s", name)
		default:
			assert.Len(t, d.tables[name], 1, "one page has the table `<!-- arguments: %s -->`", name)
		}
	}
	for subject, pages := range d.tables {
		assert.Len(t, pages, 1, "%s has one table", subject)
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile("(?m)^#+ (.*)$")
	noWord  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors are the places of a page that a link can name, as GitHub makes them of headings.
func anchors(content string) []string {
	var out []string
	for _, h := range heading.FindAllStringSubmatch(content, -1) {
		out = append(out, strings.ReplaceAll(noWord.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-"))
	}
	return out
}

// TestLinks follows every link from a page, and from the README, to a place of this checkout.
func TestLinks(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(docsFolder, "*.md"))
	require.NoError(t, err)
	for _, page := range append(pages, "../README.md", "../CONTRIBUTING.md", "../CHANGELOG.md") {
		content, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, found := range link.FindAllStringSubmatch(string(content), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			file, anchor, _ := strings.Cut(found[1], "#")
			target := filepath.Join(filepath.Dir(page), file)
			if file == "" {
				target = page
			}
			_, err := os.Stat(target)
			if !assert.NoError(t, err, "%s links to %s", page, found[1]) || anchor == "" {
				continue
			}
			there, err := os.ReadFile(target)
			require.NoError(t, err)
			assert.Contains(t, anchors(string(there)), anchor, "%s links to %s", page, found[1])
		}
	}
}

// TestEveryPageIsListed makes sure that a reader who begins at the first page finds every other.
func TestEveryPageIsListed(t *testing.T) {
	d := readDocs(t)
	for page := range d.pages {
		if page != "_index.md" {
			assert.Contains(t, d.pages["_index.md"], "]("+page+")")
		}
	}
}
