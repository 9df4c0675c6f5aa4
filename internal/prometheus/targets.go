package prometheus

// Parts say what a mesh has that exports metrics.
type Parts struct {
	// Istiod, Ztunnel and CNI are the namespaces of these parts, "" where the mesh has none.
	Istiod, Ztunnel, CNI string
	// Services are the names of istiod's Services: one of each revision and tag.
	Services []string
}

// Target is one kind of pod that exports metrics. Ports and labels are those of Istio's charts and injection templates
// (manifests/charts of istio.io/istio 1.24 to 1.31).
type Target struct {
	// Name is the name of the job, and the value of the label `job`.
	Name string
	// Namespace is where the pods are, "" for anywhere.
	Namespace string
	// Label and Value select the pods, by one label; "" selects all.
	Label, Value string
	// Port is the name of the container port, Path where the metrics are on it.
	Port, Path string
	// Services are the names of the Services with that port.
	Services []string
}

// Names of the jobs.
const (
	JobIstiod  = "istiod"
	JobProxies = "envoy-stats"
	JobZtunnel = "ztunnel"
	JobCNI     = "istio-cni"
)

// Jobs lists the names of every job that this package can generate.
func Jobs() []string { return []string{JobIstiod, JobProxies, JobZtunnel, JobCNI} }

// Targets lists what is to be scraped. Pods are found by role `pod`: a Service of istiod has its revision in its name,
// and tags add more Services with the same pods. Istiod's pods carry `app: istiod` whatever the revision, while the label
// `istio` changes with it. Native sidecars are init containers, which that role lists as well.
func Targets(p Parts) []Target {
	var out []Target
	if p.Istiod != "" {
		out = append(out, Target{Name: JobIstiod, Namespace: p.Istiod, Label: "app", Value: "istiod", Port: "http-monitoring", Path: "/metrics", Services: p.Services})
	}
	// Sidecars, gateways and waypoints.
	out = append(out, Target{Name: JobProxies, Port: "http-envoy-prom", Path: "/stats/prometheus"})
	if p.Ztunnel != "" {
		out = append(out, Target{Name: JobZtunnel, Namespace: p.Ztunnel, Label: "app", Value: "ztunnel", Port: "ztunnel-stats", Path: "/metrics"})
	}
	if p.CNI != "" {
		out = append(out, Target{Name: JobCNI, Namespace: p.CNI, Label: "k8s-app", Value: "istio-cni-node", Port: "metrics", Path: "/metrics"})
	}
	return out
}

// Settings are those of every job.
type Settings struct {
	// Interval between scrapes, in Prometheus' grammar; "" is Prometheus' own.
	Interval string
	// SampleLimit bounds the samples of one scrape, beyond which Prometheus drops all of it; 0 is no limit.
	SampleLimit int
	// Drop are anchored regular expressions for names of metrics that are not kept.
	Drop []string
}
