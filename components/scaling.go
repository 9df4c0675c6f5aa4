package components

import (
	"regexp"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// Autoscaling is a HorizontalPodAutoscaler.
type Autoscaling struct {
	MinReplicas          *int `pulumi:"minReplicas,optional"`
	MaxReplicas          *int `pulumi:"maxReplicas,optional"`
	TargetCPUUtilization *int `pulumi:"targetCpuUtilization,optional"`
}

// Annotate describes the properties for the schema.
func (s *Autoscaling) Annotate(a infer.Annotator) {
	a.Describe(&s, "A HorizontalPodAutoscaler. It writes the number of replicas, so `replicas` can't be given beside it.")
	a.Describe(&s.MinReplicas, "Fewest replicas. Default: 1.")
	a.Describe(&s.MaxReplicas, "Most replicas. Default: 5.")
	a.Describe(&s.TargetCPUUtilization, "Average CPU use to aim at, in percent of the request. Default: 80.")
}

// The charts' own bounds, for the check of one of them given alone.
const (
	chartMinReplicas = 1
	chartMaxReplicas = 5
)

func (s *Autoscaling) check(f *check.Findings, path string, size *scale, replicas *int, replicasPath string) {
	if replicas != nil && *replicas < 0 {
		f.Errorf(replicasPath, "%d replicas can't be run; write 0 or more", *replicas)
	}
	check.Int32(f, replicasPath, replicas)
	if s == nil {
		return
	}
	if replicas != nil {
		f.Errorf(replicasPath, "replicas and autoscaling exclude each other, as the autoscaler writes the replicas; remove one of the two")
	}
	check.Int32(f, path+".minReplicas", s.MinReplicas)
	check.Int32(f, path+".maxReplicas", s.MaxReplicas)
	check.Int32(f, path+".targetCpuUtilization", s.TargetCPUUtilization)
	_, bounds := scaling(size, nil, s)
	low, high := chartMinReplicas, chartMaxReplicas
	if bounds.MinReplicas != nil {
		low = *bounds.MinReplicas
	}
	if bounds.MaxReplicas != nil {
		high = *bounds.MaxReplicas
	}
	if low < 1 {
		f.Errorf(path+".minReplicas", "%d is below 1, the fewest an autoscaler keeps; write 1 or more", low)
	}
	if high < low {
		f.Errorf(path+".maxReplicas", "at most %d replicas is fewer than the minReplicas %d; raise maxReplicas or lower minReplicas", high, low)
	}
	if t := s.TargetCPUUtilization; t != nil && *t < 1 {
		f.Errorf(path+".targetCpuUtilization", "%d percent can't be aimed at; write 1 or more, for example 80", *t)
	}
}

// fewest is the number of replicas that always run.
func fewest(s *Autoscaling, replicas *int) int {
	switch {
	case replicas != nil:
		return *replicas
	case s != nil && s.MinReplicas != nil:
		return *s.MinReplicas
	}
	return chartMinReplicas
}

// PodDisruptionBudget bounds how many pods a drain may take away at once.
type PodDisruptionBudget struct {
	MinAvailable   *string `pulumi:"minAvailable,optional"`
	MaxUnavailable *string `pulumi:"maxUnavailable,optional"`
}

// Annotate describes the properties for the schema.
func (b *PodDisruptionBudget) Annotate(a infer.Annotator) {
	a.Describe(&b, "How many pods a drain may take away at once: exactly one of its two properties. "+
		"The charts create it only where at least 2 replicas run, so that it can never block a drain for good.")
	a.Describe(&b.MinAvailable, "Pods that must stay, as a number (`\"1\"`) or a percentage (`\"50%\"`).")
	a.Describe(&b.MaxUnavailable, "Pods that may be away, as a number (`\"1\"`) or a percentage (`\"50%\"`).")
}

var countGrammar = regexp.MustCompile(`^([0-9]{1,9}|100%|[0-9]{1,2}%)$`)

func (b *PodDisruptionBudget) check(f *check.Findings, path string, s *Autoscaling, replicas *int) {
	if b == nil {
		return
	}
	if (b.MinAvailable == nil) == (b.MaxUnavailable == nil) {
		f.Errorf(path, "give exactly one of minAvailable and maxUnavailable")
	}
	for name, value := range map[string]*string{"minAvailable": b.MinAvailable, "maxUnavailable": b.MaxUnavailable} {
		if value != nil && !countGrammar.MatchString(*value) {
			f.Errorf(path+"."+name, "%q is neither a number nor a percentage; write for example \"1\" or \"50%%\"", *value)
		}
	}
	if fewest(s, replicas) < 2 {
		f.Report(check.BudgetMissing, path, "the chart creates no PodDisruptionBudget for a single replica; run at least 2 (replicas or autoscaling.minReplicas)")
	}
}

func (b *PodDisruptionBudget) tree() any {
	if b == nil {
		return nil
	}
	t := plan.Tree{}
	t.Set(count(b.MinAvailable), "minAvailable")
	t.Set(count(b.MaxUnavailable), "maxUnavailable")
	return t
}

func isZero(s *string) bool { return s != nil && strings.Trim(*s, "0") == "" }

// count turns "1" into 1 and leaves "50%" alone: Kubernetes takes a quoted number for a percentage without its sign.
func count(s *string) any {
	if s == nil {
		return nil
	}
	n := 0
	for _, c := range *s {
		if c < '0' || c > '9' {
			return *s
		}
		n = n*10 + int(c-'0')
	}
	return n
}
