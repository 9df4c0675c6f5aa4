package importer

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Patches are applied after the mesh, server-side, by resources of their own in the program: a Release of Pulumi's has no
// transformation of what its chart renders. What such a patch adds stays through Helm's upgrades, as Helm leaves alone what its
// manifests don't have; what it changes of a chart's own field, an upgrade of the chart may set back until the program runs
// again. It can't remove anything.

const patchNote = "a patch after the mesh changes the object; if an upgrade of the chart sets it back, run `pulumi up --refresh`"

// patch records a change to an object, together with others of the same one.
func (t *translation) patch(n *node, apiVersion, kind, namespace, name string, body map[string]any) {
	to := patchOf(kind, name)
	if why := t.idlePatch(kind, name); why != "" {
		n.mark(Dropped, "", why)
		return
	}
	n.mark(Carried, "", patchNote)
	n.walk("", func(leaf *node, _ string) { leaf.markLeaf(Carried, to, "") })
	for i := range t.patches {
		p := &t.patches[i]
		if p.APIVersion == apiVersion && p.Kind == kind && p.Namespace == namespace && p.Name == name {
			p.Body = mergePatch(p.Body, body).(map[string]any)
			return
		}
	}
	t.patches = append(t.patches, Patch{APIVersion: apiVersion, Kind: kind, Namespace: namespace, Name: name, Body: body})
}

func (t *translation) idlePatch(kind, name string) string {
	switch {
	case strings.HasPrefix(name, "istiod") && !t.istiod, name == "istio-cni-node" && !t.cni, name == "ztunnel" && !t.ztunnel:
		return fmt.Sprintf("the %s %s isn't installed", kind, name)
	}
	return ""
}

// mergePatch merges two patches, items of lists by their names.
func mergePatch(base, over any) any {
	switch over := over.(type) {
	case map[string]any:
		b, ok := base.(map[string]any)
		if !ok {
			return over
		}
		out := map[string]any{}
		for key, value := range b {
			out[key] = value
		}
		for key, value := range over {
			out[key] = mergePatch(out[key], value)
		}
		return out
	case []any:
		b, ok := base.([]any)
		if !ok {
			return over
		}
		out := append([]any{}, b...)
		for _, item := range over {
			out = mergeItem(out, item)
		}
		return out
	}
	return over
}

func mergeItem(list []any, item any) []any {
	named, ok := item.(map[string]any)
	for i, other := range list {
		if o, isMap := other.(map[string]any); ok && isMap && named["name"] != nil && o["name"] == named["name"] {
			list[i] = mergePatch(o, item)
			return list
		}
	}
	return append(list, item)
}

// containers is the part of a pod that is the workload's container.
func containers(w workload, fields map[string]any) map[string]any {
	fields["name"] = w.container
	return map[string]any{"containers": []any{fields}}
}

// patchPod changes the pods of a workload.
func (t *translation) patchPod(n *node, w workload, pod map[string]any) {
	t.patch(n, "apps/v1", w.kind, w.namespace, w.name, map[string]any{"spec": map[string]any{"template": map[string]any{"spec": pod}}})
}

// apiVersions are those of the kinds that Istio's charts make.
var apiVersions = map[string]string{
	"Deployment": "apps/v1", "DaemonSet": "apps/v1", "Service": "v1", "ServiceAccount": "v1", "ConfigMap": "v1",
	"HorizontalPodAutoscaler": "autoscaling/v2", "PodDisruptionBudget": "policy/v1", "NetworkPolicy": "networking.k8s.io/v1",
	"MutatingWebhookConfiguration": "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration": "admissionregistration.k8s.io/v1",
	"ClusterRole": "rbac.authorization.k8s.io/v1", "ClusterRoleBinding": "rbac.authorization.k8s.io/v1",
}

var clusterWide = []string{"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ClusterRole", "ClusterRoleBinding"}

