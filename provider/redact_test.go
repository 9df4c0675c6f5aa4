package provider

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/wiretest"
)

// The engine prints the value that an error names, so credentials are hidden also where nobody marked them as secrets.
func TestErrorsRepeatNoCredential(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reason, path string
		args         m
		hidden       bool
	}{
		{"a marked secret", "tracing.a", m{"tracing": m{"a": hush}}, true},
		{"what lies around a secret", "tracing", m{"tracing": m{"a": hush}}, true},
		{"a plain password", "a.password", m{"a": m{"password": "p"}}, true},
		{"what lies around a plain password", "a", m{"a": m{"b": list{m{"client_secret": "p"}}}}, true},
		{"one of a list", "a.token[1]", m{"a": m{"token": list{"p", "q"}}}, true},
		{"a user name in an address", "a.url", m{"a": m{"url": "https://me:p@host"}}, true},
		{"a user name in one of several", "a.urls", m{"a": m{"urls": "https://host, https://me:p@host"}}, true},
		{"without a scheme", "a.hosts", m{"a": m{"hosts": "host,me:p@host:9042"}}, true},
		{"an address", "a.url", m{"a": m{"url": "https://host:9200/path@x"}}, false},
		{"an image by digest", "image", m{"image": "docker.io/istio/pilot:1.31.1@sha256:abc"}, false},
		{"a plain kubeconfig", "adopt.kubeconfig", m{"adopt": m{"kubeconfig": kubeconfig("https://host", "p")}}, true},
		{"what lies around a plain kubeconfig", "adopt", m{"adopt": m{"kubeconfig": kubeconfig("https://host", "p")}}, true},
		{"what adopts without a kubeconfig", "adopt", m{"adopt": m{"fieldManagers": list{"argocd"}}}, false},
		{"the name of a Secret", "a.secretName", m{"a": m{"secretName": "My Secret"}}, false},
		{"a key that says where a password is", "a.password.file", m{"a": m{"password": m{"file": "/x"}}}, false},
		{"nothing there", "a.b", m{"a": m{}}, false},
	} {
		assert.Equal(t, tc.hidden, secretAt(wiretest.Value(t, tc.args).AsMap(), tc.path), tc.reason)
	}
}
