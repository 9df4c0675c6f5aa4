package chart

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	helmchart "helm.sh/helm/v3/pkg/chart"
)

// Istio's base keeps 700 KB of CRDs in a file, and its template parses and prints each of them twice over, to set labels:
// nine tenths of the time that a mesh takes to render. No template looks at what a CRD specifies. So the engine gets the
// CRDs of such a file without their specs, each with a mark in its place, and puts them back into what it has rendered.

const (
	// outlineFrom is the size in bytes from which a file is worth it.
	outlineFrom = 32 << 10
	// mark stands in for the lines of a spec. Only where it follows the key at the left edge it's filled in.
	mark    = "  " + markKey + ": "
	markKey = "meshstackOutline"
)

// outline returns the chart with the CRDs of its files outlined, and what fills in the marks; nil if there is nothing to
// outline, or if a template might look at more than the CRDs' heads.
func outline(c *helmchart.Chart) (*helmchart.Chart, *strings.Replacer) {
	var pairs []string
	files := slices.Clone(c.Files)
	for i, f := range files {
		if len(f.Data) < outlineFrom || !c.IsRoot() || !onlyHeads(c.Templates, f.Name) {
			continue
		}
		text, more, ok := withoutSpecs(string(f.Data), len(pairs)/2)
		if ok {
			files[i] = &helmchart.File{Name: f.Name, Data: []byte(text)}
			pairs = append(pairs, more...)
		}
	}
	if pairs == nil {
		return c, nil
	}
	out := *c
	out.Files = files
	return &out, strings.NewReplacer(pairs...)
}

// withoutSpecs puts marks for the specs of a file of CRDs, numbered from first, and returns each mark with what it stands
// for. It says no to a file with anything else in it, and to what isn't written in the usual lines.
func withoutSpecs(text string, first int) (string, []string, bool) {
	var out strings.Builder
	var pairs []string
	for i, part := range strings.Split("\n"+text, "\n---") {
		if i > 0 {
			out.WriteString("\n---")
		}
		if strings.TrimSpace(part) == "" || onlyComments(part) {
			out.WriteString(part)
			continue
		}
		const key = "\nspec:\n"
		head, spec, found := strings.Cut(part, key)
		if _, _, isCRD := crdHead(head); !found || !isCRD || !strings.HasPrefix(spec, "  ") {
			return "", nil, false
		}
		end := len(spec)
		for at := 0; at < len(spec); {
			line, _, _ := strings.Cut(spec[at:], "\n")
			if line != "" && line[0] != ' ' && line[0] != '#' && line[0] != '-' {
				end = at
				break
			}
			at += len(line) + 1
		}
		body, tail := strings.TrimRight(spec[:end], "\n"), spec[end:]
		stand := fmt.Sprintf("%scrd-%d-end", mark, first+len(pairs)/2)
		pairs = append(pairs, key+stand, key+body)
		out.WriteString(head + key + stand + "\n" + tail)
	}
	return strings.TrimPrefix(out.String(), "\n"), pairs, true
}

func onlyComments(text string) bool {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

var (
	fileAccess = regexp.MustCompile(`\.Files\b(?:\.Get \(?(?:printf )?"([^"%]*)(%?))?`)
	quoted     = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`")
	variable   = regexp.MustCompile(`\$[A-Za-z0-9_]*`)
	words      = regexp.MustCompile(`\.?[A-Za-z_][A-Za-z0-9_]*`)
)

// harmless are the functions and words of a template that leave the text of a spec as it is, or take it as a whole.
var harmless = strings.Fields("if else end range with define template include not and or eq ne has dict list get set index " +
	"default fromYaml toYaml splitList true false nil")

// onlyHeads reports whether each template that may read a file leaves the specs in it alone.
func onlyHeads(templates []*helmchart.File, name string) bool {
	for _, t := range templates {
		if mayRead(string(t.Data), name) && !leavesSpecs(string(t.Data)) {
			return false
		}
	}
	return true
}

// mayRead reports whether a template gets at a file, as far as the name that it writes tells.
func mayRead(template, name string) bool {
	for _, found := range fileAccess.FindAllStringSubmatch(template, -1) {
		start, isPattern := found[1], found[2] != ""
		if start == path.Clean(name) || start == "" || (isPattern && strings.HasPrefix(name, start)) {
			return true
		}
	}
	return false
}

// leavesSpecs reports whether a template does nothing but what is harmless.
func leavesSpecs(template string) bool {
	for rest := template; ; {
		_, after, found := strings.Cut(rest, "{{")
		if !found {
			return true
		}
		var code string
		code, rest, _ = strings.Cut(after, "}}")
		for _, text := range quoted.FindAllString(code, -1) {
			if strings.Contains(text, "spec") {
				return false
			}
		}
		code = variable.ReplaceAllString(quoted.ReplaceAllString(code, " "), "")
		for _, word := range words.FindAllString(code, -1) {
			if word == ".spec" || (word[0] != '.' && !slices.Contains(harmless, word)) {
				return false
			}
		}
	}
}

// fillIn puts the specs back. It reports whether every mark was where it was put.
func fillIn(files map[string]string, specs *strings.Replacer) bool {
	for name, text := range files {
		if strings.Contains(text, mark) {
			files[name] = specs.Replace(text)
		}
		if strings.Contains(files[name], markKey) {
			return false
		}
	}
	return true
}
