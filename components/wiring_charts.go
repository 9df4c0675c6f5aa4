package components

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/istio"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
	"github.com/meshstack/pulumi-meshstack/internal/proof"
)

// charts reports findings of charts, images and versions.
func (w wiring) charts() {
	once := w.once()
	for _, control := range w.planes {
		once.retiredImages(w.istiod(control))
	}
	once.retiredImages(w.proved.Release("cni"))
	once.retiredImages(w.proved.Release("ztunnel"))
	for _, r := range w.proved.Releases {
		if r.Err == nil {
			once.overriddenValues(r)
			once.deprecatedValues(r)
		}
	}
	w.crdsLeftOut()
}

// once reports a finding once, as the control planes have most arguments in common.
type once struct {
	wiring
	said map[string]bool
}

func (w wiring) once() once { return once{w, map[string]bool{}} }

func (o once) report(id check.ID, path, format string, args ...any) {
	if key := string(id) + " " + path; !o.said[key] {
		o.said[key] = true
		o.Report(id, path, format, args...)
	}
}

// releases are the Istio releases of the control planes, as far as they are known.
func (m *mesh) releases() []istio.Version {
	var out []istio.Version
	for _, control := range m.planes {
		if control.known && !slices.Contains(out, control.version) {
			out = append(out, control.version)
		}
	}
	return out
}

// writtenAt is the argument by which the user wrote one of these values of a release, the first that is there, or else the
// other path.
func writtenAt(r *proof.Release, other string, values ...string) string {
	if r == nil {
		return other
	}
	for _, value := range values {
		keys := strings.Split(value, ".")
		block, _ := proof.At(r.User, keys[:len(keys)-1]...).(map[string]any)
		if _, there := block[keys[len(keys)-1]]; there {
			return r.Plan.User.Path + "." + value
		}
	}
	return other
}

// hiddenIn reports whether one of these values of a release isn't known, so that what comes of it can't be judged.
func hiddenIn(r *proof.Release, values ...string) bool {
	planned := plan.ToGo(r.Values.Value)
	return slices.ContainsFunc(values, func(value string) bool { return hasHidden(proof.At(planned, strings.Split(value, ".")...)) })
}

// under reports whether an address is one of some others, or below it.
func under(address string, others []string) bool {
	return slices.ContainsFunc(others, func(other string) bool {
		rest, found := strings.CutPrefix(address, other)
		return found && (rest == "" || strings.ContainsAny(rest[:1], "/:@"))
	})
}

// retiredRegistries are switched off in December 2026 (istio.io/latest/blog/2026/retirement-of-gcp).
var retiredRegistries = []string{"gcr.io/istio-release", "gcr.io/istio-testing", "gcr.io/istio", "registry.istio.io"}

// imageValues are the values that name images or their registry, by chart; those that are laid over others come first.
var imageValues = map[string][]string{
	"istiod":  {"pilot.image", "image", "pilot.hub", "hub", "global.proxy.image", "global.proxy_init.image", "global.hub"},
	"cni":     {"cni.image", "image", "cni.hub", "hub", "global.hub"},
	"ztunnel": {"image", "hub", "global.hub"},
}

// retiredImages reports images of a release, and of the proxies that it injects, that can't be pulled for long.
func (o once) retiredImages(r *proof.Release) {
	for _, image := range imagesOf(r) {
		if !under(image, retiredRegistries) {
			continue
		}
		path := "image.hub"
		for _, value := range imageValues[r.Plan.Chart.Name] {
			if written, _ := proof.At(r.User, strings.Split(value, ".")...).(string); written != "" && under(image, []string{written}) {
				path = writtenAt(r, path, value)
				break
			}
		}
		o.report(check.RegistryEnds, path, "%s is in a registry that is switched off in December 2026 and has no release after 1.30; write %s, or your own mirror", image, defaultHub)
	}
}

// imagesOf lists what the pods of a release run, and what istiod makes the images of the proxies of.
func imagesOf(r *proof.Release) []string {
	var out []string
	for _, kind := range []string{"Deployment", "DaemonSet"} {
		containers, _ := proof.At(bodyOf(r.Find(kind, "")), "spec", "template", "spec", "containers").([]any)
		for _, c := range containers {
			image, _ := proof.At(c, "image").(string)
			out = append(out, image)
		}
	}
	if r != nil {
		for _, path := range [][]string{{"global", "hub"}, {"global", "proxy", "image"}, {"global", "proxy_init", "image"}} {
			image, _ := proof.At(r.Injector, path...).(string)
			out = append(out, image)
		}
	}
	return out
}

func bodyOf(o *proof.Object) any {
	if o == nil {
		return nil
	}
	return o.Body
}

// deprecation is the line by which a chart says that a value has a new name (NOTES.txt of Istio's charts).
var deprecation = regexp.MustCompile(`(?m)^WARNING: "(.+?)" is deprecated; use "(.+?)" instead`)

// deprecatedValues reports values of the user that the chart calls deprecated.
func (o once) deprecatedValues(r *proof.Release) {
	found := deprecation.FindAllStringSubmatch(r.Notes, -1)
	for _, match := range found {
		value := match[1]
		deeper := slices.ContainsFunc(found, func(other []string) bool { return strings.HasPrefix(other[1], value+".") })
		if path := writtenAt(r, "", value); path != "" && !deeper {
			o.report(check.ValueDeprecated, path, "the chart %s calls it deprecated; write %s", r.Plan.Chart.Name, insteadOf(match[2]))
		}
	}
}

// insteadOf puts the mesh config, which has an argument of its own, for the value of it.
func insteadOf(replacement string) string {
	if path, ok := strings.CutPrefix(replacement, "meshConfig."); ok {
		return fmt.Sprintf("%s under the argument meshConfig", path)
	}
	return replacement
}

// crdsLeftOut reports resources of Istio whose CRD the base chart is told to leave out.
func (w wiring) crdsLeftOut() {
	base := w.proved.Release("base")
	if base == nil {
		return
	}
	made := map[string]bool{}
	for i := range base.Objects {
		if o := &base.Objects[i]; o.CRD {
			made[o.Name] = true
		}
	}
	var missing []string
	for _, o := range w.proved.Plan.Objects {
		version, err := schema.ParseGroupVersion(o.APIVersion)
		if err != nil || !strings.HasSuffix(version.Group, ".istio.io") {
			continue
		}
		plural, _ := meta.UnsafeGuessKindToResource(version.WithKind(o.Kind))
		if name := plural.GroupResource().String(); !made[name] {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return
	}
	if path := writtenAt(base, "", "base.excludedCRDs", "global.resourceScope"); path != "" {
		w.Report(check.CRDLeftOut, path, "the mesh writes resources of %s, which the cluster then may not know; leave it out", strings.Join(unique(missing), ", "))
	}
}
