package istio_test

import (
	"testing"

	"github.com/Masterminds/semver/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

func TestFitGatewayAPI(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version, bundle  string
		want             istio.Fit
		ignored, blocked []string
		reason           string
	}{
		{version: "1.31.1", bundle: "v1.6.0", want: istio.Fits, reason: "what it is built with"},
		{version: "1.31.1", bundle: "v1.6.1", want: istio.Fits, reason: "a later patch"},
		{version: "1.31.1", bundle: "1.6.0", want: istio.Fits, reason: "as people write it"},
		{version: "1.31.1", bundle: "v1.6.0-rc.1", want: istio.Fits, reason: "istiod rounds a pre-release up"},
		{version: "1.31.0-rc.0", bundle: "v1.5.1", want: istio.TooOld, ignored: []string{"TCPRoute"}, reason: "a pre-release of Istio reads what its release does"},
		{version: "1.31.1", bundle: "v1.4.1", want: istio.TooOld, ignored: []string{"TLSRoute", "TCPRoute"}, reason: "two kinds became stable since"},
		{version: "1.31.1", bundle: "v1.0.0", want: istio.TooOld, ignored: []string{"GRPCRoute", "BackendTLSPolicy", "TLSRoute", "TCPRoute"}, reason: "only Gateways and HTTPRoutes are left"},
		{version: "1.30.0", bundle: "v1.5.0", want: istio.Fits, reason: "the first with a stable TLSRoute"},
		{version: "1.30.5", bundle: "v1.4.1", want: istio.TooOld, ignored: []string{"TLSRoute"}, reason: "the last without"},
		{version: "1.30.5", bundle: "v1.6.0", want: istio.Fits, reason: "newer ones serve what it reads"},
		{version: "1.29.0", bundle: "v1.5.0", want: istio.Fits, reason: "no alpha kind is read by default"},
		{version: "1.28.0", bundle: "v1.3.0", want: istio.TooOld, ignored: []string{"BackendTLSPolicy"}, reason: "it became stable in v1.4.0"},
		{version: "1.27.9", bundle: "v1.3.0", want: istio.Fits, reason: "1.27 doesn't read it by default"},
		{version: "1.24.0", bundle: "v1.0.0", want: istio.TooOld, ignored: []string{"GRPCRoute"}, reason: "it became stable in v1.1.0"},
		{version: "1.24.0", bundle: "v1.6.0", want: istio.Fits, reason: "v1beta1 is still served"},
		{version: "1.32.0", bundle: "v1.0.0", want: istio.Unknown, reason: "nothing is known of it, so nothing is claimed"},
	} {
		fit, err := istio.MustParseVersion(c.version).FitGatewayAPI(istio.GatewayAPI{Bundle: c.bundle})
		require.NoError(t, err, "%s with %s: %s", c.version, c.bundle, c.reason)
		want := istio.GatewayFit{Fit: c.want, Ignored: c.ignored, Blocked: c.blocked}
		assert.Equal(t, want, fit, "%s with %s: %s", c.version, c.bundle, c.reason)
	}
}

