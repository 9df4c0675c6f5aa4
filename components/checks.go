package components

import (
	"fmt"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// Checks says what becomes of findings.
type Checks struct {
	Mode   *CheckMode `pulumi:"mode,optional"`
	Ignore []string   `pulumi:"ignore,optional"`
}

// Annotate describes the properties for the schema.
func (c *Checks) Annotate(a infer.Annotator) {
	a.Describe(&c, "What becomes of the findings that carry an ID such as `MS103` (docs/checks.md explains each). Arguments that are wrong in themselves are always errors.")
	a.Describe(&c.Mode, "`enforce` (default): errors stop the update. `warn`: they become warnings. `off`: none of them is reported, and the cluster isn't asked.")
	a.Describe(&c.Ignore, "IDs of checks to leave out, for example `MS104`. Default: none.")
}

// CheckMode is what becomes of findings.
type CheckMode string

// Values lists the modes.
func (CheckMode) Values() []infer.EnumValue[CheckMode] {
	return []infer.EnumValue[CheckMode]{
		{Name: "Enforce", Value: CheckMode(check.Enforce), Description: "Errors stop the update."},
		{Name: "Warn", Value: CheckMode(check.Warn), Description: "Errors become warnings."},
		{Name: "Off", Value: CheckMode(check.Off), Description: "None of them is reported."},
	}
}

// findings returns what collects the findings of a component with these settings.
func (c *Checks) findings() *check.Findings {
	f := &check.Findings{}
	if c == nil {
		return f
	}
	check.Enum(f, "checks.mode", c.Mode)
	if c.Mode != nil {
		f.Mode = check.Mode(*c.Mode)
	}
	for i, id := range c.Ignore {
		found, known := check.Find(check.ID(id))
		at := fmt.Sprintf("checks.ignore[%d]", i)
		if !known {
			f.Warnf(at, "no check is called %q, so nothing is ignored by it; docs/checks.md lists them", id)
			continue
		}
		if found.Severity == check.Fatal {
			f.Warnf(at, "%s can't be overruled, as what it finds can't work; mend what it names", id)
			continue
		}
		f.Ignore = append(f.Ignore, check.ID(id))
	}
	return f
}

// off reports whether nothing is to be found.
func (c *Checks) off() bool { return c != nil && c.Mode != nil && *c.Mode == CheckMode(check.Off) }
