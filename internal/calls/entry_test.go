package calls

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEntries(t *testing.T) {
	t.Parallel()
	const domain, reviews, db = "cluster.local", "reviews.catalog.svc.cluster.local", "db.data.svc.cluster.local"
	for _, c := range []struct {
		reason, text, domain string
		want                 Entry
		egress               string
	}{
		{"a namespace", "payments", domain, Entry{Namespace: "payments", Host: "*"}, "payments/*"},
		{"a host in one", "catalog/" + reviews, domain, Entry{Namespace: "catalog", Host: reviews}, "catalog/" + reviews},
		{"without the domain, which istiod doesn't complete", "catalog/reviews.catalog.svc", domain, Entry{Namespace: "catalog", Host: reviews}, "catalog/" + reviews},
		{"a domain that isn't known", "catalog/reviews.catalog.svc", "", Entry{Namespace: "catalog", Host: "reviews.catalog.svc"}, "catalog/reviews.catalog.svc"},
		{"a ServiceEntry's host may have capitals", "catalog/API.example.com", domain, Entry{Namespace: "catalog", Host: "API.example.com"}, "catalog/API.example.com"},
		{"all of one", "catalog/*", domain, Entry{Namespace: "catalog", Host: "*"}, "catalog/*"},
		{"the own namespace", "./*", domain, Entry{Namespace: ".", Host: "*"}, "./*"},
		{"a host of any", "*/api.example.com", domain, Entry{Namespace: "*", Host: "api.example.com"}, "*/api.example.com"},
		{"a domain of any", "*/*.example.com", domain, Entry{Namespace: "*", Host: "*.example.com"}, "*/*.example.com"},
		{"an external host, as it is compared", "API.Example.com.", domain, Entry{Namespace: "*", Host: "api.example.com", Outside: true}, "*/api.example.com"},
		{"with a port", "api.example.com:8443", "", Entry{Namespace: "*", Host: "api.example.com", Port: 8443, Outside: true}, "*/api.example.com"},
		{"an external domain", "*.example.com", domain, Entry{Namespace: "*", Host: "*.example.com", Outside: true}, "*/*.example.com"},
		{"a Service without its namespace before it", "reviews.catalog.svc", domain, Entry{Namespace: "catalog", Host: reviews}, "catalog/" + reviews},
		{"by the whole name", reviews, "", Entry{Namespace: "catalog", Host: reviews}, "catalog/" + reviews},
		{"a pod of a headless Service, which istiod knows by the Service", "db-0.db.data.svc.cluster.local", "", Entry{Namespace: "data", Host: db}, "data/" + db},
		{"the same without the domain", "db-0.db.data.svc", domain, Entry{Namespace: "data", Host: db}, "data/" + db},
		{"with the namespace before it", "data/db-0.db.data.svc", domain, Entry{Namespace: "data", Host: db}, "data/" + db},
		{"with both", "data/db-0.db.data.svc.cluster.local", domain, Entry{Namespace: "data", Host: db}, "data/" + db},
		{"a domain that isn't known, with the namespace", "data/db-0.db.data.svc.corp.example", "", Entry{Namespace: "data", Host: "db.data.svc.corp.example"}, "data/db.data.svc.corp.example"},
		{"all of its pods", "*.db.data.svc", domain, Entry{Namespace: "data", Host: db}, "data/" + db},
		{"of any namespace", "*/db-0.db.data.svc.cluster.local", domain, Entry{Namespace: "*", Host: db}, "*/" + db},
		{"of the own one", "./db-0.db.data.svc.cluster.local", domain, Entry{Namespace: ".", Host: db}, "./" + db},
		{"a ServiceEntry elsewhere may have a pod's name", "mesh/db-0.db.data.svc", domain, Entry{Namespace: "mesh", Host: "db-0." + db}, "mesh/db-0." + db},
		{"all Services of a namespace aren't pods", "*.data.svc", domain, Entry{Namespace: "data", Host: "*.data.svc.cluster.local"}, "data/*.data.svc.cluster.local"},
		{"Services of any namespace", "*.svc.cluster.local", "", Entry{Namespace: "*", Host: "*.svc.cluster.local"}, "*/*.svc.cluster.local"},
		{"svc is part of a name outside", "api.svc.example.com", "", Entry{Namespace: "*", Host: "api.svc.example.com", Outside: true}, "*/api.svc.example.com"},
		{"so it is where the domain is another", "a.b.svc.example.com", domain, Entry{Namespace: "*", Host: "a.b.svc.example.com", Outside: true}, "*/a.b.svc.example.com"},
		{"an exclusion", "~catalog/admin.catalog.svc", domain, Entry{Namespace: "catalog", Host: "admin.catalog.svc.cluster.local", Excludes: true}, "~catalog/admin.catalog.svc.cluster.local"},
		{"of every namespace's", "~/api.example.com", domain, Entry{Namespace: "*", Host: "api.example.com", Excludes: true}, "~*/api.example.com"},
		{"of the own namespace's", "~./*", domain, Entry{Namespace: ".", Host: "*", Excludes: true}, "~./*"},
	} {
		got, err := ParseEntry(c.text, c.domain)
		require.NoError(t, err, c.reason)
		c.want.Text = c.text
		assert.Equal(t, c.want, got, c.reason)
		assert.Equal(t, c.egress, got.EgressHost(), c.reason)
	}
}

