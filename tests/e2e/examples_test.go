package e2e

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/meshstack/pulumi-meshstack/tests/e2e/harness"
)

const (
	firstVersion = "1.31.0"
	nextVersion  = "1.31.1"
	extraGateway = "istio-extra"
)

// TestExamples takes the stack through its life in each language, one after another on the same cluster, so that each
// has to leave it as it found it.
func TestExamples(t *testing.T) {
	installKiali(t)
	var first map[string]any
	for _, language := range []harness.Language{harness.Go, harness.TypeScript, harness.Python} {
		t.Run(string(language), func(t *testing.T) {
			s := newExample(t, language)
			s.install(t)
			resources := withoutSecrets(s.state(t))
			if first == nil {
				first = resources
			}
			expectSame(t, resources, first)
			s.change(t)
			s.destroy(t)
		})
	}
}

// example is a stack whose operations end the test when they fail.
type example struct{ *harness.Stack }

func newExample(t *testing.T, language harness.Language) example {
	t.Helper()
	stack, err := environment.NewStack(language, map[string]string{
		"kubeconfig": bed.Kubeconfig(), "chartRepository": bed.ChartRepository(), "istioVersion": firstVersion,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		// The next language wants a clean cluster. The test's own context is over.
		if _, err := stack.Destroy(context.Background()); err != nil {
			t.Log(err)
		}
	})
	return example{stack}
}

// must runs an operation.
func must(t *testing.T, operation func(context.Context) (*harness.Result, error)) *harness.Result {
	t.Helper()
	result, err := operation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range result.Complaints() {
		// The base chart keeps its CRDs, and Helm says so when it's uninstalled.
		if !strings.Contains(complaint, "kept due to the resource policy") {
			t.Errorf("the engine complains: %s", complaint)
		}
	}
	return result
}

func (s example) install(t *testing.T) {
	preview := must(t, s.Preview)
	expectUntouched(t)
	expectKialiUntouched(t)

	up := must(t, s.Up)
	if preview.Changes["create"] != up.Changes["create"] || up.Changed() != up.Changes["create"] {
		t.Errorf("the preview promised %v, the update did %v; want the same, and only creation", preview.Changes, up.Changes)
	}
	expectOrder(t, up.Done("create"),
		"mesh-namespace-istio-system", "mesh-base", "mesh-cni", "mesh-istiod", "mesh-webhook-injector",
		"mesh-gateway-istio-ingress")
	expectOrder(t, up.Done("create"), "mesh-webhook-injector", "mesh-gateway-istio-egress")
	expectOrder(t, up.Done("create"), "mesh-webhook-validator", "mesh-sidecar-payments")
	expectOrder(t, up.Done("create"), "mesh-webhook-validator", "mesh-telemetry")
	expectOrder(t, up.Done("create"), "mesh-namespace-monitoring", "mesh-scrape-configs")
	expectOrder(t, up.Done("create"), "mesh-namespace-monitoring", "mesh-grafana-dashboard-mesh")
	expectOrder(t, up.Done("create"), "mesh-kiali-config", "mesh-kiali-rollout")
	expectMesh(t, up, firstVersion, "istio-ingress", "istio-egress")

	must(t, s.PreviewNoChanges)
	must(t, s.Refresh)
	must(t, s.PreviewNoChanges)
}

// change edits the program as a user would.
func (s example) change(t *testing.T) {
	s.Set("extraGateway", extraGateway)
	s.Set("accessLogEncoding", "json")
	s.Set("istioVersion", nextVersion)
	preview := must(t, s.Preview)
	if replaced := preview.Replaced(); len(replaced) > 0 {
		t.Errorf("the preview of the change replaces %v", replaced)
	}
	up := must(t, s.Up)
	if replaced := up.Replaced(); len(replaced) > 0 {
		t.Errorf("the change replaced %v", replaced)
	}
	if updated := up.Done("update"); !slices.Contains(updated, "mesh-istiod") {
		t.Errorf("the change updated %v; want mesh-istiod among them", updated)
	}
	if deleted := up.Done("delete"); len(deleted) > 0 {
		t.Errorf("the change deleted %v", deleted)
	}
	expectMesh(t, up, nextVersion, "istio-ingress", "istio-egress", extraGateway)
	must(t, s.PreviewNoChanges)
}

func (s example) destroy(t *testing.T) {
	down := must(t, s.Destroy)
	expectOrder(t, down.Done("delete"),
		"mesh-gateway-istio-ingress", "mesh-webhook-injector", "mesh-istiod", "mesh-base", "mesh-namespace-istio-system")
	expectOrder(t, down.Done("delete"), "mesh-sidecar-payments", "mesh-istiod")
	expectUntouched(t)
	expectKialiUntouched(t)
	if resources := s.state(t); len(resources) > 0 {
		t.Errorf("%d resources are left in the state", len(resources))
	}
}

// withoutSecrets replaces what is encrypted in a state: no two encryptions are alike.
func withoutSecrets(resources map[string]any) map[string]any {
	for urn, inputs := range resources {
		resources[urn] = withoutSecret(inputs)
	}
	return resources
}

func withoutSecret(value any) any {
	switch value := value.(type) {
	case map[string]any:
		if value[resource.SigKey] == resource.SecretSig {
			return "a secret"
		}
		return withoutSecrets(value)
	case []any:
		for i, item := range value {
			value[i] = withoutSecret(item)
		}
	}
	return value
}

// expectOrder checks that the names are there in that order.
func expectOrder(t *testing.T, done []string, names ...string) {
	t.Helper()
	last := -1
	for _, name := range names {
		at := slices.Index(done, name)
		if at <= last {
			t.Errorf("%s is missing or too early; want the order %v in %v", name, names, done)
			return
		}
		last = at
	}
}
