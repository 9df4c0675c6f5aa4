package istioapi

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// single walks one value: a field's, a list's item or a map's entry.
func (w *walker) single(path string, fd protoreflect.FieldDescriptor, value any) any {
	value = plain(value)
	if _, ok := value.(Opaque); ok || value == nil {
		return value
	}
	switch fd.Kind() {
	case protoreflect.MessageKind, protoreflect.GroupKind:
		clean := w.message(path, fd.Message(), value)
		if d, ok := clean.(time.Duration); ok && w.body && d < time.Millisecond && !zeroAllowed[fd.FullName()] {
			w.checkDuration(node{path, d}, false)
		}
		return clean
	case protoreflect.EnumKind:
		return w.enum(path, fd.Enum(), value)
	}
	if v, ok := scalar(fd.Kind(), value, !w.body); ok {
		return v
	}
	w.add(Type, path, "%s is of a wrong type, which %s; write %s", show(value), w.consequence(), shape(fd))
	return nil
}

// consequence is what becomes of a value that can't be decoded.
func (w *walker) consequence() string {
	if w.body {
		return "the API server refuses"
	}
	return "istiod doesn't start with"
}

func (w *walker) enum(path string, ed protoreflect.EnumDescriptor, value any) any {
	values := ed.Values()
	switch v := value.(type) {
	case string:
		if vd := values.ByName(protoreflect.Name(v)); vd != nil {
			w.newer(path, vd, v)
			return v
		}
	default:
		// istiod takes an enum's number as well, even one that has no name.
		if n, ok := scalar(protoreflect.Int32Kind, value, false); ok && !w.body {
			number, _ := n.(int64)
			if vd := values.ByNumber(protoreflect.EnumNumber(number)); vd != nil {
				w.newer(path, vd, string(vd.Name()))
				return string(vd.Name())
			}
		}
	}
	names := enumNames(ed)
	near := nearest(fmt.Sprint(value), names)
	w.near(Enum, path, near, "%s is none of the values of %s, which %s; write one of %s", show(value), ed.Name(), w.consequence(), strings.Join(names, ", "))
	return nil
}

// scalar is the value as string, bool, int64, uint64 or float64, if a decoder takes it for that kind. Those of JSON for
// protocol buffers take numbers in quotes; the API server doesn't.
func scalar(kind protoreflect.Kind, value any, quoted bool) (any, bool) {
	switch kind {
	case protoreflect.BoolKind:
		b, ok := value.(bool)
		return b, ok
	case protoreflect.StringKind:
		s, ok := value.(string)
		return s, ok && utf8.ValidString(s)
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		return float(kind, value, quoted)
	case protoreflect.BytesKind:
		return nil, false // no message of Istio's has any
	}
	return integer(value, kind, quoted)
}

// digits is an integer as JSON writes it.
var digits = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

func integer(value any, kind protoreflect.Kind, quoted bool) (any, bool) {
	var text string
	switch v := value.(type) {
	case int64:
		text = strconv.FormatInt(v, 10)
	case uint64:
		text = strconv.FormatUint(v, 10)
	case float64:
		if v != math.Trunc(v) || math.Abs(v) >= 1<<63 {
			return nil, false
		}
		text = strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		if !quoted {
			return nil, false
		}
		text = v
	default:
		return nil, false
	}
	if !digits.MatchString(text) {
		return nil, false
	}
	bits := 64
	switch kind {
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind, protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		bits = 32
	}
	switch kind {
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind, protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		n, err := strconv.ParseUint(text, 10, bits)
		return n, err == nil
	}
	n, err := strconv.ParseInt(text, 10, bits)
	return n, err == nil
}

func float(kind protoreflect.Kind, value any, quoted bool) (any, bool) {
	var f float64
	switch v := value.(type) {
	case int64:
		f = float64(v)
	case uint64:
		f = float64(v)
	case float64:
		f = v
	case string:
		if !quoted || !json.Valid([]byte(v)) {
			return nil, false
		}
		var err error
		if f, err = strconv.ParseFloat(v, 64); err != nil {
			return nil, false
		}
	default:
		return nil, false
	}
	// JSON has no number for these, and as texts nobody means them.
	if math.IsNaN(f) || math.IsInf(f, 0) || (kind == protoreflect.FloatKind && math.Abs(f) > math.MaxFloat32) {
		return nil, false
	}
	return f, true
}

// shape says what to write for a value of a field.
func shape(fd protoreflect.FieldDescriptor) string {
	switch fd.Kind() {
	case protoreflect.BoolKind:
		return "true or false, without quotes"
	case protoreflect.StringKind:
		return "a text in quotes"
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		return "a number"
	case protoreflect.EnumKind:
		return "one of " + strings.Join(enumNames(fd.Enum()), ", ")
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return messageShape(fd.Message())
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind, protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return "a whole number, 0 or more"
	}
	return "a whole number"
}

func enumNames(ed protoreflect.EnumDescriptor) []string {
	out := make([]string, ed.Values().Len())
	for i := range out {
		out[i] = string(ed.Values().Get(i).Name())
	}
	return out
}

// show is a value for an error message: its type, and what it is where that is short. Secrets are Opaque, so none is shown.
func show(value any) string {
	const short = 60
	switch v := value.(type) {
	case string:
		if len(v) > short {
			return "a text of " + strconv.Itoa(len(v)) + " bytes"
		}
		return strconv.Quote(v)
	case bool, int64, uint64, float64:
		return fmt.Sprint(v)
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	}
	return fmt.Sprintf("a value of type %T", value)
}
