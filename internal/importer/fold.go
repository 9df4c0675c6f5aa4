package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/meshstack/pulumi-meshstack/internal/istio"
)

// workload is what the k8s settings of a component change: istioctl does it after Helm, to what the charts made.
type workload struct {
	kind, name, namespace, container string
	// values are those of its chart, where the settings go that the chart has.
	values *node
	// same are settings that the chart has under their own name, and renamed those under another one.
	same    []string
	renamed map[string]string
}

// foldComponents turns the k8s settings of components into values of their charts, before which they go, and into patches.
func (t *translation) foldComponents() {
	for _, component := range []string{"pilot", "cni", "ztunnel"} {
		n := t.components.at(component)
		root := t.values.at(component)
		if root == nil || !root.isMap {
			root = &node{isMap: true, path: "spec.values." + component}
		}
		root = root.without()
		for _, field := range []string{"hub", "tag"} {
			if f := n.at(field); !f.null() {
				root.put(&node{value: f.text(), path: f.path, line: f.line, doc: f.doc, with: []*node{f}}, field)
			}
		}
		if k8s := n.at("k8s"); k8s != nil {
			t.fold(k8s, t.workload(component, root))
		}
		if len(root.keys) > 0 {
			t.values.set(component, root)
		}
	}
	if t.cni {
		t.nodeNamespace("cni")
	}
	if t.ztunnel {
		t.nodeNamespace("ztunnel")
	}
	for _, component := range []string{"cni", "ztunnel"} {
		if ns := t.components.at(component, "namespace"); ns != nil && ns.entry == nil {
			ns.mark(Dropped, "", "it isn't installed")
		}
	}
	if k8s := t.components.at("base", "k8s"); k8s != nil {
		t.overlays(k8s.at("overlays"), workload{namespace: t.namespace})
		k8s.without("overlays").mark(Dropped, "", "the base chart runs nothing, and istioctl ignored it")
	}
}

func (t *translation) workload(component string, root *node) workload {
	w := workload{namespace: t.namespace, values: root, same: []string{"resources", "affinity", "podAnnotations"}}
	switch component {
	case "pilot":
		w.kind, w.name, w.container = "Deployment", istio.ControlPlaneService(t.revision), "discovery"
		w.same = append(w.same, "nodeSelector", "serviceAnnotations")
		w.renamed = map[string]string{"podDisruptionBudget": "pdb"}
	case "cni":
		w.kind, w.name, w.container = "DaemonSet", "istio-cni-node", "install-cni"
		w.renamed = map[string]string{"imagePullPolicy": "pullPolicy"}
	case "ztunnel":
		w.kind, w.name, w.container = "DaemonSet", "ztunnel", "istio-proxy"
		w.same = append(w.same, "imagePullPolicy", "nodeSelector")
	}
	if ns := t.components.at(component, "namespace").text(); ns != "" {
		w.namespace = ns
	} else if component != "pilot" && t.profile.node != "" {
		w.namespace = t.profile.node
	}
	return w
}

// fold sorts the settings of one component.
func (t *translation) fold(k8s *node, w workload) {
	if k8s.leaf() {
		k8s.mark(Default, "", "nothing is said")
		return
	}
	for _, field := range k8s.keys {
		n := k8s.fields[field]
		switch {
		case n.null():
			n.mark(Default, "", "nothing is said")
		case slices.Contains(w.same, field):
			w.values.put(n, field)
		case w.renamed[field] != "":
			w.values.put(n, w.renamed[field])
		default:
			t.foldField(field, n, w)
		}
	}
}

func (t *translation) foldField(field string, n *node, w workload) {
	deployment := w.kind == "Deployment"
	switch field {
	case "overlays":
		t.overlays(n, w)
	case "volumes", "volumeMounts":
		n.mark(Dropped, "", "istioctl ignored it; to have it, write it into the chart's values")
	case "env":
		t.foldEnv(n, w)
	case "tolerations":
		// The list goes in place of the chart's, as with istioctl.
		w.values.set(field, overlay(w.values.at(field), n))
	case "hpaSpec":
		t.foldScaler(n, w)
	case "replicaCount":
		if !deployment {
			n.mark(Dropped, "", "one runs on each node")
			return
		}
		w.values.put(n, field)
	case "podDisruptionBudget", "serviceAnnotations":
		n.mark(Dropped, "", "the chart makes no such object, so istioctl had nothing to change")
	case "service":
		t.foldService(n, w)
	case "strategy":
		t.foldStrategy(n, w)
	case "priorityClassName":
		if deployment {
			t.values.put(n, "global", field)
			return
		}
		t.patchPod(n, w, map[string]any{field: n.data()})
	case "imagePullPolicy", "readinessProbe":
		t.patchPod(n, w, containers(w, map[string]any{field: n.data()}))
	default: // nodeSelector, securityContext
		t.patchPod(n, w, map[string]any{field: n.data()})
	}
}

