package chart

import (
	"fmt"
	"math"
	"strconv"
)

// plain turns what the YAML library decodes to into what Kubernetes knows: maps with keys of strings, int64 and float64. It
// works in place where it can.
func plain(v any) any {
	switch v := v.(type) {
	case map[any]any:
		out := make(map[string]any, len(v))
		for key, value := range v {
			out[keyText(key)] = plain(value)
		}
		return out
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
		return v
	case int:
		return int64(v)
	case uint64:
		return float64(v)
	}
	return v
}

// keyText is a key as a string, as in JSON.
func keyText(key any) string {
	switch key := key.(type) {
	case string:
		return key
	case float64:
		if key == math.Trunc(key) && math.Abs(key) < 1e15 {
			return strconv.FormatFloat(key, 'f', -1, 64)
		}
		return strconv.FormatFloat(key, 'g', -1, 32)
	case nil:
		return "null"
	}
	return fmt.Sprint(key)
}

// shape names the type of a value in plain words, without the value. All that is nothing else is a number: json.Number, too,
// which Helm reads those of values.yaml as.
func shape(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case map[string]any, map[any]any:
		return "a map"
	case []any:
		return "a list"
	case string:
		return "a text"
	case bool:
		return boolean
	}
	return number
}
