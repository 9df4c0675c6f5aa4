package check_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

func TestFindingsAreOrderedByPath(t *testing.T) {
	t.Parallel()
	f := &check.Findings{}
	f.Errorf("version", "second")
	f.Errorf("gateways[0].name", "first %d", 1)
	f.Errorf("version", "third")
	f.Warnf("b", "late")
	f.Warnf("a", "early")
	want := []check.Finding{
		{Path: "gateways[0].name", Message: "first 1"}, {Path: "version", Message: "second"}, {Path: "version", Message: "third"},
	}
	assert.Equal(t, want, f.Errors(), "by path, and of one path in the order they were found")
	assert.Equal(t, want, f.Errors(), "asking changes nothing")
	assert.Equal(t, []check.Finding{{Path: "a", Message: "early"}, {Path: "b", Message: "late"}}, f.Warnings(), "warnings apart from errors")
	assert.Equal(t, "a: early", f.Warnings()[0].String())
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	f := &check.Findings{Origin: func(path string) string {
		if path == "version" {
			return "a file, line 1"
		}
		return ""
	}}
	f.Errorf("version", "100%% %s", "wrong")
	f.Errorf("profile", "written")
	f.Warnf("version", "old")
	f.Report(check.VersionEnded, "version", "older")
	f.Report(check.KubernetesUnknown, "version", "unseen")
	assert.Equal(t, []check.Finding{{Path: "profile", Message: "written"}, {Path: "version", Message: "100% wrong (from a file, line 1)"}}, f.Errors())
	assert.Equal(t, []check.Finding{
		{Path: "version", Message: "old (from a file, line 1)"}, {ID: check.VersionEnded, Path: "version", Message: "older (from a file, line 1)"},
	}, f.Warnings())
	assert.Equal(t, "unseen (from a file, line 1)", f.Infos()[0].Message)
}

func TestErr(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason  string
		errors  int
		message string
	}{
		"none": {"no error, no failure", 0, ""},
		"one":  {"singular", 1, "1 problem was found"},
		"two":  {"plural", 2, "2 problems were found"},
		"many": {"all at once, not the first ten", 25, "25 problems were found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &check.Findings{}
			f.Warnf("version", "a warning stops nobody")
			var want []errors.InputPropertyErrorDetails
			for i := range c.errors {
				path := fmt.Sprintf("gateways[%02d]", i)
				f.Errorf(path, "wrong")
				want = append(want, errors.InputPropertyErrorDetails{PropertyPath: path, Reason: "wrong"})
			}
			err := f.Err()
			if c.errors == 0 {
				require.NoError(t, err, c.reason)
				return
			}
			var properties *errors.InputPropertiesError
			require.ErrorAs(t, err, &properties, "the engine shows the path of each only for this kind of error")
			assert.Contains(t, properties.Message, c.message, c.reason)
			assert.Equal(t, want, properties.Errors, c.reason)
		})
	}
}

func TestMessagesAreNotFormats(t *testing.T) {
	t.Parallel()
	f := &check.Findings{}
	f.Errorf("a", "%q is wrong", "100%d")
	assert.Equal(t, `"100%d" is wrong`, f.Errors()[0].Message, "what the user wrote is data")
}
