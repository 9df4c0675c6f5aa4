package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/meshstack/pulumi-meshstack/internal/adopt"
	"github.com/meshstack/pulumi-meshstack/internal/chart"
	"github.com/meshstack/pulumi-meshstack/internal/children"
	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

// withAdoptedReleases hands what exists over to a release when an AdoptedRelease is created or updated.
func withAdoptedReleases(prov p.Provider) p.Provider {
	return withRecord(prov, record{token: children.AdoptedReleaseType, diff: adoptedDiff, write: take})
}

// adoptedKeys are the inputs whose change may mean that there is something else to adopt, or elsewhere. A chart or values alone
// are Helm's business, and credentials nobody's.
var adoptedKeys = []string{"name", "namespace", "objects", "fieldManagers", "context", "cluster"}

func adoptedDiff(req p.DiffRequest) p.DiffResponse {
	only := func(in property.Map) property.Map {
		out := map[string]property.Value{}
		for key, v := range in.All {
			if slices.Contains(adoptedKeys, key) {
				out[key] = v
			}
		}
		return property.NewMap(out)
	}
	req.OldInputs, req.Inputs = only(req.OldInputs), only(req.Inputs)
	return renderedDiff(req)
}

// take adopts what the inputs say.
func take(ctx context.Context, in property.Map) error {
	text := func(key string) string {
		if v := in.Get(key); v.IsString() {
			return v.AsString()
		}
		return ""
	}
	manifest := adopt.Manifest{
		Source: chart.Source{
			Repository: text("repository"), Username: text("username"), Password: text("password"), CAFile: text("caFile"), Keyring: text("keyring"),
		},
		Chart:  chart.Ref{Name: text("chart"), Version: text("version")},
		Secret: in.Get("values").Secret(),
	}
	if err := json.Unmarshal([]byte(text("values")), &manifest.Values); err != nil {
		return fmt.Errorf("read the values of release %s: not JSON", text("name")) // the parser quotes what it read
	}
	var managers []string
	for _, v := range in.Get("fieldManagers").AsArray().All {
		managers = append(managers, v.AsString())
	}
	if given, some := in.GetOk("kubeconfig"); some && (!given.IsString() || strings.TrimSpace(given.AsString()) == "") {
		return fmt.Errorf("adopt what release %s renders: the kubeconfig is empty, and the ambient cluster may be another one; nothing was changed", text("name"))
	}
	k, err := adopt.Connect(cluster.Config{
		Kubeconfig: text("kubeconfig"), Context: text("context"), Cluster: text("cluster"), Prefix: "AdoptedRelease.",
	})
	if err != nil {
		return fmt.Errorf("adopt what release %s renders: %w", text("name"), err)
	}
	adopted, err := k.Take(ctx, adopt.Release{Name: text("name"), Namespace: text("namespace")}, manifest, managers)
	if err == nil && len(adopted) > 0 {
		p.GetLogger(ctx).Infof("%d objects are release %s's now (%s)", len(adopted), text("name"), k)
	}
	return err
}