// builtIn are variables that istiod's chart sets itself, so that one of the same name in its values would be there twice.
var builtIn = map[string][]string{
	"discovery": {
		"REVISION", "PILOT_CERT_PROVIDER", "POD_NAME", "POD_NAMESPACE", "SERVICE_ACCOUNT", "KUBECONFIG", "PILOT_TRACE_SAMPLING",
		"PILOT_ENABLE_ANALYSIS", "CLUSTER_ID", "GOMAXPROCS", "PLATFORM", "EXTERNAL_ISTIOD",
	},
	"install-cni": {
		"REPAIR_NODE_NAME", "REPAIR_RUN_AS_DAEMON", "REPAIR_SIDECAR_ANNOTATION", "ALLOW_SWITCH_TO_HOST_NS", "NODE_NAME", "GOMEMLIMIT",
		"GOMAXPROCS", "POD_NAME", "POD_NAMESPACE",
	},
	"istio-proxy": {
		"CA_ADDRESS", "XDS_ADDRESS", "RUST_LOG", "RUST_BACKTRACE", "ISTIO_META_CLUSTER_ID", "INPOD_ENABLED", "TERMINATION_GRACE_PERIOD_SECONDS",
		"POD_NAME", "POD_NAMESPACE", "NODE_NAME", "INSTANCE_IP", "SERVICE_ACCOUNT", "ZTUNNEL_CPU_LIMIT",
	},
}

// foldEnv sorts variables: those with a value are values of every chart, those from elsewhere of istiod's alone.
func (t *translation) foldEnv(n *node, w workload) {
	for _, item := range n.items {
		name, value := item.at("name"), item.at("value")
		switch {
		case name.text() == "":
			t.errors.at(item, "a variable has no name; write one")
		case slices.Contains(builtIn[w.container], name.text()):
			t.patchPod(item, w, containers(w, map[string]any{"env": []any{item.data()}}))
		case item.at("valueFrom") != nil && w.container == "discovery":
			list := w.values.at("envVarFrom")
			if list == nil {
				list = &node{isList: true, path: n.path, line: n.line, doc: n.doc}
			}
			w.values.set("envVarFrom", &node{isList: true, path: list.path, line: list.line, doc: list.doc, items: append(list.items[:len(list.items):len(list.items)], item)})
		case item.at("valueFrom") != nil:
			t.patchPod(item, w, containers(w, map[string]any{"env": []any{item.data()}}))
		default:
			w.values.put(&node{value: value.text(), path: item.path, line: item.line, doc: item.doc, with: []*node{item}}, "env", name.text())
		}
	}
	if n.leaf() {
		n.mark(Default, "", "nothing is said")
	}
}

// foldScaler sorts the settings of the autoscaler.
func (t *translation) foldScaler(n *node, w workload) {
	if w.kind != "Deployment" {
		n.mark(Dropped, "", "one runs on each node, so there is no autoscaler")
		return
	}
	for _, field := range n.keys {
		f := n.fields[field]
		switch field {
		case "minReplicas":
			w.values.put(f, "autoscaleMin")
		case "maxReplicas":
			w.values.put(f, "autoscaleMax")
		case "behavior":
			w.values.put(f, "autoscaleBehavior")
		case "scaleTargetRef":
			f.mark(Dropped, "", "it is the Deployment "+w.name+"; another one can't be meant")
		case "metrics":
			t.foldMetrics(f, w)
		}
	}
	if n.leaf() {
		n.mark(Default, "", "nothing is said")
	}
}

// foldMetrics sorts what the autoscaler goes by. CPU and memory in percent of the request are values.
func (t *translation) foldMetrics(n *node, w workload) {
	percent := map[string]*node{}
	for _, metric := range n.items {
		resource := metric.at("resource")
		target := resource.at("target", "averageUtilization")
		if target == nil {
			target = resource.at("targetAverageUtilization")
		}
		if kind := metric.at("type").text(); resource == nil || target == nil || kind != "" && kind != "Resource" {
			percent = nil
			break
		}
		percent[resource.at("name").text()] = &node{value: target.value, path: metric.path, line: metric.line, doc: metric.doc, with: []*node{metric}}
	}
	if percent["cpu"] == nil || percent["memory"] == nil && len(percent) > 1 {
		// The list is replaced as a whole.
		t.patch(n, "autoscaling/v2", "HorizontalPodAutoscaler", w.namespace, w.name, map[string]any{"spec": map[string]any{"metrics": n.data()}})
		return
	}
	w.values.put(percent["cpu"], "cpu", "targetAverageUtilization")
	if percent["memory"] != nil {
		w.values.put(percent["memory"], "memory", "targetAverageUtilization")
	}
}

// foldService sorts the Service of istiod.
func (t *translation) foldService(n *node, w workload) {
	if w.kind != "Deployment" {
		n.mark(Dropped, "", "the chart makes no Service, so istioctl had nothing to change")
		return
	}
	for _, field := range n.keys {
		f := n.fields[field]
		if field == "ipFamilies" || field == "ipFamilyPolicy" {
			w.values.put(f, field)
			continue
		}
		t.patch(f, "v1", "Service", w.namespace, w.name, map[string]any{"spec": map[string]any{field: f.data()}})
	}
}

// foldStrategy sorts how an update goes.
func (t *translation) foldStrategy(n *node, w workload) {
	if w.kind != "Deployment" {
		n.mark(Manual, "", "it is that of a Deployment, and this is a DaemonSet; write updateStrategy into the chart's values")
		return
	}
	rolling := n.at("rollingUpdate")
	for _, field := range n.keys {
		f := n.fields[field]
		switch {
		case field == "rollingUpdate":
			for _, key := range rolling.keys {
				w.values.put(rolling.fields[key], "rolling"+strings.ToUpper(key[:1])+key[1:])
			}
		case field == "type" && f.text() == "RollingUpdate":
			f.mark(Default, "", "")
		default:
			f.mark(Manual, "", fmt.Sprintf("the chart always updates step by step; patch the Deployment %s yourself if all pods have to stop first", w.name))
		}
	}
}
