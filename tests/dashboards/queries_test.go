package dashboards

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQueries(t *testing.T) {
	t.Parallel()
	metrics := knownMetrics(t)
	all := queries(t)
	require.Greater(t, len(all), 150, "every query of every panel")
	for _, q := range all {
		assert.Empty(t, problems(q, metrics), "%s: %s", q.where, q.expr)
	}
}

// TestQueriesThatAreWrong: the proof finds what it is there to find.
func TestQueriesThatAreWrong(t *testing.T) {
	t.Parallel()
	metrics := knownMetrics(t)
	for name, c := range map[string]struct {
		reason string
		q      asked
		want   string
	}{
		"grammar":        {"Prometheus would refuse it", asked{expr: "sum(rate(istio_requests_total[5m])"}, "parse"},
		"gone":           {"the metric was removed with Mixer", asked{expr: "sum(rate(mixer_runtime_dispatches_total[5m]))"}, "no metric"},
		"seconds":        {"latency is in milliseconds", asked{expr: "rate(istio_request_duration_seconds_bucket[5m])"}, "no metric"},
		"no suffix":      {"a histogram has no series of its name", asked{expr: "rate(istio_request_bytes[5m])"}, "no metric"},
		"label":          {"istiod's metrics know no such label", asked{expr: `pilot_xds{revision="a"}`}, "no label revision"},
		"grouping":       {"everything would be one series", asked{expr: "sum by (workload) (rate(istio_requests_total[5m]))"}, "no label workload"},
		"le of a count":  {"only buckets have it", asked{expr: "sum by (le) (rate(istio_request_bytes_sum[5m]))"}, "no label le"},
		"rate of gauge":  {"a gauge has no rate", asked{expr: "rate(pilot_xds[5m])"}, "is a gauge"},
		"bare counter":   {"a counter alone tells how old a pod is", asked{expr: "sum(istio_requests_total)"}, "is a counter"},
		"legend":         {"the legend would show nothing", asked{expr: "sum by (pod) (pilot_xds)", legend: "{{version}}"}, "legend"},
		"alternatives":   {"each of the names must exist", asked{expr: `group({__name__=~"istio_requests_total|istio_nothing"})`, variable: true}, "no metric istio_nothing"},
		"without a name": {"it would ask for everything", asked{expr: `group({namespace="a"})`, variable: true}, "no name"},
	} {
		got := strings.Join(problems(c.q, metrics), "\n")
		assert.Contains(t, got, c.want, "%s: %s", name, c.reason)
	}
}

// problems says what is wrong with a query.
func problems(q asked, metrics map[string]metric) []string {
	expr, err := parser.NewParser(parser.Options{}).ParseExpr(q.expr)
	if err != nil {
		return []string{fmt.Sprintf("parse: %v", err)}
	}
	p := &proof{metrics: metrics, variable: q.variable}
	parser.Inspect(expr, func(node parser.Node, path []parser.Node) error {
		p.look(node, path)
		return nil
	})
	if !q.variable && !q.table {
		p.legend(expr, q.legend)
	}
	return p.found
}

type proof struct {
	metrics  map[string]metric
	variable bool
	found    []string
}

func (p *proof) add(format string, args ...any) {
	p.found = append(p.found, fmt.Sprintf(format, args...))
}

func (p *proof) look(node parser.Node, path []parser.Node) {
	switch n := node.(type) {
	case *parser.VectorSelector:
		p.selector(n, path)
	case *parser.AggregateExpr:
		for _, label := range n.Grouping {
			if !slices.Contains(p.labels(n.Expr), label) {
				p.add("no label %s to group by", label)
			}
		}
	}
}

// selector looks at the metrics that a selector names.
func (p *proof) selector(s *parser.VectorSelector, path []parser.Node) {
	names := seriesOf(s)
	if len(names) == 0 {
		p.add("no name in %s", s)
	}
	inRange := len(path) > 0 && isMatrix(path[len(path)-1])
	for _, name := range names {
		m, ok := find(p.metrics, name)
		if !ok {
			p.add("no metric %s", name)
			continue
		}
		for _, matcher := range s.LabelMatchers {
			if matcher.Name != model.MetricNameLabel && !slices.Contains(m.Labels, matcher.Name) {
				p.add("no label %s on %s", matcher.Name, name)
			}
		}
		switch {
		case p.variable:
		case inRange && m.Type == "gauge":
			p.add("%s is a gauge", name)
		case !inRange && m.Type != "gauge":
			p.add("%s is a %s", name, m.Type)
		}
	}
}

func isMatrix(n parser.Node) bool {
	_, ok := n.(*parser.MatrixSelector)
	return ok
}

// seriesOf lists the names that a selector asks for.
func seriesOf(s *parser.VectorSelector) []string {
	for _, m := range s.LabelMatchers {
		if m.Name == model.MetricNameLabel {
			return strings.Split(m.Value, "|")
		}
	}
	return nil
}

// labels are those that the series of an expression can have.
func (p *proof) labels(expr parser.Expr) []string {
	switch e := expr.(type) {
	case *parser.ParenExpr:
		return p.labels(e.Expr)
	case *parser.StepInvariantExpr:
		return p.labels(e.Expr)
	case *parser.MatrixSelector:
		return p.labels(e.VectorSelector)
	case *parser.VectorSelector:
		var out []string
		for _, name := range seriesOf(e) {
			m, _ := find(p.metrics, name)
			out = append(out, m.Labels...)
		}
		return out
	case *parser.AggregateExpr:
		if e.Op == parser.TOPK || e.Op == parser.BOTTOMK {
			return p.labels(e.Expr)
		}
		return e.Grouping
	case *parser.BinaryExpr:
		return p.labels(e.LHS)
	case *parser.Call:
		return p.callLabels(e)
	}
	return nil
}

func (p *proof) callLabels(call *parser.Call) []string {
	var out []string
	for _, arg := range call.Args {
		out = append(out, p.labels(arg)...)
	}
	switch call.Func.Name {
	case "label_replace":
		out = append(out, call.Args[1].(*parser.StringLiteral).Val)
	case "histogram_quantile":
		out = slices.DeleteFunc(slices.Clone(out), func(label string) bool { return label == "le" })
	}
	return out
}

var placeholder = regexp.MustCompile(`\{\{\s*(\w+)\s*\}\}`)

// legend compares what a legend names with the labels that are left, both ways: series of one name can't be told apart.
func (p *proof) legend(expr parser.Expr, legend string) {
	left := p.labels(expr)
	var named []string
	for _, m := range placeholder.FindAllStringSubmatch(legend, -1) {
		named = append(named, m[1])
		if !slices.Contains(left, m[1]) {
			p.add("the legend names %s, which is gone", m[1])
		}
	}
	for _, label := range left {
		if !slices.Contains(named, label) {
			p.add("the legend doesn't tell %s", label)
		}
	}
}
