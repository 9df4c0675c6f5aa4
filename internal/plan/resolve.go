package plan

import (
	"context"
	"fmt"
	"sort"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Hidden stands for a leaf that can't be shown or judged.
type Hidden struct {
	// Unknown: an output that only the update brings. Otherwise it is a secret.
	Unknown bool
	// Number and Bool say that a secret is one of these, and not a text.
	Number, Bool bool
}

// SecretText is shown in place of a secret, or of the part of a text that is one.
const SecretText = "[secret]"

// Resolved is a tree without Inputs: maps, lists, texts, numbers, booleans, null and Hidden.
type Resolved struct {
	Value any
	// Unknown lists the paths of unknown leaves, for example `global.hub`, "" for the whole.
	Unknown []string
	// Secret lists the paths of secret leaves.
	Secret []string
	// SecretShape: a map or a list is secret as a whole, so that its keys are, too.
	SecretShape bool
}

// Resolve waits for nothing: inputs of a component are resolved before the component is asked for, and what is unknown
// then stays so. Secrets never get into the result.
func Resolve(ctx context.Context, v any) Resolved {
	r := &resolver{ctx: ctx}
	r.out.Value = r.walk("", v, false)
	sort.Strings(r.out.Unknown)
	sort.Strings(r.out.Secret)
	return r.out
}

type resolver struct {
	ctx context.Context
	out Resolved
}

func (r *resolver) walk(path string, v any, secret bool) any {
	switch v := Plain(v).(type) {
	case Tree:
		out := make(Tree, len(v))
		for k, e := range v {
			out[k] = r.walk(Join(path, k), e, secret)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = r.walk(fmt.Sprintf("%s[%d]", path, i), e, secret)
		}
		return out
	case pulumi.Input:
		return r.input(path, v, secret)
	case nil:
		return nil
	default:
		if !secret {
			return v
		}
		r.out.Secret = append(r.out.Secret, path)
		return hide(v)
	}
}

func (r *resolver) input(path string, in pulumi.Input, secret bool) any {
	value, known, isSecret := await(r.ctx, in)
	if !known {
		r.out.Unknown = append(r.out.Unknown, path)
		return Hidden{Unknown: true}
	}
	if isSecret {
		switch value.(type) {
		case Tree, []any:
			r.out.SecretShape = true
		}
	}
	return r.walk(path, value, secret || isSecret)
}

func hide(v any) Hidden {
	switch v.(type) {
	case bool:
		return Hidden{Bool: true}
	case int, int32, int64, float32, float64:
		return Hidden{Number: true}
	}
	return Hidden{}
}

// Join appends a key to a property path: `a.b`, or `a["b.c"]` where the key is no plain word.
func Join(path, key string) string {
	if !plainKey(key) {
		return fmt.Sprintf("%s[%q]", path, key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

func plainKey(key string) bool {
	for _, c := range key {
		if c == '.' || c == '[' || c == ']' || c == '"' {
			return false
		}
	}
	return key != ""
}