func TestFitGatewayAPIAlpha(t *testing.T) {
	t.Parallel()
	const standard, experimental = "standard", "experimental"
	for _, c := range []struct {
		version, bundle, channel string
		want                     istio.Fit
		ignored, blocked         []string
		reason                   string
	}{
		{version: "1.29.1", bundle: "v1.4.1", channel: experimental, want: istio.Fits, reason: "what it is built with"},
		{version: "1.29.1", bundle: "v1.5.0", channel: standard, want: istio.TooNew, blocked: []string{"TLSRoute"}, reason: "v1alpha2 isn't served any more"},
		{version: "1.29.1", bundle: "v1.5.0", want: istio.TooNew, blocked: []string{"TLSRoute"}, reason: "no channel is the standard one"},
		{version: "1.29.1", bundle: "v1.5.0", channel: experimental, want: istio.Fits, reason: "there it is served"},
		{version: "1.29.2", bundle: "v1.4.1", channel: experimental, want: istio.TooNew, ignored: []string{"TLSRoute"}, reason: "its limit was set a patch too low"},
		{version: "1.29.3", bundle: "v1.4.1", channel: experimental, want: istio.Fits, reason: "where that was mended"},
		{version: "1.29.8", bundle: "v1.5.0", channel: standard, want: istio.TooNew, ignored: []string{"TLSRoute"}, reason: "left alone rather than waited for"},
		{version: "1.29.8", bundle: "v1.6.0", channel: standard, want: istio.TooNew, ignored: []string{"TLSRoute"}, blocked: []string{"TCPRoute", "UDPRoute"}, reason: "there is no limit for the others"},
		{version: "1.28.5", bundle: "v1.5.0", channel: standard, want: istio.TooNew, blocked: []string{"TLSRoute"}, reason: "the last of 1.28 that waits"},
		{version: "1.28.6", bundle: "v1.5.0", channel: standard, want: istio.TooNew, ignored: []string{"TLSRoute"}, reason: "the first that doesn't"},
		{version: "1.27.8", bundle: "v1.5.0", channel: standard, want: istio.TooNew, blocked: []string{"BackendTLSPolicy", "TLSRoute"}, reason: "1.27 reads the alpha of both"},
		{version: "1.27.9", bundle: "v1.5.0", channel: standard, want: istio.TooNew, ignored: []string{"TLSRoute"}, blocked: []string{"BackendTLSPolicy"}, reason: "one of them is left alone"},
		{version: "1.26.8", bundle: "v1.4.0", channel: standard, want: istio.TooNew, blocked: []string{"BackendTLSPolicy"}, reason: "v1alpha3 isn't served any more"},
		{version: "1.25.5", bundle: "v1.4.1", channel: standard, want: istio.Fits, reason: "1.25 doesn't know the kind"},
		{version: "1.24.6", bundle: "v1.5.0", channel: standard, want: istio.TooNew, blocked: []string{"TLSRoute"}, reason: "never mended"},
		{version: "1.30.5", bundle: "v1.5.1", channel: standard, want: istio.Fits, reason: "what it is built with"},
		{version: "1.30.5", bundle: "v1.6.0", channel: standard, want: istio.TooNew, blocked: []string{"TCPRoute", "UDPRoute"}, reason: "both became stable"},
		{version: "1.31.1", bundle: "v1.6.0", channel: standard, want: istio.TooNew, blocked: []string{"UDPRoute"}, reason: "seen with istiod 1.31.0: it lists v1alpha2, and waits"},
		{version: "1.31.1", bundle: "v1.6.0", channel: experimental, want: istio.Fits, reason: "seen with istiod 1.31.0: it becomes ready"},
	} {
		g := istio.GatewayAPI{Bundle: c.bundle, Channel: c.channel, Alpha: true}
		fit, err := istio.MustParseVersion(c.version).FitGatewayAPI(g)
		require.NoError(t, err, "%s with %v: %s", c.version, g, c.reason)
		want := istio.GatewayFit{Fit: c.want, Ignored: c.ignored, Blocked: c.blocked}
		assert.Equal(t, want, fit, "%s with %v: %s", c.version, g, c.reason)
	}
}

func TestFitGatewayAPIRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ bundle, reason string }{
		{"", "nothing"},
		{"latest", "a word"},
		{"release-1.5", "a branch"},
		{"v1.x", "a range"},
	} {
		for _, version := range []string{"1.31.1", "1.32.0"} {
			_, err := istio.MustParseVersion(version).FitGatewayAPI(istio.GatewayAPI{Bundle: c.bundle})
			assert.ErrorContains(t, err, "bundle-version", "%q: %s", c.bundle, c.reason)
			assert.ErrorContains(t, err, istio.Releases[0].GatewayAPI, "%q: the error says what to write", c.bundle)
		}
	}
}

func TestOwnGatewayAPIFits(t *testing.T) {
	t.Parallel()
	for _, r := range istio.Releases {
		for _, g := range []istio.GatewayAPI{
			{Bundle: r.GatewayAPI},
			{Bundle: r.GatewayAPI, Channel: "experimental", Alpha: true},
		} {
			fit, err := istio.MustParseVersion(r.Newest).FitGatewayAPI(g)
			require.NoError(t, err)
			assert.Equal(t, istio.GatewayFit{Fit: istio.Fits}, fit, "%s with %v: messages tell people to install it", r.Newest, g)
		}
	}
}

func TestGatewayKinds(t *testing.T) {
	t.Parallel()
	for _, k := range istio.GatewayKinds {
		_, err := semver.NewConstraint(k.Istio)
		require.NoError(t, err, "the range of %s", k.Kind)
		limits := 0
		for _, limit := range []string{k.Oldest, k.Newest, k.Blocks} {
			if limit != "" {
				limits++
				_, err := semver.NewVersion(limit)
				assert.NoError(t, err, "a limit of %s", k.Kind)
			}
		}
		assert.Equal(t, 1, limits, "%s %s: a line says one thing", k.Kind, k.Istio)
		assert.True(t, k.Blocks == "" || k.Alpha, "%s %s: only what was alpha stops being served", k.Kind, k.Istio)
	}
}

func TestGatewayKindsDoNotOverlap(t *testing.T) {
	t.Parallel()
	for minor := uint64(24); minor <= istio.Releases[0].Minor; minor++ {
		for patch := range uint64(12) {
			v, seen := semver.New(1, minor, patch, "", ""), map[string]int{}
			for _, k := range istio.GatewayKinds {
				c, err := semver.NewConstraint(k.Istio)
				require.NoError(t, err)
				if c.Check(v) {
					seen[k.Kind]++
				}
			}
			for kind, lines := range seen {
				assert.Equal(t, 1, lines, "%s of %s is in one line", kind, v)
			}
			for _, kind := range []string{"GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"} {
				assert.Contains(t, seen, kind, "every release knows it: %s", v)
			}
		}
	}
}