// overlays turns istioctl's patches by path into patches, one by one.
func (t *translation) overlays(list *node, w workload) {
	if list == nil {
		return
	}
	if list.leaf() {
		list.mark(Default, "", "nothing is said")
	}
	for _, o := range list.items {
		kind, name := o.at("kind").text(), o.at("name").text()
		patches := o.at("patches")
		carried := false
		for _, p := range patches.itemsOf() {
			body, why := overlayBody(p)
			version := apiVersions[kind]
			if version == "" && why == "" {
				why = fmt.Sprintf("the charts make no %s that a patch here could reach; change the object in your program", kind)
			}
			if why != "" {
				p.mark(Manual, "", why)
				continue
			}
			namespace := w.namespace
			if slices.Contains(clusterWide, kind) {
				namespace = ""
			}
			t.patch(p, version, kind, namespace, name, body)
			carried = carried || t.idlePatch(kind, name) == ""
		}
		outcome, to, note := Dropped, "", "no patch below is carried over"
		if carried {
			note = "it names what the patches below change"
			outcome, to = Carried, patchOf(kind, name)
		}
		for _, key := range []string{"apiVersion", "kind", "name"} {
			if f := o.at(key); f != nil {
				f.markLeaf(outcome, to, note)
			}
		}
		if patches.null() || patches.leaf() {
			o.mark(Default, "", "it changes nothing")
		}
	}
}

func (n *node) itemsOf() []*node {
	if n == nil {
		return nil
	}
	return n.items
}

// overlayBody makes the body of a patch, or says why it can't.
func overlayBody(p *node) (map[string]any, string) {
	value := p.at("value")
	if value.null() {
		return nil, "it removes what the chart wrote, which a patch beside Helm can't; look for a value of the chart that leaves it out"
	}
	segments, ok := segmentsOf(p.at("path").text())
	if !ok || len(segments) == 0 {
		return nil, "the path can't be read; write it as a patch in your program"
	}
	out := written(value)
	for i := len(segments) - 1; i >= 0; i-- {
		s := segments[i]
		if !s.selects {
			out = map[string]any{s.key: out}
			continue
		}
		parent := ""
		if i > 0 {
			parent = segments[i-1].key
		}
		fields, isMap := out.(map[string]any)
		if s.key != mergeKeys[parent] || !isMap {
			return nil, "it picks an item of a list by what server-side apply doesn't tell items apart; write the whole list as a patch in your program, or a value of the chart"
		}
		if _, changes := fields[s.key]; changes {
			return nil, fmt.Sprintf("it changes %s, by which the item is found; write the whole list as a patch in your program", s.key)
		}
		fields[s.key] = s.value
		out = []any{fields}
	}
	body, isMap := out.(map[string]any)
	if !isMap {
		return nil, "the path begins with a list; write it as a patch in your program"
	}
	return body, ""
}

// mergeKeys are those by which Kubernetes tells items of lists apart, where that is one text.
var mergeKeys = map[string]string{
	"containers": "name", "initContainers": "name", "env": "name", "volumes": "name", "volumeMounts": "mountPath", "webhooks": "name",
	"imagePullSecrets": "name",
}

// written is a value as istioctl reads it: a text that is a YAML map or list is one.
func written(n *node) any {
	text, ok := n.value.(string)
	if !ok {
		return n.data()
	}
	var parsed any
	if err := yaml.Unmarshal([]byte(text), &parsed); err == nil {
		switch parsed.(type) {
		case map[string]any, []any:
			return parsed
		}
	}
	return text
}

// segment is a step of a path: a key, or an item of a list.
type segment struct {
	selects    bool
	key, value string
}

// segmentsOf reads a path a.[key:value].b, in which a backslash takes a dot for itself.
func segmentsOf(path string) ([]segment, bool) {
	var out []segment
	var text strings.Builder
	escaped, depth := false, 0
	end := func() bool {
		s := text.String()
		text.Reset()
		if s == "" {
			return true
		}
		inner, isItem := strings.CutPrefix(s, "[")
		if !isItem {
			out = append(out, segment{key: s})
			return true
		}
		key, value, found := strings.Cut(strings.TrimSuffix(inner, "]"), ":")
		out = append(out, segment{selects: true, key: key, value: value})
		return found && key != ""
	}
	ok := true
	for _, c := range path {
		switch {
		case escaped:
			text.WriteRune(c)
			escaped = false
		case c == '\\':
			escaped = true
		case c == '.' && depth == 0:
			ok = end() && ok
		default:
			switch c {
			case '[':
				depth++
			case ']':
				depth--
			}
			text.WriteRune(c)
		}
	}
	return out, end() && ok
}
