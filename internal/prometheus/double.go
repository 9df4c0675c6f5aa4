package prometheus

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
)

// Scrapes tells which of the targets a user's job would scrape, too, by the names of their jobs: each series of such a
// target would be there twice, and every rate and graph doubled. The job is tried on what Prometheus would discover for a
// typical pod of the target. Jobs that aren't wholly known are not judged.
func Scrapes(job map[string]any, targets []Target) []string {
	rules, ok := parsedRelabelings(job)
	if !ok {
		return nil
	}
	configs, _ := job["kubernetes_sd_configs"].([]any)
	var out []string
	for _, t := range targets {
		if t.scrapedByAny(configs, rules) {
			out = append(out, t.Name)
		}
	}
	return out
}

func parsedRelabelings(job map[string]any) ([]*relabel.Config, bool) {
	if hasUnknown(job["relabel_configs"]) || hasUnknown(job["kubernetes_sd_configs"]) {
		return nil, false
	}
	entries, _ := job["relabel_configs"].([]any)
	rules := make([]*relabel.Config, 0, len(entries))
	for _, entry := range entries {
		rule, err := parseRelabeling(entry)
		if err != nil {
			return nil, false // reported already
		}
		rules = append(rules, rule)
	}
	return rules, true
}

func (t Target) scrapedByAny(configs []any, rules []*relabel.Config) bool {
	return slices.ContainsFunc(configs, func(config any) bool { return t.scrapedBy(config, rules) })
}

func (t Target) scrapedBy(discovery any, rules []*relabel.Config) bool {
	config, ok := discovery.(map[string]any)
	if !ok || config["selectors"] != nil || config["api_server"] != nil {
		return false // only the cluster can tell
	}
	spaces, _ := config["namespaces"].(map[string]any)
	names, _ := spaces["names"].([]any)
	namespace := t.Namespace
	if namespace == "" {
		namespace = "shop"
		if len(names) > 0 {
			namespace = fmt.Sprint(names[0])
		}
	}
	if len(names) > 0 && !slices.Contains(names, any(namespace)) {
		return false
	}
	role, _ := config["role"].(string)
	return slices.ContainsFunc(t.discovered(role, namespace), func(found labels.Labels) bool {
		builder := labels.NewBuilder(found)
		if !relabel.ProcessBuilder(builder, rules...) {
			return false
		}
		address := builder.Get("__address__")
		return slices.ContainsFunc(t.metricPorts(), func(port string) bool { return strings.HasSuffix(address, ":"+port) })
	})
}

// metricPorts are the ports on which the target's metrics are. Proxies have them on two.
func (t Target) metricPorts() []string {
	switch t.Name {
	case JobProxies:
		return []string{"15090", "15020"}
	case JobZtunnel:
		return []string{"15020"}
	}
	return []string{"15014"}
}

// discovered returns what Prometheus finds of a typical pod, with the labels and annotations that Istio gives to it: the pod
// itself, or one of it for each Service.
func (t Target) discovered(role, namespace string) []labels.Labels {
	ports := t.metricPorts()
	meta := map[string]string{
		"__address__": "10.0.0.1:" + ports[0],
		metaNamespace: namespace, metaPod: t.Name + "-0", metaPhase: "Running", "__meta_kubernetes_pod_ip": "10.0.0.1",
		"__meta_kubernetes_pod_ready": "true", metaLabel + "app": "shop", metaPort: t.Port,
		"__meta_kubernetes_pod_container_port_number": ports[0], "__meta_kubernetes_pod_container_port_protocol": "TCP",
		"__meta_kubernetes_pod_container_name":                         "istio-proxy",
		"__meta_kubernetes_pod_annotation_prometheus_io_scrape":        "true",
		"__meta_kubernetes_pod_annotationpresent_prometheus_io_scrape": "true",
		"__meta_kubernetes_pod_annotation_prometheus_io_port":          ports[len(ports)-1],
		"__meta_kubernetes_pod_annotation_prometheus_io_path":          t.Path,
	}
	if t.Label != "" {
		meta[t.meta()] = t.Value
	}
	switch role {
	case "pod":
		return []labels.Labels{labels.FromMap(meta)}
	case "endpoints", "endpointslice":
		return t.served(strings.TrimSuffix(role, "s"), meta)
	}
	return nil
}

// served adds to what is known of a pod what is known of each of its Services. Prefix is the role's in the names of labels.
func (t Target) served(prefix string, meta map[string]string) []labels.Labels {
	services := t.Services
	if t.Name == JobProxies {
		services = []string{t.Name} // that of an application
	}
	var out []labels.Labels
	for _, service := range services {
		meta["__meta_kubernetes_service_name"] = service
		if t.Name == JobIstiod { // what no port of a Service covers is found as a port of the container alone
			meta["__meta_kubernetes_"+prefix+"_port_name"] = t.Port
		}
		out = append(out, labels.FromMap(meta))
	}
	return out
}

// Silent tells why a user's job keeps no target at all, "" where it may keep some. Role endpointslice has other names for
// its labels than role endpoints, and a rule that keeps by the wrong one keeps nothing, without an error. So does one that
// asks for the Service istiod where there is none of that name: each revision has its own.
func Silent(job map[string]any, targets []Target) string {
	rules, ok := parsedRelabelings(job)
	if !ok {
		return ""
	}
	configs, _ := job["kubernetes_sd_configs"].([]any)
	roles := map[string]bool{}
	for _, entry := range configs {
		config, _ := entry.(map[string]any)
		role, _ := config["role"].(string)
		roles[role] = true
	}
	for _, rule := range rules {
		if rule.Action != relabel.Keep || rule.Regex.MatchString("") {
			continue
		}
		for _, source := range rule.SourceLabels {
			switch name := string(source); {
			case strings.HasPrefix(name, "__meta_kubernetes_endpoint_") && roles["endpointslice"] && !roles["endpoints"]:
				return fmt.Sprintf("role endpointslice has no label %s; write %s", name,
					strings.Replace(name, "_endpoint_", "_endpointslice_endpoint_", 1)+" or, for the port, __meta_kubernetes_endpointslice_port_name")
			case strings.HasPrefix(name, "__meta_kubernetes_endpointslice_") && roles["endpoints"] && !roles["endpointslice"]:
				return fmt.Sprintf("role endpoints has no label %s; write role: endpointslice", name)
			}
		}
	}
	return renamed(configs, rules, targets)
}

func renamed(configs []any, rules []*relabel.Config, targets []Target) string {
	for _, t := range targets {
		if t.scrapedByAny(configs, rules) {
			return ""
		}
	}
	for _, t := range targets {
		documented := t
		documented.Services = []string{JobIstiod}
		if t.Name == JobIstiod && documented.scrapedByAny(configs, rules) {
			return fmt.Sprintf("istiod's Service is called %s; leave the job out, as the mesh's own job finds istiod whatever it is called", strings.Join(t.Services, " and "))
		}
	}
	return ""
}
