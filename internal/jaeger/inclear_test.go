package jaeger_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/jaeger"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

func TestInClear(t *testing.T) {
	t.Parallel()
	unknown := pulumi.UnsafeUnknownOutput(nil)
	for name, c := range map[string]struct {
		reason string
		config any
		want   []string
	}{
		"nothing":                      {"", nil, nil},
		"password":                     {"a ConfigMap", plan.Tree{"a": plan.Tree{"password": "hush"}}, []string{"a.password"}},
		"password of digits":           {"YAML makes a number of it", plan.Tree{"password": 1234}, []string{"password"}},
		"password in a list":           {"", plan.Tree{"a": []any{plan.Tree{"token": "hush"}}}, []string{"a[0].token"}},
		"passwords":                    {"a list of them", plan.Tree{"token": []any{"${env:X}", "hush"}}, []string{"token[1]"}},
		"private key":                  {"", plan.Tree{"tls": plan.Tree{"key_pem": "hush"}}, []string{"tls.key_pem"}},
		"password by variable":         {"it isn't in clear", plan.Tree{"a": plan.Tree{"password": "${env:X}"}}, nil},
		"password by a late variable":  {"its text is known by now", plan.Tree{"password": pulumi.String("${env:X}").ToStringOutput()}, nil},
		"password that is late":        {"known by now", plan.Tree{"password": pulumi.String("hush").ToStringOutput()}, []string{"password"}},
		"password that isn't known":    {"it is one all the same", plan.Tree{"password": unknown}, []string{"password"}},
		"no password":                  {"null removes, an empty text says nothing", plan.Tree{"password": nil, "token": ""}, nil},
		"a switch":                     {"", plan.Tree{"token": true}, nil},
		"key of a map":                 {"Jaeger's api_key of a search storage is one", plan.Tree{"api_key": plan.Tree{"file_path": "/keys/a"}}, nil},
		"key of a late map":            {"", plan.Tree{"api_key": pulumi.Map{"file_path": pulumi.String("/keys/a")}.ToMapOutput()}, nil},
		"password below a map's key":   {"", plan.Tree{"api_key": plan.Tree{"password": "hush"}}, []string{"api_key.password"}},
		"secret":                       {"whatever its key", plan.Tree{"a": plan.Tree{"b": []any{1, plan.Tree{"x": pulumi.ToSecret(pulumi.String("hush"))}}}}, []string{"a.b[1].x"}},
		"secret password":              {"found once", plan.Tree{"a": plan.Tree{"api_key": pulumi.ToSecret(pulumi.String("hush"))}}, []string{"a.api_key"}},
		"secret that isn't known":      {"", plan.Tree{"a": pulumi.ToSecret(unknown)}, []string{"a"}},
		"secret map":                   {"nobody looks into it", plan.Tree{"a": pulumi.ToSecret(pulumi.Map{"b": pulumi.String("hush")})}, []string{"a"}},
		"output":                       {"it is nothing special", plan.Tree{"a": pulumi.String("x").ToStringOutput(), "b": unknown}, nil},
		"user in an address":           {"", plan.Tree{"a": plan.Tree{"server_urls": []any{"https://e:9200", "https://me:hush@e:9200"}}}, []string{"a.server_urls[1]"}},
		"user in a late address":       {"", plan.Tree{"endpoint": pulumi.String("https://me:hush@e").ToStringOutput()}, []string{"endpoint"}},
		"user in an address in a text": {"", plan.Tree{"targets": "https://e:9200,https://me:hush@e:9200"}, []string{"targets"}},
		"user by variable":             {"", plan.Tree{"endpoint": "https://me:${env:P}@e"}, nil},
		"whole late":                   {"known by now", pulumi.Map{"password": pulumi.String("hush")}.ToMapOutput(), []string{"password"}},
		"several":                      {"all at once, in order", plan.Tree{"b": plan.Tree{"token": "hush"}, "a": "https://hush@e"}, []string{"a", "b.token"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := jaeger.InClear(t.Context(), c.config)
			assert.Equal(t, c.want, paths(got), c.reason)
			assert.NotContains(t, fmt.Sprint(got), "hush", "no message repeats a value")
			for _, p := range got {
				assert.Contains(t, p.Message, "${env:NAME}", "it says what to write")
			}
		})
	}
}

func TestUserInClear(t *testing.T) {
	t.Parallel()
	for text, c := range map[string]struct {
		reason string
		want   bool
	}{
		"https://me:hush@host:9200":                        {"", true},
		"http://a:9200, https://me:hush@b:9200":            {"the second", true},
		"https://hush@host":                                {"a token may stand there alone", true},
		"https://hush:@host":                               {"so it may with no password", true},
		"https://me:p@ss@host":                             {"", true},
		"https://${env:U}:hush@host":                       {"the password is what counts", true},
		"https://me:${env:P}x@host":                        {"a part of it", true},
		"https://me:${env:P}@host":                         {"the pod knows it", false},
		"https://${file:/keys/token}@host":                 {"the slash is no path's", false},
		"https://$(ES_USERNAME):$(ES_PASSWORD)@host":       {"Kubernetes fills in arguments", false},
		"https://host:9200/path@tag":                       {"a path may hold one", false},
		"https://host:9200?mail=a@b.c":                     {"so may a query", false},
		"https://host:9200":                                {"", false},
		"me@host":                                          {"no address", false},
		"":                                                 {"", false},
		"docker.io/jaegertracing/jaeger:2.20.0@sha256:abc": {"an image", false},
	} {
		assert.Equal(t, c.want, jaeger.UserInClear(text), "%s: %s", text, c.reason)
	}
}
