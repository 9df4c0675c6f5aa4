package chart

import (
	"regexp"
	"strconv"
	"strings"
)

// ProblemKind says what is wrong with a value.
type ProblemKind string

// The kinds of problems.
const (
	// UnknownKey is a key that nothing in the chart reads.
	UnknownKey ProblemKind = "unknown key"
	// WrongType is a value that the chart can't use for what its own default is.
	WrongType ProblemKind = "wrong type"
	// AgainstSchema is a value that the chart's values.schema.json refuses.
	AgainstSchema ProblemKind = "against the schema"
)

// ValueProblem is something wrong with a chart's values.
type ValueProblem struct {
	// Path is where: global.proxy.resources, tolerations[0].key, podAnnotations["a.b/c"]. "" is the values as a whole.
	Path string
	Kind ProblemKind
	// Message says what is wrong and what to write instead, in one line, without the path and without the value.
	Message string
	// Nearest is the path of a known key that may be meant, or "".
	Nearest string
}

func (p ValueProblem) String() string {
	if p.Path == "" {
		return p.Message
	}
	return p.Path + ": " + p.Message
}

var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// below is the path of a key in the map at a path.
func below(path, key string) string {
	switch {
	case !plainKey.MatchString(key):
		return path + "[" + strconv.Quote(key) + "]"
	case path == "":
		return key
	}
	return path + "." + key
}

// element is the path of an element in the list at a path.
func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// SchemaError says that values.schema.json refuses the values.
type SchemaError struct {
	// Problems are all of them, by path.
	Problems []ValueProblem
}

func (e *SchemaError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "; ")
}

// pathOf is the path of a place, which is a list of keys.
func pathOf(place []string) string {
	path := ""
	for _, key := range place {
		path = below(path, key)
	}
	return path
}
