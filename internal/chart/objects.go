package chart

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/releaseutil"
)

// Object is an object of Kubernetes that a release makes.
type Object struct {
	APIVersion, Kind string
	// Namespace is the object's own, else the release's, and "" for kinds of Kubernetes that are in none.
	Namespace, Name string
	// Template is the file that it came from: istiod/templates/deployment.yaml.
	Template string
	// Body is the whole object, as the chart writes it, without a namespace that only the release gives. Whole numbers are
	// int64 and others float64. It's nil for a CustomResourceDefinition, which is too large to be parsed for nothing.
	Body map[string]any
	// Text is its YAML document.
	Text []byte
	// Hook says that Helm runs it at its time, and doesn't count it among the release's objects.
	Hook bool
	// CRD says that it's a CustomResourceDefinition.
	CRD bool
}

// The stages in which an installation goes on.
const (
	stageCRDs = iota
	stageBefore
	stageObjects
	stageOther
)

// document is a YAML document of a file with what decides about its turn.
type document struct {
	Object

	stage, weight int
}

// objects turns rendered files into objects, in Helm's order. What was left out of the files is put back.
func objects(c *helmchart.Chart, files map[string]string, left specs, o RenderOptions) ([]Object, error) {
	var all []document
	for _, crd := range c.CRDObjects() {
		documents, err := read(crd.Filename, string(crd.File.Data), nil)
		if err != nil {
			return nil, err
		}
		for i := range documents {
			documents[i].stage, documents[i].Hook = stageCRDs, false
		}
		all = append(all, documents...)
	}
	names := make([]string, 0, len(files))
	for name := range files {
		if base := path.Base(name); !strings.HasPrefix(base, "_") && !strings.HasSuffix(name, "NOTES.txt") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		documents, err := read(name, files[name], left)
		if err != nil {
			return nil, err
		}
		for i := range documents {
			documents[i].place(o.IsUpgrade)
		}
		all = append(all, documents...)
	}
	slices.SortStableFunc(all, inOrder)
	return flatten(all, o.Namespace)
}

// place says when an object's turn is.
func (d *document) place(upgrade bool) {
	d.stage = stageObjects
	if !d.Hook {
		return
	}
	d.stage = stageOther
	before := release.HookPreInstall
	if upgrade {
		before = release.HookPreUpgrade
	}
	annotations := annotations(d.Body)
	for event := range strings.SplitSeq(annotations[release.HookAnnotation], ",") {
		if strings.EqualFold(strings.TrimSpace(event), before.String()) {
			d.stage = stageBefore
		}
	}
	// What is no number counts as none, as in Helm.
	d.weight, _ = strconv.Atoi(annotations[release.HookWeightAnnotation])
}

// turns is the place of each kind in Helm's order of installation; the kinds that it doesn't know come last.
var turns = func() map[string]int {
	out := map[string]int{}
	for i, kind := range releaseutil.InstallOrder {
		out[kind] = i
	}
	return out
}()

// inOrder compares two documents by their turn. Those of one kind stay in the order of their files.
func inOrder(a, b document) int {
	if c := cmp.Or(cmp.Compare(a.stage, b.stage), cmp.Compare(a.weight, b.weight)); c != 0 || a.stage == stageCRDs {
		return c
	}
	first, known := turns[a.Kind]
	second, alsoKnown := turns[b.Kind]
	switch {
	case known && alsoKnown:
		return cmp.Compare(first, second)
	case known:
		return -1
	case alsoKnown:
		return 1
	}
	return cmp.Compare(a.Kind, b.Kind)
}
