package kiali

import (
	"fmt"
	"strings"
)

// Credential is a value of the configuration that must not stand in a ConfigMap. The server reads it from a file in its
// place, where one is mounted.
type Credential struct {
	// Path is that of the key.
	Path string
	// Name is that of the folder under CredentialFolder in which the server looks for CredentialFile.
	Name string
}

const (
	// CredentialFolder is where the server looks for credentials.
	CredentialFolder = "/kiali-override-secrets"
	// CredentialFile is the name of each file.
	CredentialFile = "value.txt"
	// SigningKey is the path of the key by which sessions are encrypted.
	SigningKey = "login_token.signing_key"
	// OpenIDSecretKey is the key of the client secret of OpenID in the Secret that the server's pod mounts at /kiali-secret.
	OpenIDSecretKey = "oidc-secret"
)

// Credentials lists what a release reads from files.
//
// Source: Unmarshal in config/config.go of kiali/kiali, v2.0.0 to v2.30.0.
func Credentials(v Version) []Credential {
	out := []Credential{{SigningKey, "login-token-signing-key"}}
	for _, service := range []struct{ path, name string }{
		{"prometheus", "prometheus"}, {"grafana", "grafana"}, {"tracing", "tracing"}, {"perses", "perses"},
		{"custom_dashboards.prometheus", "customdashboards-prometheus"},
	} {
		for _, field := range []struct{ path, name string }{
			{"username", "username"}, {"password", "password"}, {"token", "token"}, {"oauth2.client_secret", "oauth2-client-secret"},
		} {
			path := "external_services." + service.path + ".auth." + field.path
			k, found := keys()[path]
			noFile := service.path == "perses" && field.path == "token"
			if found && !noFile && v.minor() >= k.span.from && v.minor() <= k.span.to {
				out = append(out, Credential{path, service.name + "-" + field.name})
			}
		}
	}
	return out
}

// InClear lists the paths of credentials in a configuration that nothing takes out of it, because the server reads them from
// no file of a name that is known beforehand.
func InClear(config map[string]any) []string {
	var out []string
	add := func(path string, value any) {
		text, plain := value.(string)
		if _, _, reference := ParseReference(text); value != nil && (!plain || text != "") && !reference {
			out = append(out, path)
		}
	}
	for _, path := range []string{"auth.openid.client_secret", "external_services.perses.auth.token"} {
		value, _ := Get(config, path)
		add(path, value)
	}
	providers, _ := Get(config, "chat_ai.providers")
	eachObject(providers, func(i int, provider map[string]any) {
		at := fmt.Sprintf("chat_ai.providers[%d].", i)
		add(at+"key", provider["key"])
		eachObject(provider["models"], func(j int, model map[string]any) {
			add(fmt.Sprintf("%smodels[%d].key", at, j), model["key"])
		})
	})
	return out
}

func eachObject(value any, do func(i int, object map[string]any)) {
	list, _ := value.([]any)
	for i, e := range list {
		if object, ok := e.(map[string]any); ok {
			do(i, object)
		}
	}
}

// Reference names a Secret and a key in it, in the form that Kiali's chart and operator mount.
func Reference(secret, key string) string { return "secret:" + secret + ":" + key }

// ParseReference takes a reference apart.
func ParseReference(s string) (secret, key string, ok bool) {
	rest, ok := strings.CutPrefix(s, "secret:")
	if !ok {
		return "", "", false
	}
	secret, key, ok = strings.Cut(rest, ":")
	return secret, key, ok && secret != "" && key != ""
}
