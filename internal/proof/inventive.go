package proof

import (
	"bytes"
	"slices"
	"unicode"

	helmchart "helm.sh/helm/v3/pkg/chart"
)

// invents reports whether a template function's result differs from one rendering to the next.
func invents(function []byte) bool {
	switch string(function) {
	case "uuidv4", "now", "htpasswd", "bcrypt", "encryptAES":
		return true
	}
	if made, ok := bytes.CutPrefix(function, []byte("rand")); ok {
		return len(made) > 0 && made[0] >= 'A' && made[0] <= 'Z'
	}
	made, ok := bytes.CutPrefix(function, []byte("gen"))
	return ok && slices.ContainsFunc(generated, func(what string) bool { return bytes.HasPrefix(made, []byte(what)) })
}

// generated are what functions called gen... make anew each time.
var generated = []string{"CA", "PrivateKey", "SelfSignedCert", "SignedCert"}

// inventive reports whether a template of the chart, or of one below it, calls such a function. Such a chart is rendered
// twice, so what only a comment says ("for now") doesn't count.
func inventive(c *helmchart.Chart) bool {
	for _, t := range c.Templates {
		if callsInventor(t.Data) {
			return true
		}
	}
	for _, d := range c.Dependencies() {
		if inventive(d) {
			return true
		}
	}
	return false
}

func callsInventor(template []byte) bool {
	for {
		_, rest, found := bytes.Cut(template, []byte("{{"))
		if !found {
			return false
		}
		end := []byte("}}")
		comment := bytes.HasPrefix(bytes.TrimPrefix(rest, []byte("- ")), []byte("/*"))
		if comment {
			end = []byte("*/")
		}
		var action []byte
		action, template, _ = bytes.Cut(rest, end)
		if comment {
			continue
		}
		for word := range bytes.FieldsFuncSeq(action, betweenWords) {
			if invents(word) {
				return true
			}
		}
	}
}

func betweenWords(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
