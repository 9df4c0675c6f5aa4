package istio_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// FuzzCheckEgressHost holds the grammar of hosts, in every release that is known, to laws: an error says what to write, a
// release never takes back what the one before took, an exclusion is judged like what it excludes, and what is written for a
// host without a namespace is another host.
func FuzzCheckEgressHost(f *testing.F) {
	for _, host := range []string{
		"*/*", "./*", "~/*", "~shop/*", "~./a.b", "~/a.b", "~~a/*", "shop/api.example.com.", "*/*.com", "*/*.", "*/10.0.0.1",
		"a", "a.b", "", "/", "a/b/c", "%s/%d", "*/\x00.a", "\xff/\xff.\xff", "*/K.com", "*/" + strings.Repeat("a.", 130) + "b",
	} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		taken := false
		for i := len(istio.Releases) - 1; i >= 0; i-- { // the oldest first
			v := istio.MustParseVersion(istio.Releases[i].Newest)
			err := istio.CheckEgressHost(host, v)
			if err == nil {
				taken = true
				continue
			}
			assert.False(t, taken, "%q: %s refuses what an older release takes: %v", host, v, err)
			assert.Contains(t, err.Error(), ";", "%q: nothing to write instead: %v", host, err)
			if !strings.Contains(host, "%!") {
				assert.NotContains(t, err.Error(), "%!", "%q: a wrong format", host)
			}
		}
		newest := istio.MustParseVersion(istio.Releases[0].Newest)
		if taken {
			assert.Equal(t, 1, strings.Count(host, "/"), "%q: namespace and name", host)
			assert.LessOrEqual(t, len(host), 1+63+1+255, "%q: nothing longer is a host", host)
			for _, c := range host {
				assert.Less(t, c, '\x7f', "%q: DNS names are ASCII", host)
			}
		}
		if rest, ok := strings.CutPrefix(host, "~"); ok && !strings.HasPrefix(rest, "/") {
			assert.Equal(t, istio.CheckEgressHost(rest, newest) == nil && !strings.HasPrefix(rest, "~"), taken, "%q: excluding a host is like naming it", host)
		}
		if !strings.Contains(host, "/") && host != "" {
			short, any := istio.CheckEgressHost("shop/"+host, newest), istio.CheckEgressHost("*/"+host, newest)
			assert.Equal(t, short == nil, any == nil, "%q: a name is one in every namespace", host)
		}
	})
}
