package jaeger

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// secretKeys are keys of the configuration whose values are nobody's business. Where such a key holds a map, as api_key does
// in a storage's settings, only what is below it can be one.
var secretKeys = []string{"password", "api_key", "token", "secret_key", "secret_access_key", "client_secret", "key_pem"}

// remedy is what to write in place of a credential in the configuration of a Jaeger v2.
const remedy = "put it into a Secret, its variable into values.jaeger.extraEnv (spec.env with openTelemetryOperator), and write ${env:NAME} here"

// InClear reports what in a user's configuration of a Jaeger v2 would stand in clear in a ConfigMap and must not: secrets,
// known or not; passwords and the like by their keys; and user names in addresses. Inputs that are known are looked into.
// References to variables and files of the pod are no secrets. No message repeats a value.
func InClear(ctx context.Context, config any) []Problem {
	c := clearCheck{ctx: ctx}
	c.walk(config, "", "")
	slices.SortFunc(c.problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return c.problems
}

type clearCheck struct {
	// ctx is that of the one call of InClear.
	ctx      context.Context
	problems []Problem
}

// walk looks at a node; key is the one that it, or the list that it is in, belongs to.
func (c *clearCheck) walk(node any, path, key string) {
	switch node := plan.Plain(node).(type) {
	case nil:
	case plan.Tree:
		for key, value := range node {
			c.walk(value, strings.TrimPrefix(path+"."+key, "."), key)
		}
	case []any:
		for i, value := range node {
			c.walk(value, fmt.Sprintf("%s[%d]", path, i), key)
		}
	case pulumi.Input:
		if plan.IsSecret(c.ctx, node) {
			c.problems = append(c.problems, Problem{Path: path, Message: "it is a secret, and would stand in clear in a ConfigMap; " + remedy, InClear: true})
			return
		}
		value, known := plan.Await(c.ctx, node)
		if _, still := value.(pulumi.Input); known && !still {
			c.walk(value, path, key)
		} else if slices.Contains(secretKeys, key) {
			c.problems = append(c.problems, Problem{Path: path, Message: "it would stand in clear in a ConfigMap; " + remedy, InClear: true})
		}
	default:
		text, isText := node.(string)
		_, isSwitch := node.(bool)
		switch {
		case slices.Contains(secretKeys, key) && !isSwitch && (!isText || text != "" && !isReference(text)):
			c.problems = append(c.problems, Problem{Path: path, Message: "it would stand in clear in a ConfigMap; " + remedy, InClear: true})
		case isText && UserInClear(text):
			c.problems = append(c.problems, Problem{Path: path, Message: "the address holds a user name, which would stand in clear in a ConfigMap; leave it out of the address, and " + remedy, InClear: true})
		}
	}
}

// isReference reports whether a value is nothing but a reference to a variable or file of the pod.
func isReference(text string) bool {
	return strings.HasPrefix(text, "${") && strings.HasSuffix(text, "}")
}

var (
	// references are how the collector (${env:NAME}) and Kubernetes ($(NAME), in arguments) name a variable.
	references = regexp.MustCompile(`\$\{[^}]*\}|\$\([^)]*\)`)
	// userInfo is what stands before the host of a URL, wherever in a text.
	userInfo = regexp.MustCompile(`://([^/?#\s]*)@`)
)

// UserInClear reports whether a URL in a text has a user name before its host, as in https://user:password@host. One whose
// password, or whose name where it is alone, is made of references to variables is none.
func UserInClear(text string) bool {
	const hidden = "\x00"
	for _, found := range userInfo.FindAllStringSubmatch(references.ReplaceAllString(text, hidden), -1) {
		name, password, both := strings.Cut(found[1], ":")
		if !both {
			password = name
		}
		if password == "" || strings.Trim(password, hidden) != "" {
			return true
		}
	}
	return false
}
