package provider

import (
	"encoding/base64"
	"maps"
	"strings"
	"testing"

	"github.com/meshstack/pulumi-meshstack/internal/chart/charttest"
	"github.com/meshstack/pulumi-meshstack/internal/kiali"
)

// place says how the sentinel is written at an argument that doesn't take just any text, and what of it must arrive.
type place struct {
	// reason says why it isn't the sentinel alone at its path alone.
	reason string
	// with is laid over the arguments around the leaf.
	with m
	// at is where the sentinel is written, "" for the path itself.
	at string
	// entry is a map that is written as a whole, in place of one with any key.
	entry m
	// text is what is written, with the sentinel in it, and arrives what a child must get of it; "" for the sentinel alone.
	text, arrives string
	// inText: it arrives as a part of a text, as it is or in base64.
	inText bool
	// alwaysSecret: it arrives as a secret also when it came as none, as it goes into a Secret.
	alwaysSecret bool
	// refused: it would stand in a ConfigMap of the cluster, so as a secret it is refused, without being repeated.
	refused bool
}

// holds reports whether a value is what must arrive.
func (p place) holds(text string) bool {
	want := p.arrives
	if want == "" {
		want = p.text
	}
	if want == "" {
		want = sentinel
	}
	if p.inText {
		return strings.Contains(text, want) || strings.Contains(decoded(text), want)
	}
	return text == want
}

// mentions reports whether the sentinel is anywhere in a text, also in base64.
func mentions(text string) bool {
	return strings.Contains(text, sentinel) || strings.Contains(decoded(text), sentinel)
}

func decoded(text string) string {
	out, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	return string(out)
}

// lay returns arguments with others laid over them, key by key.
func lay(under, over map[string]any) map[string]any {
	out := maps.Clone(under)
	for key, value := range over {
		if b, isMap := value.(map[string]any); isMap {
			a, _ := out[key].(map[string]any)
			if a == nil {
				a = m{}
			}
			value = lay(a, b)
		}
		out[key] = copied(value)
	}
	return out
}

// copied is a list of its own, as cases run at the same time and write into theirs.
func copied(value any) any {
	given, isList := value.([]any)
	if !isList {
		return value
	}
	out := list{}
	for _, e := range given {
		if object, isMap := e.(map[string]any); isMap {
			e = lay(m{}, object)
		}
		out = append(out, copied(e))
	}
	return out
}

// fromFolders makes the charts of other projects come from folders with a chart of that name.
func fromFolders(t *testing.T, args map[string]any) {
	t.Helper()
	tracing, _ := args["tracing"].(map[string]any)
	if j, ok := tracing["jaegerV2"].(map[string]any); ok && j["via"] != "openTelemetryOperator" {
		j["chart"] = m{"version": jaegerChart, "repository": charttest.FolderOf(t, "jaeger", jaegerChart)}
	}
	console, _ := args["kiali"].(map[string]any)
	if install, ok := console["install"].(map[string]any); ok {
		version := kiali.For(31).String()
		if given, ok := console["version"].(string); ok {
			version = given
		}
		install["repository"] = charttest.FolderOf(t, "kiali-server", version)
	}
}

// jaegerChart is a version of Jaeger's chart that runs Jaeger v2.
const jaegerChart = "4.11.1"

// placesOf returns the ways in which a leaf is tried: as the sentinel alone, unless the table has others.
func placesOf(path string) []place {
	if special, ok := places[path]; ok {
		return special
	}
	return []place{{}}
}

// places are the arguments that don't take just any text, or need others beside them.
var places = allPlaces(imagePlaces, tracingPlaces(), jaegerPlaces(), jaegerV2Places(), metricsPlaces, grafanaPlaces, kialiPlaces(), adoptPlaces())

func allPlaces(tables ...map[string][]place) map[string][]place {
	out := map[string][]place{}
	for _, table := range tables {
		maps.Copy(out, table)
	}
	return out
}

var imagePlaces = map[string][]place{
	"image.copyPullSecrets.dockerConfigJson": {{reason: "a Secret of this type holds a registry's credentials", text: credentials, inText: true, alwaysSecret: true}},
}
