package importer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// convert turns what the input has into what an argument takes; not ok, and the value goes to the chart as it is.
type convert func(any) (any, bool)

func asText(v any) (any, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case int64, bool:
		return fmt.Sprint(v), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return nil, false
}

// someText is a text that isn't empty, as empty is for charts what nothing is for arguments.
func someText(v any) (any, bool) {
	text, ok := asText(v)
	return text, ok && text != ""
}

func asBool(v any) (any, bool) {
	b, ok := v.(bool)
	return b, ok
}

func asInt(v any) (any, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case float64:
		return int64(v), v == math.Trunc(v)
	case string:
		n, err := strconv.ParseInt(v, 10, 32)
		return n, err == nil
	}
	return nil, false
}

func oneOf(names ...string) convert {
	return func(v any) (any, bool) {
		text, ok := v.(string)
		return text, ok && slices.Contains(names, text)
	}
}

// asTextMap reads a map of texts, as those of labels.
func asTextMap(v any) (any, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	out := make(map[string]any, len(m))
	for key, value := range m {
		if out[key], ok = asText(value); !ok {
			return nil, false
		}
	}
	return out, true
}

func asTexts(v any) (any, bool) {
	list, ok := v.([]any)
	if !ok {
		return nil, false
	}
	out := make([]any, len(list))
	for i, item := range list {
		if out[i], ok = someText(item); !ok {
			return nil, false
		}
	}
	return out, true
}

func asMap(v any) (any, bool) {
	m, ok := v.(map[string]any)
	return m, ok && len(m) > 0
}

// asResources reads compute resources that are CPU and memory alone.
func asResources(v any) (any, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	out := map[string]any{}
	for kind, amounts := range m {
		list, isMap := amounts.(map[string]any)
		if !isMap || kind != "requests" && kind != "limits" {
			return nil, false
		}
		for name, amount := range list {
			text, ok := someText(amount)
			if !ok || name != "cpu" && name != "memory" {
				return nil, false
			}
			setIn(out, text, kind, name)
		}
	}
	return out, true
}

// asTolerations reads Kubernetes' list.
func asTolerations(v any) (any, bool) {
	list, ok := v.([]any)
	if !ok {
		return nil, false
	}
	for _, item := range list {
		m, ok := item.(map[string]any)
		if !ok {
			return nil, false
		}
		_, hasKey := m["key"].(string)
		if m["operator"] != "Exists" && !hasKey {
			return nil, false
		}
		for key, value := range m {
			_, isText := value.(string)
			_, isInt := value.(int64)
			if key == "tolerationSeconds" && !isInt || key != "tolerationSeconds" && !isText {
				return nil, false
			}
		}
	}
	return list, true
}

// split reads the list that charts take as a text with commas.
func split(of convert) convert {
	return func(v any) (any, bool) {
		text, ok := asText(v)
		if !ok || text == "" {
			return nil, false
		}
		var out []any
		for part := range strings.SplitSeq(text.(string), ",") {
			value, ok := of(strings.TrimSpace(part))
			if !ok {
				return nil, false
			}
			out = append(out, value)
		}
		return out, true
	}
}

// asRange reads a CIDR range, which `*` is none of.
func asRange(v any) (any, bool) {
	text, ok := v.(string)
	return text, ok && strings.Contains(text, "/")
}

func asPort(v any) (any, bool) {
	n, ok := asInt(v)
	if !ok {
		return nil, false
	}
	port := n.(int64)
	return port, port >= 1 && port <= 65535
}
