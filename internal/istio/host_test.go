package istio_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// TestCheckEgressHost follows pkg/config/validation of Istio's releases 1.30 and 1.31, which differ in exclusions.
func TestCheckEgressHost(t *testing.T) {
	t.Parallel()
	label63, label64 := strings.Repeat("a", 63), strings.Repeat("a", 64)
	long255 := strings.Repeat(strings.Repeat("a", 50)+".", 5)
	for _, c := range []struct {
		host         string
		in130, in131 bool
		reason       string
	}{
		{"*/*", true, true, "everything"},
		{"./*", true, true, "the Sidecar's own namespace"},
		{"~/*", true, true, "nothing"},
		{"istio-system/*", true, true, "all of a namespace"},
		{"*/reviews.shop.svc.cluster.local", true, true, "a service, wherever it is declared"},
		{"./reviews.shop.svc.cluster.local", true, true, "a service of its own"},
		{"shop/reviews.shop.svc.cluster.local", true, true, "a service of a namespace"},
		{"*/*.example.com", true, true, "a wildcard as the whole leftmost label"},
		{"*/*.com", true, true, "of one more label"},
		{"shop/api.example.com.", true, true, "a dot at the end is a DNS name's own"},
		{"*/API.Example.com", true, true, "DNS names have either case"},
		{label63 + "/*", true, true, "a label of 63"},
		{"*/" + label63 + ".com", true, true, "a label of 63"},

		{"~shop/*", false, true, "an exclusion of a namespace"},
		{"~*/reviews.shop.svc.cluster.local", false, true, "an exclusion of a host everywhere"},
		{"~./*", false, true, "an exclusion of one's own"},
		{"~/example.com", false, true, "an exclusion of a host everywhere, in short"},
		{"~shop/reviews.shop.svc.cluster.local", false, true, "an exclusion of a host of a namespace"},
		{"~Shop/*", false, false, "an exclusion of what can't be a namespace"},
		{"~~shop/*", false, false, "twice"},
		{"~shop/reviews", false, false, "an exclusion of a short name"},

		{"", false, false, "nothing"},
		{"reviews.shop.svc.cluster.local", false, false, "no namespace"},
		{"*", false, false, "no namespace"},
		{"/", false, false, "both sides are empty"},
		{"/*", false, false, "no namespace"},
		{"shop/", false, false, "no name"},
		{"shop/reviews/v1", false, false, "two slashes"},
		{"*/reviews", false, false, "a short name"},
		{"*/re*.example.com", false, false, "a wildcard inside a label"},
		{"*/*reviews.example.com", false, false, "a wildcard that is part of a label"},
		{"*/www.*.com", false, false, "a wildcard in the middle"},
		{"*/*.*.com", false, false, "two wildcards"},
		{"*/*.", false, false, "a wildcard and nothing"},
		{"Shop/*", false, false, "a namespace in capitals"},
		{"shop.eu/*", false, false, "a namespace with a dot"},
		{"shop_eu/*", false, false, "a namespace with an underscore"},
		{"-shop/*", false, false, "a namespace that begins with -"},
		{label64 + "/*", false, false, "a namespace of 64"},
		{"*/" + label64 + ".com", false, false, "a label of 64"},
		{"*/" + long255 + "a", false, false, "256 characters"},
		{"*/a..b", false, false, "an empty label"},
		{"*/.example.com", false, false, "an empty first label"},
		{"*/-a.example.com", false, false, "a label that begins with -"},
		{"*/a-.example.com", false, false, "a label that ends with -"},
		{"*/exa mple.com", false, false, "a space"},
		{"*/my_api.example.com", false, false, "an underscore"},
		{"*/10.0.0.1", false, false, "an IP address"},
		{"*/example.123", false, false, "a top-level domain of digits"},
		{"*/123.example.com", true, true, "digits elsewhere"},
		{"*/api.example.com:443", false, false, "a port"},
		{"*/https://api.example.com", false, false, "an address"},
	} {
		for version, want := range map[string]bool{"1.30.5": c.in130, "1.31.0": c.in131, "1.31.0-rc.0": c.in131} {
			err := istio.CheckEgressHost(c.host, istio.MustParseVersion(version))
			assert.Equal(t, want, err == nil, "%q in %s: %s (%v)", c.host, version, c.reason, err)
			if err != nil {
				assert.Contains(t, err.Error(), c.host, "the error names the host")
				assert.Contains(t, err.Error(), "; ", "and says what to write")
			}
		}
	}
}

func TestLongestHost(t *testing.T) {
	t.Parallel()
	name := strings.Repeat(strings.Repeat("a", 50)+".", 5) // 255 characters with the dot at the end
	assert.Len(t, name, 255)
	assert.NoError(t, istio.CheckEgressHost("*/"+name, istio.MustParseVersion("1.31.0")), "255 characters are allowed")
}
