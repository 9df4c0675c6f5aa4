package chart

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// TemplateError says that a chart's template refuses the values (fail, required), can't use them, or writes what is no
// object. It holds the cause alone, not the calls that led there.
type TemplateError struct {
	// Template is the file: istiod/templates/deployment.yaml.
	Template string
	// Line is where in the file, from 1; 0 if it isn't known.
	Line int
	// Message is what is wrong.
	Message string
}

func (e *TemplateError) Error() string {
	if e.Line == 0 {
		return e.Template + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d: %s", e.Template, e.Line, e.Message)
}

var (
	// atPlace is how Helm tells of parse errors and of what a chart refuses by itself.
	atPlace = regexp.MustCompile(`(?s)^(?:parse error at|execution error at|parse error in|execution error in) \(([^():]+)(?::(\d+))?(?::\d+)?\): (.*)$`)
	// inTemplate is how Go's templates tell of any error: each call on the way there adds one, the last is the cause.
	inTemplate = regexp.MustCompile(`template: ([^\s:]+):(\d+)(?::\d+)?: (?:executing "[^"]*" at )?`)
	// callPrefix says which function failed, where the function speaks for itself.
	callPrefix = regexp.MustCompile(`(?s)^<.*?>: error calling (?:fail|required|include|tpl|template): `)
)

// longest is how much of a message is kept: templates can put whole files into it.
const longest = 400

// templateError finds the useful end of what Helm's engine says.
func templateError(err error) error {
	text := err.Error()
	if m := atPlace.FindStringSubmatch(text); m != nil {
		return newTemplateError(m[1], m[2], m[3])
	}
	all := inTemplate.FindAllStringSubmatchIndex(text, -1)
	if len(all) == 0 {
		return newTemplateError("the chart", "", text)
	}
	last := all[len(all)-1]
	return newTemplateError(text[last[2]:last[3]], text[last[4]:last[5]], callPrefix.ReplaceAllString(text[last[1]:], ""))
}

func newTemplateError(template, line, message string) *TemplateError {
	n, _ := strconv.Atoi(line)
	message = strings.TrimSpace(message)
	if runes := []rune(message); len(runes) > longest {
		message = string(runes[:longest]) + "…"
	}
	return &TemplateError{Template: template, Line: n, Message: message}
}
