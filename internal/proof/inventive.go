package proof

import (
	"bytes"
	"regexp"
	"slices"
	"unicode"

	helmchart "helm.sh/helm/v3/pkg/chart"
)

// invents names the template functions whose result differs from one rendering to the next. It is held against words: a
// search in the text would take longer than some charts' rendering.
var invents = regexp.MustCompile(`^(rand[A-Z]\w*|gen(CA|PrivateKey|SelfSignedCert|SignedCert)\w*|uuidv4|now|htpasswd|bcrypt|encryptAES)$`)

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
		if !comment && slices.ContainsFunc(bytes.FieldsFunc(action, betweenWords), invents.Match) {
			return true
		}
	}
}

func betweenWords(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
