package kiali_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/fuzztree"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
)

// FuzzConfig holds what is done to a configuration that a user writes to its promises, for every release: no panic, no problem
// without a path and a text, no key unseen because of dots in it, and old names are replaced once and for all.
func FuzzConfig(f *testing.F) {
	f.Add(`{"auth":{"strategy":"saml"},"auth.strategy":"x","":{"":1},"server":{"web_root":"/../"}}`, uint8(30))
	f.Add(`{"external_services":{"grafana":{"url":"a","in_cluster_url":null,"internal_url":"b"},"tracing":{"auth":{"type":"oauth2"},"use_grpc":true}}}`, uint8(0))
	f.Add(`{"deployment":{"accessible_namespaces":["a",null,"**"],"discovery_selectors":7},"api":{"namespaces":{}}}`, uint8(5))
	f.Add(`{"deployment":"x","api":[],"chat_ai":{"providers":[{"key":"k","models":[{"key":{}},null]}]},"external_services":[]}`, uint8(29))
	words := strings.FieldsFunc("auth.strategy.openid.client_secret.saml.external_services.grafana.url.in_cluster_url.internal_url.tracing."+
		"use_grpc.type.oauth2.perses.token.custom_dashboards.prometheus.deployment.accessible_namespaces.discovery_selectors.default."+
		"namespaces.api.chat_ai.providers.key.models.server.web_root.kiali_feature_flags.ui_defaults.limit.tls_config.source.**."+
		"login_token.signing_key.additional_display_details.title.annotation.provider.jaeger.dashboards.name.variables.secret:a:b",
		func(c rune) bool { return c == '.' })
	f.Fuzz(func(t *testing.T, text string, minor uint8) {
		config := fuzztree.Read(text, words)
		before, _ := json.Marshal(config)
		version := kiali.For(uint64(24 + minor%8))
		problems := append(kiali.Check(config, version, func(leaf any) (any, bool) { return leaf, leaf != "?" }), kiali.Validate(config)...)
		for _, p := range problems {
			assert.NotEmpty(t, strings.Trim(p.Path, "."), p.Text)
			assert.NotEmpty(t, p.Text, p.Path)
			assert.NotContains(t, p.Text, "takes  here", "%s: of no kind", p.Path)
			if !strings.Contains(text, "%!") {
				assert.NotContains(t, p.Text, "%!", p.Path)
			}
		}
		for key := range config {
			if strings.ContainsAny(key, ".[{") || key == "" {
				assert.True(t, slices.ContainsFunc(problems, func(p kiali.Problem) bool { return p.What == kiali.Unknown }), "%q is no key", key)
			}
		}
		assert.NotContains(t, kiali.InClear(config), "")
		modern, renames := kiali.Modernize(config)
		for _, r := range renames {
			assert.NotEmpty(t, r.Old)
			assert.NotEmpty(t, r.Text)
		}
		again, more := kiali.Modernize(modern)
		assert.Empty(t, more, "what is modern stays so")
		assert.Equal(t, modern, again)
		after, _ := json.Marshal(config)
		assert.Equal(t, string(before), string(after), "the user's own map is left alone")
	})
}
