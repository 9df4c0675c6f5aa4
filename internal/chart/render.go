package chart

import (
	"fmt"
	"path"
	"slices"
	"strings"

	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

// knownKubeVersion is what Helm's command line takes for the cluster's version as long as it knows none. It's compiled in
// there; the library alone would say v1.20.0, which today's charts refuse.
const knownKubeVersion = "v1.36.0"

// RenderOptions is what a chart learns of its release and of the cluster.
type RenderOptions struct {
	// Name and Namespace are the release's.
	Name, Namespace string
	// KubeVersion is the cluster's, with or without a leading v, as the API server writes it: v1.31.2, v1.31.2-gke.100.
	// "" is for an unknown one: Helm's own default then, and the chart's demands of the version aren't checked.
	KubeVersion string
	// APIVersions are served by the cluster beside those of Kubernetes itself, which are always there:
	// monitoring.coreos.com/v1, or with a kind monitoring.coreos.com/v1/ServiceMonitor.
	APIVersions []string
	// IsUpgrade is what .Release.IsUpgrade says; .Release.IsInstall says the opposite.
	IsUpgrade bool
}

// Render returns the objects that `helm install` makes of a chart with these values over the chart's own, in the order in
// which Helm makes them: the crds folder, the hooks that run before, the others by kind, the hooks that run after or at
// other times. There is no cluster behind it: lookup finds nothing.
//
// The crds folder is there for an upgrade as well, though Helm leaves those objects alone then.
//
// Neither the chart nor the values are changed, so that one loaded chart may be rendered many times at once. Values are of
// the types that JSON or YAML decode to.
//
// Errors: *SchemaError for what values.schema.json refuses, *TemplateError for what a template refuses or writes wrongly,
// others for a chart that can't be installed at all. A chart that isn't done within 20 seconds is a *TemplateError.
func Render(c *helmchart.Chart, values map[string]any, o RenderOptions) ([]Object, error) {
	out, _, err := RenderWithNotes(c, values, o)
	return out, err
}

// RenderWithNotes is Render, and returns what the chart's own NOTES.txt tells the user, "" where it has none.
func RenderWithNotes(c *helmchart.Chart, values map[string]any, o RenderOptions) (made []Object, notes string, err error) {
	out, err := inTime(renderLimit, func() (out rendered, err error) {
		out.objects, out.notes, err = render(c, values, o)
		return out, err
	})
	return out.objects, out.notes, err
}

// rendered is what a chart renders to.
type rendered struct {
	objects []Object
	notes   string
}

func render(c *helmchart.Chart, values map[string]any, o RenderOptions) (made []Object, notes string, err error) {
	capabilities, err := o.capabilities()
	if err != nil {
		return nil, "", err
	}
	if err := installable(c, o.KubeVersion); err != nil {
		return nil, "", err
	}
	c = withOwnLists(withDependencies(c))
	if err := chartutil.ProcessDependenciesWithMerge(c, values); err != nil {
		return nil, "", fmt.Errorf("the dependencies of chart %s: %w", c.Name(), err)
	}
	merged, err := chartutil.CoalesceValues(c, values)
	if err != nil {
		return nil, "", fmt.Errorf("the values of chart %s: %w", c.Name(), err)
	}
	if err := checkSchema(c, merged); err != nil {
		return nil, "", err
	}
	info := map[string]any{
		"Name": o.Name, "Namespace": o.Namespace, "Revision": o.revision(), "Service": "Helm",
		"IsInstall": !o.IsUpgrade, "IsUpgrade": o.IsUpgrade,
	}
	files, left, err := execute(c, chartutil.Values{"Chart": c.Metadata, "Capabilities": capabilities, "Values": merged, "Release": info},
		func() (chartutil.Values, error) { return chartutil.CoalesceValues(c, values) })
	if err != nil {
		return nil, "", templateError(err)
	}
	made, err = objects(c, files, left, o)
	return made, string(left.fillIn(files[path.Join(c.Name(), "templates", notesFile)])), err
}

// notesFile is what Helm prints once a release is installed.
const notesFile = "NOTES.txt"

// execute runs the templates. Large CRDs are outlined while it does, and what was left out of them is returned, too; if that
// doesn't work out, it's done again without, and with values anew, as templates may change them.
func execute(c *helmchart.Chart, top chartutil.Values, again func() (chartutil.Values, error)) (map[string]string, specs, error) {
	outlined, left := outline(c)
	files, err := engine.Render(outlined, top)
	if left == nil || (err == nil && left.inPlace(files)) {
		return files, left, err
	}
	if top["Values"], err = again(); err != nil {
		return nil, nil, err
	}
	files, err = engine.Render(c, top)
	return files, nil, err
}

// revision is the number of the release that is made. Which upgrade it is isn't known.
func (o RenderOptions) revision() int {
	if o.IsUpgrade {
		return 2
	}
	return 1
}

func (o RenderOptions) capabilities() (*chartutil.Capabilities, error) {
	text := o.KubeVersion
	if text == "" {
		text = knownKubeVersion
	}
	version, err := chartutil.ParseKubeVersion(text)
	if err != nil {
		return nil, fmt.Errorf("%q is no version of Kubernetes; write it like %s: %w", text, knownKubeVersion, err)
	}
	// The parser drops what providers append, which charts look for: a cluster of GKE is told by v1.31.2-gke.100.
	version.Version = "v" + strings.TrimPrefix(text, "v")
	c := chartutil.DefaultCapabilities.Copy()
	c.KubeVersion = *version
	if len(o.APIVersions) > 0 {
		c.APIVersions = append(c.APIVersions[:len(c.APIVersions):len(c.APIVersions)], o.APIVersions...)
	}
	return c, nil
}

// installable refuses what `helm install` refuses before it renders anything.
func installable(c *helmchart.Chart, kubeVersion string) error {
	if c.Metadata.Type != "" && c.Metadata.Type != "application" {
		return fmt.Errorf("chart %s is of type %s and makes no objects; name a chart of type application", c.Name(), c.Metadata.Type)
	}
	if kubeVersion != "" && c.Metadata.KubeVersion != "" && !chartutil.IsCompatibleRange(c.Metadata.KubeVersion, kubeVersion) {
		return fmt.Errorf("chart %s %s asks for Kubernetes %s, and the cluster has %s; choose another version of the chart",
			c.Name(), c.Metadata.Version, c.Metadata.KubeVersion, kubeVersion)
	}
	var missing []string
	for _, d := range c.Metadata.Dependencies {
		if !has(c.Dependencies(), d.Name) {
			missing = append(missing, d.Name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("the charts folder of chart %s lacks %s, which its Chart.yaml names; run `helm dependency build` in it",
			c.Name(), strings.Join(missing, ", "))
	}
	return nil
}

func has(charts []*helmchart.Chart, name string) bool {
	for _, c := range charts {
		if c.Name() == name {
			return true
		}
	}
	return false
}

// withDependencies copies as much of a chart as Helm changes when it works out the dependencies: which charts there are,
// under what names, and with what values. Templates and files are shared. A chart without dependencies stays what it is.
func withDependencies(c *helmchart.Chart) *helmchart.Chart {
	if len(c.Dependencies()) == 0 && c.Metadata.Dependencies == nil {
		return c
	}
	out, metadata := *c, *c.Metadata
	out.Metadata = &metadata
	if metadata.Dependencies != nil {
		metadata.Dependencies = make([]*helmchart.Dependency, len(c.Metadata.Dependencies))
		for i, d := range c.Metadata.Dependencies {
			if d != nil {
				d2 := *d
				metadata.Dependencies[i] = &d2
			}
		}
	}
	below := make([]*helmchart.Chart, len(c.Dependencies()))
	for i, d := range c.Dependencies() {
		if below[i] = withDependencies(d); below[i] == d {
			leaf := *d
			below[i] = &leaf
		}
	}
	out.SetDependencies(below...)
	return &out
}

// withOwnLists copies the lists that templates get at: sortAlpha sorts in place, and other renderings may read them meanwhile.
func withOwnLists(c *helmchart.Chart) *helmchart.Chart {
	out, metadata := *c, *c.Metadata
	metadata.Keywords, metadata.Sources = slices.Clone(metadata.Keywords), slices.Clone(metadata.Sources)
	out.Metadata = &metadata
	return &out
}
