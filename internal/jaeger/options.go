package jaeger

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Flatten turns options of a Jaeger v1 resource, nested or with dots, into the flags they become: a map of dotted keys. An
// empty map stands for none.
func Flatten(options any) plan.Tree {
	out := plan.Tree{}
	flatten(out, "", plan.Plain(options))
	return out
}

func flatten(out plan.Tree, prefix string, node any) {
	tree, ok := node.(plan.Tree)
	if !ok {
		if prefix != "" {
			out[prefix] = node
		}
		return
	}
	for key, value := range tree {
		flatten(out, strings.TrimPrefix(prefix+"."+key, "."), plan.Plain(value))
	}
}

// Flags that decide where a Jaeger v1 listens.
const (
	ZipkinFlag   = "collector.zipkin.host-port"
	BasePathFlag = "query.base-path"
)

// listeners are the flags by the port that the Service sends to.
var listeners = map[string]struct {
	port     int
	protocol string
}{
	ZipkinFlag:                        {ZipkinPort, Zipkin},
	"collector.otlp.grpc.host-port":   {OTLPGRPCPort, OTLPGRPC},
	"collector.otlp.http.host-port":   {OTLPHTTPPort, OTLPHTTP},
	"query.http-server.host-port":     {QueryPort, ""},
	"query.grpc-server.host-port":     {QueryGRPCPort, ""},
	"collector.otlp.grpc.tls.enabled": {0, OTLPGRPC},
	"collector.otlp.http.tls.enabled": {0, OTLPHTTP},
	"collector.zipkin.tls.enabled":    {0, Zipkin},
}

// CheckFlags reports flags, as Flatten makes them, that close what the proxies send to by that protocol or what Kiali asks,
// and credentials.
func CheckFlags(ctx context.Context, flags plan.Tree, protocol string) []Problem {
	var out []Problem
	for flag, value := range flags {
		if found := flagInClear(ctx, flag, value); len(found) > 0 {
			out = append(out, found...)
			continue
		}
		if !isScalar(value) {
			continue // known later
		}
		text := fmt.Sprint(plan.Plain(value))
		at, known := listeners[flag]
		switch {
		case flag == "collector.otlp.enabled" && text == "false" && protocol != Zipkin:
			out = append(out, Problem{Path: flag, Message: "the proxies send OTLP, which this switches off; leave it out, or write protocol: zipkin"})
		case !known || at.protocol != "" && at.protocol != protocol:
		case at.port == 0 && text == "true":
			out = append(out, Problem{Path: flag, Message: "the proxies send without TLS; leave it out"})
		case at.port != 0:
			if err := CheckBind(text, at.port); err != nil {
				out = append(out, Problem{Path: flag, Message: err.Error()})
			}
		}
	}
	slices.SortFunc(out, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return out
}

func isScalar(v any) bool {
	switch plan.Plain(v).(type) {
	case string, bool, int, float64:
		return true
	}
	return false
}

// storageFlags are the prefixes of the storage flags by type; the operator drops all others without a word.
var storageFlags = map[string][]string{
	"memory": {"memory."}, "badger": {"badger."}, "cassandra": {"cassandra.", "cassandra-archive."},
	"elasticsearch": {"es.", "es-archive."}, "grpc-plugin": {"grpc-storage.", "grpc-storage-plugin."},
}

// inClear is what is wrong with a password among options.
const inClear = "would stand in clear among the program's arguments; write storage.credentials or storage.secretName"

func isPassword(last string) bool { return last == "password" || last == "token" }

// flagInClear reports a flag that is a password by its name, that holds a secret, or whose address holds a user name: flags
// stand in the custom resource, and among the arguments of the program.
func flagInClear(ctx context.Context, flag string, value any) []Problem {
	if value != nil && isPassword(flag[strings.LastIndex(flag, ".")+1:]) {
		return []Problem{{Path: flag, Message: "it " + inClear, InClear: true}}
	}
	var out []Problem
	for _, path := range plan.SecretPaths(ctx, value, flag) {
		out = append(out, Problem{Path: path, Message: "it is a secret, and " + inClear, InClear: true})
	}
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	for _, e := range list {
		if text, _ := plan.Plain(e).(string); UserInClear(text) {
			return append(out, Problem{Path: flag, Message: "the address holds a user name, which " + inClear, InClear: true})
		}
	}
	return out
}

// CheckStorageFlags reports storage options, as Flatten makes them, that the operator drops for that type, and credentials.
func CheckStorageFlags(ctx context.Context, flags plan.Tree, storage string) []Problem {
	var out []Problem
	prefixes := storageFlags[storage]
	for flag, value := range flags {
		if found := flagInClear(ctx, flag, value); len(found) > 0 {
			out = append(out, found...)
			continue
		}
		name := flag
		if _, later := plan.Plain(value).(pulumi.Input); later {
			name += "." // it may be a map
		}
		if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
			out = append(out, Problem{Path: flag, Message: fmt.Sprintf("the operator drops it for the storage %s; write one that begins with %s", storage, strings.Join(prefixes, " or "))})
		}
	}
	slices.SortFunc(out, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return out
}
