package check_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/check"
)

// One ID of each severity.
const (
	anError   = check.KubernetesTooOld
	aWarning  = check.KubernetesTooNew
	anInfo    = check.KubernetesUnknown
	unrelated = check.AutoAllocateNoCapture
)

func TestReport(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason                  string
		mode                    check.Mode
		ignore                  []check.ID
		errors, warnings, infos []check.ID
	}{
		"no mode":        {"enforce is the default", "", nil, []check.ID{anError}, []check.ID{aWarning}, []check.ID{anInfo}},
		"enforce":        {"each is what the catalog says", check.Enforce, nil, []check.ID{anError}, []check.ID{aWarning}, []check.ID{anInfo}},
		"warn":           {"errors become warnings, nothing else changes", check.Warn, nil, nil, []check.ID{aWarning, anError}, []check.ID{anInfo}},
		"off":            {"nothing is reported", check.Off, nil, nil, nil, nil},
		"ignore one":     {"that one alone is dropped", check.Enforce, []check.ID{anError}, nil, []check.ID{aWarning}, []check.ID{anInfo}},
		"ignore info":    {"what couldn't be checked, too", check.Enforce, []check.ID{anInfo}, []check.ID{anError}, []check.ID{aWarning}, nil},
		"ignore another": {"nothing of ours", check.Enforce, []check.ID{unrelated}, []check.ID{anError}, []check.ID{aWarning}, []check.ID{anInfo}},
		"ignore twice":   {"as once", check.Warn, []check.ID{anError, anError}, nil, []check.ID{aWarning}, []check.ID{anInfo}},
		"warn, ignore":   {"what is ignored isn't a warning either", check.Warn, []check.ID{anError, aWarning}, nil, nil, []check.ID{anInfo}},
		"off, ignore":    {"off is off", check.Off, []check.ID{unrelated}, nil, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &check.Findings{Mode: c.mode, Ignore: c.ignore}
			for _, id := range []check.ID{anError, aWarning, anInfo} {
				f.Report(id, "path of "+string(id), "%d is wrong", 7)
			}
			assert.Equal(t, c.errors, ids(f.Errors()), c.reason)
			assert.ElementsMatch(t, c.warnings, ids(f.Warnings()), c.reason)
			assert.Equal(t, c.infos, ids(f.Infos()), c.reason)
		})
	}
}

func ids(findings []check.Finding) []check.ID {
	var out []check.ID
	for _, f := range findings {
		out = append(out, f.ID)
	}
	return out
}

func TestReportSaysWhichCheck(t *testing.T) {
	t.Parallel()
	f := &check.Findings{}
	f.Report(anError, "version", "too %s", "old")
	assert.Equal(t, check.Finding{ID: anError, Path: "version", Message: "too old"}, f.Errors()[0])
	assert.Equal(t, "version: MS103: too old", f.Errors()[0].String(), "so that a user can look it up, and overrule it")
	var properties *errors.InputPropertiesError
	require.ErrorAs(t, f.Err(), &properties)
	assert.Equal(t, "MS103: too old", properties.Errors[0].Reason, "in what the engine prints, too")
}

// Errors that aren't judgements stay what they are, whatever the mode.
func TestPlainErrorsCannotBeOverruled(t *testing.T) {
	t.Parallel()
	for _, mode := range []check.Mode{"", check.Enforce, check.Warn, check.Off} {
		f := &check.Findings{Mode: mode, Ignore: []check.ID{""}}
		f.Errorf("namespace", "wrong")
		f.Warnf("namespace", "odd")
		assert.Len(t, f.Errors(), 1, mode)
		assert.Len(t, f.Warnings(), 1, mode)
		assert.Error(t, f.Err(), mode)
	}
}

func TestReportOfNoCheck(t *testing.T) {
	t.Parallel()
	f := &check.Findings{Mode: check.Off}
	assert.PanicsWithValue(t, "no check is called MS999", func() { f.Report("MS999", "a", "b") }, "a bug of ours, also where nothing is reported")
}

func TestInfosStopNobody(t *testing.T) {
	t.Parallel()
	f := &check.Findings{}
	f.Report(anInfo, "b", "late")
	f.Report(anInfo, "a", "early")
	require.NoError(t, f.Err())
	assert.Equal(t, []string{"a: MS105: early", "b: MS105: late"}, []string{f.Infos()[0].String(), f.Infos()[1].String()}, "ordered by path")
}
