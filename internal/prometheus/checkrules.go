package prometheus

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

// CheckGroups reports what is wrong with rule groups that a user adds, as data of a YAML list. Taken holds the names of
// groups that exist already and where they come from; names found are added.
func CheckGroups(groups []any, path string, taken map[string]string) []Problem {
	var found problems
	for i, entry := range groups {
		at := fmt.Sprintf("%s[%d]", path, i)
		group, ok := entry.(map[string]any)
		if !ok {
			if !hasUnknown(entry) {
				found.add(at, "a group is a map, not %s; write name: and rules:", kindOf(entry))
			}
			continue
		}
		if inner, wrapped := group["groups"]; wrapped {
			found.add(at+".groups", "the groups themselves are wanted here, and this wraps %s; write the entries below groups: alone", kindOf(inner))
			continue
		}
		checkGroup(&found, at, group, taken)
	}
	return found
}

func checkGroup(found *problems, at string, group map[string]any, taken map[string]string) {
	name, _ := group["name"].(string)
	switch {
	case hasUnknown(group["name"]):
		name = "unknown"
	case name == "":
		found.add(at+".name", "the group has no name; write one")
		name = "unnamed"
	case taken[name] != "":
		found.add(at+".name", "%q is the name of %s too; write another", name, taken[name])
	default:
		taken[name] = at
	}
	head := maps.Clone(group)
	delete(head, "rules")
	delete(head, "partial_response_strategy") // of Thanos, which the Prometheus operator knows
	head["name"] = name
	if !hasUnknown(head) {
		checkRuleFile(found, at, head)
	}
	rules, ok := group["rules"].([]any)
	if !ok && !hasUnknown(group["rules"]) {
		found.add(at+".rules", "a list of rules is wanted, not %s; write rules that begin with - alert: or - record:", kindOf(group["rules"]))
	}
	for j, rule := range rules {
		if !hasUnknown(rule) {
			checkRuleFile(found, fmt.Sprintf("%s.rules[%d]", at, j), map[string]any{"name": name, "rules": []any{rule}})
		}
	}
}

// checkRuleFile reads a file of one group the way Prometheus does.
func checkRuleFile(found *problems, at string, group map[string]any) {
	content, err := RenderRules(group)
	if err != nil {
		found.add(at, "%v", err)
		return
	}
	_, errs := rulefmt.Parse([]byte(content), false, model.UTF8Validation, parser.NewParser(parser.Options{}))
	for _, err := range errs {
		found.add(at, "Prometheus refuses it: %s; mend it, or leave it out", ruleReason(err))
	}
}

var position = regexp.MustCompile(`(line )?\d+(:\d+)?: |group "[^"]*", rule \d+, `)

// ruleReason leaves out positions in a file that nobody wrote.
func ruleReason(err error) string {
	reason := strings.TrimPrefix(strings.ReplaceAll(err.Error(), "\n", " "), "yaml: unmarshal errors:")
	return strings.TrimSpace(position.ReplaceAllString(reason, ""))
}

// MetricsOf lists the names of the metrics that an expression reads, sorted; nil where it doesn't parse.
func MetricsOf(expr string) []string {
	parsed, err := parser.NewParser(parser.Options{}).ParseExpr(expr)
	if err != nil {
		return nil
	}
	names := map[string]bool{}
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok && selector.Name != "" {
			names[selector.Name] = true
		}
		return nil
	})
	return slices.Sorted(maps.Keys(names))
}

// Gone lists the metrics of a user's rule that Istio doesn't export, though their names are like its own: rules that go
// around name some that left the code years ago, and an alert over them never fires.
func Gone(rule map[string]any) []string {
	expr, ok := rule["expr"].(string)
	if !ok {
		return nil
	}
	var out []string
	for _, name := range MetricsOf(expr) {
		if istioNames.MatchString(name) && !Exported(name) {
			out = append(out, name)
		}
	}
	return out
}

var istioNames = regexp.MustCompile(`^(pilot|mixer|galley|citadel)_`)
