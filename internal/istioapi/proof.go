package istioapi

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// prove has the library's own decoder read a clean tree. It agrees; if it ever doesn't, that is a problem too.
func (w *walker) prove(path string, mt protoreflect.MessageType, tree any) {
	if w.errors() {
		return
	}
	text, err := json.Marshal(forJSON(tree))
	if err == nil {
		err = protojson.Unmarshal(text, mt.New().Interface())
	}
	if err != nil {
		w.add(Type, path, "can't be decoded: %v", err)
	}
}

// forJSON writes durations as protocol buffers do, and leaves out what isn't known.
func forJSON(value any) any {
	switch v := value.(type) {
	case Opaque:
		return nil
	case time.Duration:
		return seconds(v)
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			if _, ok := item.(Opaque); !ok {
				out[key] = forJSON(item)
			}
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			if _, ok := item.(Opaque); !ok {
				out = append(out, forJSON(item))
			}
		}
		return out
	}
	return value
}

// seconds is exact: a float isn't.
func seconds(d time.Duration) string {
	sign, n := "", uint64(d)
	if d < 0 {
		sign, n = "-", -n
	}
	const second = uint64(time.Second)
	fraction := strconv.FormatUint(n%second+second, 10)[1:]
	return sign + strconv.FormatUint(n/second, 10) + strings.TrimRight("."+strings.TrimRight(fraction, "0"), ".") + "s"
}
