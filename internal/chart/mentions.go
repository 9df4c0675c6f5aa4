package chart

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	helmchart "helm.sh/helm/v3/pkg/chart"
)

// mentions are the keys of the values that templates read.
type mentions struct {
	// paths are those that are read as .Values.a.b: "a" and "a.b".
	paths map[string]bool
	// whole are the paths at which a template takes what there is with everything below.
	whole map[string]bool
	// names are the keys that are read by some other way (`with`, `range`, index "a"), which doesn't tell where they stand.
	names map[string]bool
	// seen are the actions that were read: charts repeat them.
	seen map[string]bool
}

var (
	valuesChain = regexp.MustCompile(`\(?\$?\.Values\)?((?:\)?\.[A-Za-z_][A-Za-z0-9_]*)*)`)
	someName    = regexp.MustCompile("[.\"`]([A-Za-z_][A-Za-z0-9_-]*)")
	onlyTests   = regexp.MustCompile(`^(?:else )?if |^not `)
)

// readTemplates collects what the templates of a chart read, with those in its files, which Istio's charts hand on.
func readTemplates(c *helmchart.Chart) *mentions {
	m := &mentions{paths: map[string]bool{}, whole: map[string]bool{}, names: map[string]bool{}, seen: map[string]bool{}}
	for _, f := range c.Templates {
		m.read(f.Data)
	}
	for _, f := range c.Files {
		switch path.Ext(f.Name) {
		case ".yaml", ".yml", ".tpl", ".json", ".txt":
			m.read(f.Data)
		}
	}
	return m
}

func (m *mentions) read(text []byte) {
	if !bytes.Contains(text, []byte("{{")) {
		return
	}
	rest := string(text)
	for {
		_, after, found := strings.Cut(rest, "{{")
		if !found {
			return
		}
		var code string
		code, rest, _ = strings.Cut(after, "}}")
		if code = strings.Trim(code, "- \t\r\n"); !m.seen[code] && !strings.HasPrefix(code, "/*") {
			m.seen[code] = true
			m.action(code)
		}
	}
}

// action collects what is between two pairs of braces.
func (m *mentions) action(code string) {
	whole := !onlyTests.MatchString(code)
	rest := valuesChain.ReplaceAllStringFunc(code, func(chain string) string {
		keys := strings.ReplaceAll(strings.ReplaceAll(chain, ")", ""), "(", "")
		_, keys, ok := strings.Cut(strings.TrimPrefix(keys, "$"), ".Values.")
		if ok {
			m.path(keys)
			if whole {
				m.whole[keys] = true
			}
		}
		return " "
	})
	for _, name := range someName.FindAllStringSubmatch(rest, -1) {
		m.names[name[1]] = true
	}
}

// path enters a path and those above it.
func (m *mentions) path(keys string) {
	for i, char := range keys {
		if char == '.' {
			m.paths[keys[:i]] = true
		}
	}
	if keys != "" {
		m.paths[keys] = true
	}
}

// below are the keys that are read right below a place, sorted.
func (m *mentions) below(place []string) []string {
	prefix := dotted(place)
	if prefix != "" {
		prefix += "."
	}
	var out []string
	for p := range m.paths {
		if rest, ok := strings.CutPrefix(p, prefix); ok && !strings.Contains(rest, ".") {
			out = append(out, rest)
		}
	}
	slices.Sort(out)
	return out
}

// dotted is a place as templates write it.
func dotted(place []string) string { return strings.Join(place, ".") }
