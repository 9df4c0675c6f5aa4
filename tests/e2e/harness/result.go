package harness

import (
	"fmt"
	"slices"
	"strings"
)

// Name is the resource's name, the last part of the URN.
func (s Step) Name() string { return nameOf(s.URN) }

func nameOf(urn string) string { return urn[strings.LastIndex(urn, "::")+2:] }

// Done returns the names of the resources that an operation of one of these kinds was completed on, in order.
func (r *Result) Done(ops ...string) []string {
	var names []string
	for _, s := range r.Steps {
		if s.Stage == "done" && slices.Contains(ops, s.Op) {
			names = append(names, s.Name())
		}
	}
	return names
}

// Replaced returns every step of a replacement, as "op type name".
func (r *Result) Replaced() []string {
	var out []string
	for _, s := range r.Steps {
		if strings.Contains(s.Op, "replace") {
			out = append(out, fmt.Sprintf("%s %s %s %v", s.Op, s.Type, s.Name(), s.Diffs))
		}
	}
	return out
}

// Changed tells how many resources were (or will be) touched.
func (r *Result) Changed() int {
	total := 0
	for op, count := range r.Changes {
		if op != "same" && op != "read" && op != "refresh" {
			total += count
		}
	}
	return total
}

// Complaints returns the errors and warnings.
func (r *Result) Complaints() []string {
	var out []string
	for _, d := range r.Diagnostics {
		if d.Severity == "error" || d.Severity == "warning" {
			out = append(out, d.Severity+": "+strings.TrimSpace(d.Message))
		}
	}
	return out
}
