package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/format"
	"slices"
	"strconv"
	"strings"
)

// Language is one that programs are written in.
type Language string

// The languages.
const (
	TypeScript Language = "typescript"
	Python     Language = "python"
	Go         Language = "go"
	YAML       Language = "yaml"
)

// programs writes the main file of a program in each language.
func programs(r *Result) (map[Language]string, error) {
	out := map[Language]string{
		TypeScript: typeScript(r),
		Python:     python(r),
	}
	source, err := format.Source([]byte(golang(r)))
	if err != nil {
		return nil, fmt.Errorf("format the program in Go: %w", err)
	}
	out[Go] = string(source)
	out[YAML], err = yamlProgram(r)
	return out, err
}

// expression is a value as text, on one line where it fits.
type expression struct {
	// open is all of it, or what stands before its items; close is what stands behind them.
	open, close string
	items       []expression
	// pad stands inside of both, on one line.
	pad string
	// tall is never put on one line.
	tall bool
}

func leaf(text string) expression { return expression{open: text} }

func (e expression) flat() string {
	parts := make([]string, len(e.items))
	for i, item := range e.items {
		parts[i] = item.flat()
	}
	if len(parts) == 0 {
		return e.open + e.close
	}
	return e.open + e.pad + strings.Join(parts, ", ") + e.pad + e.close
}

func (e expression) isTall() bool { return e.tall || slices.ContainsFunc(e.items, expression.isTall) }

// widest is the longest line, where a value can be broken.
const widest = 100

// write writes the value, whose first line begins behind the indent.
func (e expression) write(b *strings.Builder, indent, step string) {
	if flat := e.flat(); len(e.items) == 0 || !e.isTall() && len(indent)+len(flat) < widest {
		b.WriteString(flat)
		return
	}
	b.WriteString(e.open + "\n")
	for _, item := range e.items {
		b.WriteString(indent + step)
		item.write(b, indent+step, step)
		b.WriteString(",\n")
	}
	b.WriteString(indent + e.close)
}

// prefixed puts the name of a field before its value.
func (e expression) prefixed(name string) expression {
	e.open = name + e.open
	return e
}

// ordered lists the keys of a map as a reader expects them.
func ordered(m map[string]any) []string {
	rank := func(key string) int {
		if i := slices.Index(order, key); i >= 0 {
			return i
		}
		return slices.Index(order, others)
	}
	keys := sortedKeys(m)
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return keys
}

// quoted is a text in double quotes, as JSON, TypeScript and Python have it.
func quoted(s string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a text can't fail
	return strings.TrimSuffix(b.String(), "\n")
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// metadata is that of a patch.
func (p Patch) metadata() map[string]any {
	out := map[string]any{
		"name": p.Name,
		// Helm holds the fields; without force the API server refuses to hand them over.
		"annotations": map[string]any{"pulumi.com/patchForce": "true"},
	}
	if p.Namespace != "" {
		out["namespace"] = p.Namespace
	}
	return out
}

// resource is the name of a patch among the program's resources.
func (p Patch) resource() string { return strings.ToLower(p.Kind) + "-" + p.Name }

// comments are the lines that a program begins with: what somebody has to decide.
func comments(r *Result, mark string) string {
	var b strings.Builder
	told := ""
	for _, e := range r.Report {
		if e.Outcome != Manual || e.Message == told {
			continue // fields side by side mostly share their lot
		}
		told = e.Message
		at := e.Path
		if at == "" {
			at = "document " + strconv.Itoa(e.Document)
		}
		words := strings.Fields(fmt.Sprintf("TODO %s (line %d): %s.", at, e.Line, e.Message))
		line := mark
		for _, word := range words {
			if len(line)+1+len(word) > widest && line != mark {
				b.WriteString(line + "\n")
				line = mark + "  "
			}
			line += " " + word
		}
		b.WriteString(line + "\n")
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	return b.String()
}
