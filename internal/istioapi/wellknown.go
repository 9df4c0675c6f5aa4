package istioapi

import (
	"maps"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// wellKnown walks the messages of protocol buffers that aren't written as objects of their fields.
var wellKnown map[protoreflect.FullName]func(w *walker, path string, md protoreflect.MessageDescriptor, value any) any

func init() {
	wellKnown = map[protoreflect.FullName]func(*walker, string, protoreflect.MessageDescriptor, any) any{
		"google.protobuf.Duration": (*walker).duration,
		"google.protobuf.Struct":   (*walker).freeObject,
		"google.protobuf.Value":    (*walker).free,
	}
	for _, name := range []protoreflect.Name{"BoolValue", "StringValue", "Int32Value", "UInt32Value", "Int64Value", "UInt64Value", "FloatValue", "DoubleValue"} {
		wellKnown["google.protobuf."+protoreflect.FullName(name)] = (*walker).wrapper
	}
}

// wrapper walks a scalar that may be absent.
func (w *walker) wrapper(path string, md protoreflect.MessageDescriptor, value any) any {
	return w.single(path, md.Fields().ByNumber(1), value)
}

// duration walks what Go calls a duration: istiod takes "1h30m", which the JSON of protocol buffers doesn't have.
func (w *walker) duration(path string, md protoreflect.MessageDescriptor, value any) any {
	text, ok := value.(string)
	if !ok {
		w.add(Type, path, "%s is no duration, which %s; write %s", show(value), w.consequence(), messageShape(md))
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		w.add(Type, path, "%s is no duration, which %s; write %s", show(text), w.consequence(), messageShape(md))
		return nil
	}
	return d
}

// freeObject walks a google.protobuf.Struct, which holds what JSON can.
func (w *walker) freeObject(path string, _ protoreflect.MessageDescriptor, value any) any {
	if _, ok := value.(map[string]any); !ok {
		w.add(Type, path, "%s is no object; write {key: value}", show(value))
		return nil
	}
	return w.free(path, nil, value)
}

func (w *walker) free(path string, _ protoreflect.MessageDescriptor, value any) any {
	switch v := plain(value).(type) {
	case nil, bool, int64, uint64, Opaque:
		return v
	case string:
		if utf8.ValidString(v) {
			return v
		}
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v
		}
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = w.free(index(path, i), nil, item)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			out[key] = w.free(join(path, key), nil, v[key])
		}
		return out
	}
	w.add(Type, path, "%s is nothing that JSON can hold; write a text, a number, true, false, a list or an object", show(value))
	return nil
}

// messageShape says what to write for a message.
func messageShape(md protoreflect.MessageDescriptor) string {
	switch _, known := wellKnown[md.FullName()]; {
	case md.FullName() == "google.protobuf.Duration":
		return `a duration in quotes, for example "10s" or "1h30m"`
	case known && md.Fields().ByNumber(1).Cardinality() != protoreflect.Repeated:
		return shape(md.Fields().ByNumber(1))
	}
	return "an object of type " + string(md.Name())
}
