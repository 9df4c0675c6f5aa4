package savings_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/savings"
)

func inventory() *savings.Inventory {
	i := savings.NewInventory()
	i.Add("shop", "cart.shop.svc.cluster.local", 2)
	i.Add("shop", "front.shop.svc.cluster.local", 1)
	i.Add("catalog", "reviews.catalog.svc.cluster.local", 1)
	i.Add("catalog", "books.catalog.svc.cluster.local", 3)
	i.AddUnnamed("legacy", ".legacy.svc.cluster.local", 10)
	return i
}

// TestReach: the services and clusters that a proxy of the namespace shop is told about.
func TestReach(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		hosts  []string
		want   savings.Count
	}{
		"own":                      {"a dot is the Sidecar's own namespace", []string{"./*"}, savings.Count{Services: 2, Clusters: 3}},
		"everything":               {"as without a scope", []string{"*/*"}, savings.Count{Services: 14, Clusters: 17}},
		"another namespace":        {"its services are added", []string{"./*", "catalog/*"}, savings.Count{Services: 4, Clusters: 7}},
		"one host":                 {"only that one", []string{"./*", "catalog/reviews.catalog.svc.cluster.local"}, savings.Count{Services: 3, Clusters: 4}},
		"host of any namespace":    {"found by its name", []string{"*/books.catalog.svc.cluster.local"}, savings.Count{Services: 1, Clusters: 3}},
		"twice":                    {"a host within its namespace counts once", []string{"catalog/*", "catalog/reviews.catalog.svc.cluster.local"}, savings.Count{Services: 2, Clusters: 4}},
		"wildcard":                 {"a leftmost label is open", []string{"catalog/*.catalog.svc.cluster.local"}, savings.Count{Services: 2, Clusters: 4}},
		"wildcard of any":          {"in every namespace", []string{"*/*.svc.cluster.local"}, savings.Count{Services: 14, Clusters: 17}},
		"numbers only":             {"services without a name are counted whole", []string{"legacy/*"}, savings.Count{Services: 10, Clusters: 10}},
		"one of numbers":           {"it is one of them, whichever", []string{"legacy/a.legacy.svc.cluster.local"}, savings.Count{Services: 1, Clusters: 1}},
		"wildcard of numbers":      {"their hosts end so, whatever their names", []string{"legacy/*.legacy.svc.cluster.local"}, savings.Count{Services: 10, Clusters: 10}},
		"other wildcard":           {"none of them ends so", []string{"legacy/*.example.com"}, savings.Count{}},
		"too many excluded":        {"there are no less than none", []string{"shop/*", "~shop/*.shop.svc.cluster.local", "~shop/x.y"}, savings.Count{}},
		"no such host":             {"all names of catalog are known, and it isn't one", []string{"catalog/x.catalog.svc.cluster.local"}, savings.Count{}},
		"no such namespace":        {"nothing is there", []string{"absent/*", "absent/x.y"}, savings.Count{}},
		"excluded host":            {"taken from the whole namespace", []string{"catalog/*", "~catalog/books.catalog.svc.cluster.local"}, savings.Count{Services: 1, Clusters: 1}},
		"excluded everywhere":      {"no namespace is every namespace", []string{"*/*", "~/books.catalog.svc.cluster.local"}, savings.Count{Services: 13, Clusters: 14}},
		"excluded namespace":       {"the rest stays", []string{"*/*", "~legacy/*"}, savings.Count{Services: 4, Clusters: 7}},
		"excluded with its hosts":  {"also those that were named", []string{"catalog/books.catalog.svc.cluster.local", "~catalog/*"}, savings.Count{}},
		"nothing":                  {"`~/*` imports nothing", []string{"~/*"}, savings.Count{}},
		"nothing after everything": {"an exclusion wins", []string{"*/*", "./*", "~/*", "~shop/*"}, savings.Count{}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, inventory().Reach("shop", c.hosts), c.reason)
		})
	}
	assert.Equal(t, savings.Count{Services: 14, Clusters: 17}, inventory().All(), "what a proxy without a scope is told about")
}