func TestEntriesThatArentAny(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ reason, text, words string }{
		{"nothing", "", "write a namespace"},
		{"anything", "*", `write the namespaces that are called, or "*/*"`},
		{"an address", "https://api.example.com", `write "api.example.com"`},
		{"the port follows from the scheme", "http://api.example.com/v1", `write "api.example.com:80"`},
		{"a path", "api.example.com/v1/charges", `write "api.example.com"`},
		{"a port and a path", "api.example.com:8443/v1", `write "api.example.com:8443"`},
		{"a port that isn't", "api.example.com:https", "write a number from 1 to 65535"},
		{"port 0", "api.example.com:0", "write a number from 1 to 65535"},
		{"a port inside", "catalog/reviews.catalog.svc:9080", `write "catalog/reviews.catalog.svc"`},
		{"the same without the namespace", "reviews.catalog.svc:9080", `write "catalog/reviews.catalog.svc.cluster.local"`},
		{"an IPv6 address", "2001:db8::1", "DNS name"},
		{"an exclusion of nothing", "~payments", "~payments/*"},
		{"an exclusion without its namespace", "~api.example.com", "~*/api.example.com"},
		{"a pod's exclusion would be that of the Service", "~data/db-0.db.data.svc", `write "~data/db.data.svc", which excludes all pods`},
		{"nothing is imported", "~/*", "write an empty list"},
	} {
		_, err := ParseEntry(c.text, "cluster.local")
		require.Error(t, err, c.reason)
		assert.Contains(t, err.Error(), c.words, c.reason)
	}
}

func TestEntryCovers(t *testing.T) {
	t.Parallel()
	reviews := Call{From: "shop", Host: "reviews.catalog.svc.cluster.local", Namespace: "catalog", Service: true}
	stripe := Call{From: "shop", Host: "api.stripe.com", Namespace: "egress"}
	outside := Call{From: "shop", Host: "rates.example.com", Port: "8443", Way: Passed}
	wild := Call{From: "shop", Host: "*.example.com", Namespace: "egress"}
	own := Call{From: "catalog", Host: "reviews.catalog.svc.cluster.local", Namespace: "catalog", Service: true}
	for _, c := range []struct {
		reason, entry string
		call          Call
		want          bool
	}{
		{"a namespace has all its hosts", "catalog", reviews, true},
		{"another one hasn't", "payments", reviews, false},
		{"the host itself", "catalog/reviews.catalog.svc.cluster.local", reviews, true},
		{"another host", "catalog/ratings.catalog.svc.cluster.local", reviews, false},
		{"the host in another namespace", "payments/reviews.catalog.svc.cluster.local", reviews, false},
		{"every host", "catalog/*", reviews, true},
		{"a domain in a namespace", "catalog/*.catalog.svc.cluster.local", reviews, true},
		{"a domain in every namespace", "*/*.svc.cluster.local", reviews, true},
		{"everything", "*/*", reviews, true},
		{"the own namespace is another", "./*", reviews, false},
		{"the own namespace", "./*", own, true},
		{"an external host, whoever registered it", "api.stripe.com", stripe, true},
		{"where it is registered", "egress/api.stripe.com", stripe, true},
		{"the domain above", "*.stripe.com", stripe, true},
		{"a domain doesn't have itself", "*.api.stripe.com", stripe, false},
		{"a name that ends the same", "*.tripe.com", stripe, false},
		{"the port of what is registered isn't in the metrics", "api.stripe.com:443", stripe, true},
		{"without a port it is 443", "rates.example.com", outside, false},
		{"in Istio's grammar it is every port", "*/rates.example.com", outside, true},
		{"a Service without the cluster's domain", "reviews.catalog.svc", reviews, true},
		{"the same with its namespace, in capitals", "catalog/Reviews.catalog.svc.", reviews, true},
		{"another Service", "views.catalog.svc", reviews, false},
		{"its port", "rates.example.com:8443", outside, true},
		{"another port", "rates.example.com:9443", outside, false},
		{"a host in a namespace, which nobody registered", "egress/rates.example.com", outside, false},
		{"a domain that is registered as one", "*.example.com", wild, true},
		{"one host of it isn't all of them", "api.example.com", wild, false},
	} {
		e, err := ParseEntry(c.entry, "")
		require.NoError(t, err, c.reason)
		assert.Equal(t, c.want, e.Covers(c.call), "%s: %s", c.entry, c.reason)
	}
	e, err := ParseEntry("api.example.com", "")
	require.NoError(t, err)
	assert.True(t, e.mayBe(wild), "of a wildcard the metrics don't tell which host it was")
	assert.False(t, e.mayBe(stripe), "another host")
}
