package render

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/components"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
)

// inNoChart are the arguments that no row has, by what their paths begin with, and why.
var inNoChart = map[string]string{
	"profile":                "every row runs under each",
	"platform":               "every row runs under each",
	"kubernetesVersion":      "it's compared, and no chart is told",
	"createNamespaces":       "namespaces belong to no chart",
	"istioOperator":          "it stands for other arguments",
	"istioOperatorVersion":   "it says how istioOperator is read",
	"image.copyPullSecrets.": "the Secrets are objects of the mesh's own",
	"charts.":                "it's where the charts come from",
	"gatewayApi.":            "the CRDs are somebody else's",
	"sidecars.":              "they are objects of the mesh's own",
	"injection.":             "labels and waypoints are objects of the mesh's own",
	"adopt.":                 "it's done before Helm, and no chart is told",
	"timeouts.":              "Helm waits, and no chart is told",
	"checks.":                "it's about findings",
	"preview":                "it's about what is shown",

	"tracing.jaeger.":                  "it's a resource for Jaeger's operator, an object of the mesh's own",
	"tracing.jaegerV2.":                "its chart is another project's, which no Go module has; otherwise it's an object of the mesh's own",
	"tracing.existing.external":        "it decides on objects of the mesh's own",
	"tracing.existing.tls":             "the DestinationRule is an object of the mesh's own",
	"tracing.existing.serviceEntry":    "the ServiceEntry is an object of the mesh's own",
	"tracing.existing.queryUrl":        "Kiali alone is told",
	"tracing.existing.queryGrpcUrl":    "Kiali alone is told",
	"metrics.scrape":                   "it decides on objects of the mesh's own",
	"metrics.additionalScrapeConfigs.": "the Secret is an object of the mesh's own",
	"metrics.monitors.":                "the PodMonitors are objects of the mesh's own",
	"metrics.interval":                 "it's in the Secret or the PodMonitors",
	"metrics.sampleLimit":              "it's in the Secret or the PodMonitors",
	"metrics.dropMetrics":              "it's in the Secret or the PodMonitors",
	"metrics.rules.":                   "the rules are objects of the mesh's own",
	"metrics.prometheusUrl":            "Kiali and Grafana alone are told",
	"metrics.rbac.":                    "Role and RoleBinding are objects of the mesh's own",
	"grafana.":                         "the dashboards are objects of the mesh's own",
	"kiali.":                           "its chart is another project's, which no Go module has; otherwise they are objects of the mesh's own",
}

// leavesOf lists what can be given, by path, with [] for an item of a list.
func leavesOf(t reflect.Type, path string) []string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	free := t == reflect.TypeFor[freeform.Map]() || t.Implements(reflect.TypeFor[pulumi.Input]())
	switch {
	case !free && t.Kind() == reflect.Struct:
		var out []string
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("pulumi"), ",")
			out = append(out, leavesOf(t.Field(i).Type, strings.TrimPrefix(path+"."+name, "."))...)
		}
		return out
	case !free && t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return leavesOf(t.Elem(), path+"[]")
	}
	return []string{path}
}

var brackets = regexp.MustCompile(`\[[^]]*\]`)

// given lists the leaves that a row gives a value to.
func given(leaves []string, path string, value any) []string {
	path = brackets.ReplaceAllString(path, "[]")
	if slices.Contains(leaves, path) {
		return []string{path}
	}
	var out []string
	switch value := value.(type) {
	case m:
		for key, e := range value {
			out = append(out, given(leaves, path+"."+key, e)...)
		}
	case list:
		for _, e := range value {
			out = append(out, given(leaves, path+"[]", e)...)
		}
	default:
		out = []string{path}
	}
	return out
}

func TestEveryArgumentHasARow(t *testing.T) {
	t.Parallel()
	leaves := leavesOf(reflect.TypeFor[components.MeshStackArgs](), "")
	covered := map[string]bool{}
	for _, r := range rows() {
		for _, leaf := range given(leaves, r.path, r.value) {
			assert.Contains(t, leaves, leaf, "%s is no argument", r.path)
			covered[leaf] = true
		}
	}
	used := map[string]bool{}
	for _, leaf := range leaves {
		excepted := false
		for prefix := range inNoChart {
			if leaf == prefix || strings.HasSuffix(prefix, ".") && strings.HasPrefix(leaf, prefix) {
				excepted, used[prefix] = true, true
			}
		}
		if excepted == covered[leaf] {
			assert.Fail(t, "wants either a row or a reason why no chart gets it", "%s: row %t, reason %t", leaf, covered[leaf], excepted)
		}
	}
	for prefix := range inNoChart {
		assert.True(t, used[prefix], "%s is no argument", prefix)
	}
}

// The guard is a guard only where it finds what is there.
func TestLeaves(t *testing.T) {
	t.Parallel()
	leaves := leavesOf(reflect.TypeFor[components.MeshStackArgs](), "")
	for path, reason := range map[string]string{
		"image.hub": "an Input", "meshConfig": "a free-form map", "controlPlane.tolerations[].key": "in a list",
		"gateways[].service.ports[].targetPort": "in a list in a list", "revisionTags": "a list of texts",
		"gateways[].labels": "a map of texts", "security.mtls": "an enumeration",
		"tracing.customTags": "a map of objects",
	} {
		assert.Contains(t, leaves, path, reason)
	}
	assert.Equal(t, []string{"gateways[].service.ports[].port"},
		given(leaves, "gateways[edge].service.ports", list{m{"port": 1}}))
}
