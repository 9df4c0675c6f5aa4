package prometheus

import (
	"errors"
	"fmt"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/relabel"
	"gopkg.in/yaml.v3"
)

// checkRelabelings reads a list of relabelling rules the way Prometheus does, each for itself.
func checkRelabelings(found *problems, path string, value any) {
	rules, ok := value.([]any)
	if !ok {
		if !hasUnknown(value) {
			found.add(path, "a list is wanted, not %s; write rules that begin with -", kindOf(value))
		}
		return
	}
	for i, rule := range rules {
		if hasUnknown(rule) {
			continue
		}
		if _, err := parseRelabeling(rule); err != nil {
			found.add(fmt.Sprintf("%s[%d]", path, i), "%s", relabelReason(err))
		}
	}
}

func parseRelabeling(rule any) (*relabel.Config, error) {
	if _, ok := rule.(map[string]any); !ok {
		return nil, fmt.Errorf("a rule is a map, not %s", kindOf(rule))
	}
	text, err := yaml.Marshal(whole(rule))
	if err != nil {
		return nil, err
	}
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	decoder.KnownFields(true)
	config := &relabel.Config{}
	if err := decoder.Decode(config); err != nil {
		return nil, err
	}
	return config, config.Validate(model.UTF8Validation)
}

// relabelReason adds what to write to what Prometheus says.
func relabelReason(err error) string {
	reason := err.Error()
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		reason = strings.Join(typed.Errors, "; ")
	}
	reason = strings.TrimPrefix(strings.ReplaceAll(reason, "\n", " "), "yaml: ")
	switch {
	case strings.Contains(reason, "(?"):
		return "Prometheus refuses the rule: " + reason + "; its regular expressions (RE2) have no lookahead, lookbehind or backreference: list what is meant"
	case strings.Contains(reason, "error parsing regexp"):
		return "Prometheus refuses the rule: " + reason + "; write a regular expression of RE2"
	case strings.Contains(reason, "not found in type"):
		return "Prometheus refuses the rule: " + reason + "; write source_labels, regex, action, target_label, replacement, separator or modulus"
	}
	return "Prometheus refuses the rule: " + reason + "; see relabel_config in Prometheus' documentation"
}
