package kiali

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var webRoot = regexp.MustCompile(`^/[a-zA-Z0-9\-._~!$&'()*+,;=:@%/]*$`)

// Strategies are the ways to log in.
var Strategies = []string{"anonymous", "header", "openid", "openshift", "token"}

// Validate reports values with which the server would not start, as far as leaves are strings and the like.
//
// Source: Validate and Unmarshal in config/config.go of kiali/kiali v2.30.0.
func Validate(config map[string]any) []Problem {
	var out []Problem
	report := func(path, format string, args ...any) {
		out = append(out, Problem{WrongKind, path, fmt.Sprintf(format, args...)})
	}
	text := func(path string) (string, bool) {
		value, _ := Get(config, path)
		s, ok := value.(string)
		return s, ok
	}
	if s, ok := text("auth.strategy"); ok && !slices.Contains(Strategies, s) {
		report("auth.strategy", "Kiali would not start with %q; write one of %s", s, strings.Join(Strategies, ", "))
	}
	if s, ok := text("server.web_root"); ok && CheckWebRoot(s) != nil {
		report("server.web_root", "%v", CheckWebRoot(s))
	}
	if s, ok := text("external_services.tracing.provider"); ok && s != "jaeger" && s != "tempo" {
		report("external_services.tracing.provider", "Kiali would not start with %q; write jaeger or tempo", s)
	}
	if s, ok := text("deployment.tls_config.source"); ok && s != "auto" && s != "config" && s != "" {
		report("deployment.tls_config.source", "Kiali would not start with %q; write auto or config", s)
	}
	const limit = "kiali_feature_flags.ui_defaults.tracing.limit"
	if value, ok := Get(config, limit); ok {
		if n, number := value.(float64); number && (n < 10 || n > 1000) {
			report(limit, "Kiali would not start with %v; write a number from 10 to 1000", n)
		}
	}
	out = append(out, validateOAuth(config)...)
	return out
}

func validateOAuth(config map[string]any) []Problem {
	var out []Problem
	for _, service := range []string{"custom_dashboards.prometheus", "grafana", "perses", "prometheus", "tracing"} {
		at := "external_services." + service + ".auth"
		if kind, _ := Get(config, at+".type"); kind != "oauth2" {
			continue
		}
		for _, field := range []string{"client_id", "client_secret", "token_url"} {
			if _, ok := Get(config, at+".oauth2."+field); !ok {
				out = append(out, Problem{WrongKind, at + ".type", "Kiali would not start: the type oauth2 needs client_id, client_secret and token_url; write " + field})
			}
		}
		if grpc, _ := Get(config, "external_services.tracing.use_grpc"); service == "tracing" && grpc == true {
			out = append(out, Problem{WrongKind, at + ".type", "Kiali sends no OAuth 2 token by gRPC and would not start; write use_grpc: false and the port that speaks HTTP"})
		}
	}
	return out
}

// CheckWebRoot reports a path that Kiali can't be served under.
func CheckWebRoot(path string) error {
	if !webRoot.MatchString(path) || path != "/" && strings.HasSuffix(path, "/") || strings.Contains(path, "/../") {
		return fmt.Errorf("%q is no path that Kiali can be served under; write for example /kiali, without a slash at the end", path)
	}
	return nil
}
