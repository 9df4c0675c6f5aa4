package prometheus

import (
	"strings"
)

// Job is a scrape_config, in the order in which people write one.
type Job struct {
	JobName              string        `yaml:"job_name"`
	MetricsPath          string        `yaml:"metrics_path"`
	ScrapeInterval       string        `yaml:"scrape_interval,omitempty"`
	SampleLimit          int           `yaml:"sample_limit,omitempty"`
	KubernetesSDConfigs  []discovery   `yaml:"kubernetes_sd_configs"`
	RelabelConfigs       []relabelRule `yaml:"relabel_configs"`
	MetricRelabelConfigs []relabelRule `yaml:"metric_relabel_configs,omitempty"`
}

type discovery struct {
	Role       string      `yaml:"role"`
	Namespaces *namespaces `yaml:"namespaces,omitempty"`
}

type namespaces struct {
	Names []string `yaml:"names"`
}

type relabelRule struct {
	SourceLabels []string `yaml:"source_labels,flow"`
	Action       string   `yaml:"action,omitempty"`
	Regex        string   `yaml:"regex,omitempty"`
	TargetLabel  string   `yaml:"target_label,omitempty"`
	Replacement  string   `yaml:"replacement,omitempty"`
}

const (
	metaNamespace = "__meta_kubernetes_namespace"
	metaPod       = "__meta_kubernetes_pod_name"
	metaPhase     = "__meta_kubernetes_pod_phase"
	metaPort      = "__meta_kubernetes_pod_container_port_name"
	metaLabel     = "__meta_kubernetes_pod_label_"
	metricName    = "__name__"
)

// finished pods keep their address for a while, and pending ones may have none that answers.
const notRunning = "Pending|Succeeded|Failed"

// Job returns the scrape_config of a target.
func (t Target) Job(s Settings) Job {
	job := Job{
		JobName: t.Name, MetricsPath: t.Path, ScrapeInterval: s.Interval, SampleLimit: s.SampleLimit,
		KubernetesSDConfigs:  []discovery{{Role: "pod"}},
		RelabelConfigs:       append(t.keep(), t.labels()...),
		MetricRelabelConfigs: s.drop(),
	}
	if t.Namespace != "" {
		job.KubernetesSDConfigs[0].Namespaces = &namespaces{[]string{t.Namespace}}
	}
	return job
}

// keep selects the one port of the pods.
func (t Target) keep() []relabelRule {
	sources, values := []string{metaPort}, []string{t.Port}
	if t.Label != "" {
		sources, values = append([]string{t.meta()}, sources...), append([]string{t.Value}, values...)
	} else {
		// A gateway's own template may name the port in its own way, as Istio's sample job allows for.
		values[0] = ".*" + strings.TrimPrefix(t.Port, "http")
	}
	return []relabelRule{
		{SourceLabels: sources, Action: "keep", Regex: strings.Join(values, ";")},
		{SourceLabels: []string{metaPhase}, Action: "drop", Regex: notRunning},
	}
}

// labels puts on what Istio's dashboards and Kiali select by. A proxy without the label `app` goes by the name that istiod gives to every proxy.
func (t Target) labels() []relabelRule {
	rules := []relabelRule{
		{SourceLabels: []string{metaNamespace}, TargetLabel: "namespace"},
		{SourceLabels: []string{metaPod}, TargetLabel: "pod"},
	}
	return append(rules, t.app()...)
}

func (t Target) app() []relabelRule {
	if t.Label != "" {
		return []relabelRule{{SourceLabels: []string{t.meta()}, TargetLabel: "app"}}
	}
	return []relabelRule{
		{SourceLabels: []string{metaLabel + "service_istio_io_canonical_name"}, TargetLabel: "app"},
		{SourceLabels: []string{metaLabel + "app"}, Regex: "(.+)", TargetLabel: "app"},
	}
}

// meta is the meta label that carries the pods' label: characters that a label name can't have become underscores.
func (t Target) meta() string { return metaLabel + strings.ReplaceAll(t.Label, "-", "_") }

func (s Settings) drop() []relabelRule {
	if len(s.Drop) == 0 {
		return nil
	}
	return []relabelRule{{SourceLabels: []string{metricName}, Action: "drop", Regex: strings.Join(s.Drop, "|")}}
}
