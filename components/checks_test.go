package components

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

func TestChecksFindings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason           string
		checks           *Checks
		mode             check.Mode
		ignore           []check.ID
		off              bool
		errors, warnings []string
	}{
		"none":       {"each finding is what the catalog says", nil, "", nil, false, nil, nil},
		"empty":      {"nothing is decided", &Checks{}, "", nil, false, nil, nil},
		"enforce":    {"the default, in words", &Checks{Mode: ref(CheckMode("enforce"))}, check.Enforce, nil, false, nil, nil},
		"warn":       {"", &Checks{Mode: ref(CheckMode("warn"))}, check.Warn, nil, false, nil, nil},
		"off":        {"nobody is asked either", &Checks{Mode: ref(CheckMode("off"))}, check.Off, nil, true, nil, nil},
		"wrong mode": {"a misspelt mode must not switch checks off", &Checks{Mode: ref(CheckMode("OFF"))}, "OFF", nil, false, []string{"checks.mode"}, nil},
		"ignore":     {"what is known", &Checks{Ignore: []string{"MS103", "MS106"}}, "", []check.ID{"MS103", "MS106"}, false, nil, nil},
		"ignore unknown": {
			"a misspelt ID is said, and leaves the others as they are",
			&Checks{Ignore: []string{"MS103", "MS999", "ms104", ""}}, "", []check.ID{"MS103"}, false, nil,
			[]string{"checks.ignore[1]", "checks.ignore[2]", "checks.ignore[3]"},
		},
		"ignore while off": {"the list is read all the same", &Checks{Mode: ref(CheckMode("off")), Ignore: []string{"MS999"}}, check.Off, nil, true, nil, []string{"checks.ignore[0]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := c.checks.findings()
			assert.Equal(t, c.mode, f.Mode, c.reason)
			assert.Equal(t, c.ignore, f.Ignore, c.reason)
			assert.Equal(t, c.off, c.checks.off(), c.reason)
			assert.Equal(t, c.errors, pathsIn(f.Errors()), c.reason)
			assert.Equal(t, c.warnings, pathsIn(f.Warnings()), c.reason)
			for _, w := range f.Warnings() {
				assert.Contains(t, w.Message, "docs/checks.md", "where the IDs are listed")
			}
		})
	}
}

func pathsIn(findings []check.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Path)
	}
	return out
}
