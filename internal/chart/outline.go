package chart

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
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
	mark    = "  " + markKey + ": crd-"
	markKey = "meshstackOutline"
	markEnd = "-end"
)

// specs are what the marks of a chart stand for, by their numbers.
type specs []string

// outline returns the chart with the CRDs of its files outlined, and what the marks stand for; nil if there is nothing to
// outline, or if a template might look at more than the CRDs' heads.
func outline(c *helmchart.Chart) (*helmchart.Chart, specs) {
	var left specs
	files := slices.Clone(c.Files)
	for i, f := range files {
		if len(f.Data) < outlineFrom || !c.IsRoot() || !onlyHeads(c.Templates, f.Name) {
			continue
		}
		text, more, ok := withoutSpecs(string(f.Data), len(left))
		if ok {
			files[i] = &helmchart.File{Name: f.Name, Data: []byte(text)}
			left = append(left, more...)
		}
	}
	if left == nil {
		return c, nil
	}
	out := *c
	out.Files = files
	return &out, left
}

// specKey stands before a spec, and so before its mark.
const specKey = "\nspec:\n"

// withoutSpecs puts marks for the specs of a file of CRDs, numbered from first, and returns what they stand for. It says no
// to a file with anything else in it, and to what isn't written in the usual lines.
func withoutSpecs(text string, first int) (string, specs, bool) {
	const cut = "\n---"
	var out strings.Builder
	var left specs
	for more := true; more; {
		var part string
		if part, text, more = strings.Cut(text, cut); !withoutSpec(&out, part, first+len(left), &left) {
			return "", nil, false
		}
		if more {
			out.WriteString(cut)
		}
	}
	return out.String(), left, true
}

// withoutSpec writes a document with a mark for its spec, which is left out.
func withoutSpec(out *strings.Builder, part string, number int, left *specs) bool {
	if strings.TrimSpace(part) == "" || onlyComments(part) {
		out.WriteString(part)
		return true
	}
	head, spec, found := strings.Cut(part, specKey)
	if _, _, isCRD := crdHead(head); !found || !isCRD || !strings.HasPrefix(spec, "  ") {
		return false
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
	body := strings.TrimRight(spec[:end], " \t\r\n") // the blanks at the end are the file's: they go with its documents'
	*left = append(*left, body)
	fmt.Fprintf(out, "%s%s%s%d%s%s", head, specKey, mark, number, markEnd, spec[len(body):])
	return true
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

// inPlace reports whether every mark in rendered files is where it was put.
func (s specs) inPlace(files map[string]string) bool {
	for _, text := range files {
		for {
			before, _, after, ok := s.next(text)
			if strings.Contains(before, markKey) {
				return false
			}
			if !ok {
				break
			}
			text = after
		}
	}
	return true
}

// next cuts a text around its first mark that is in its place, and returns what the mark stands for. Without one, all of the
// text is before.
func (s specs) next(text string) (before, spec, after string, ok bool) {
	before, after, ok = strings.Cut(text, specKey+mark)
	if !ok {
		return text, "", "", false
	}
	number, after, _ := strings.Cut(after, markEnd)
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(s) {
		return text, "", "", false
	}
	return before, s[i], after, true
}

// fillIn puts the specs back into a document.
func (s specs) fillIn(text string) []byte {
	var out []byte
	for {
		before, spec, after, ok := s.next(text)
		if !ok {
			return append(out, text...)
		}
		out = slices.Grow(out, len(before)+len(specKey)+len(spec)+len(after))
		out = append(append(append(out, before...), specKey...), spec...)
		text = after
	}
}
