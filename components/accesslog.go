package components

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// AccessLog says what the proxies write about each request.
type AccessLog struct {
	Enabled  *bool              `pulumi:"enabled,optional"`
	Encoding *AccessLogEncoding `pulumi:"encoding,optional"`
	Format   *string            `pulumi:"format,optional"`
	Filter   *string            `pulumi:"filter,optional"`
}

// Annotate describes the properties for the schema.
func (l *AccessLog) Annotate(a infer.Annotator) {
	a.Describe(&l, "What the proxies write about each request, to their standard output. It is a Telemetry, so it reaches running pods without a restart.")
	a.Describe(&l.Enabled, "Whether access logs are written. Default: true where `accessLog` is given; false switches off those of a profile.")
	a.Describe(&l.Encoding, "`text` (default) or `json`.")
	a.Describe(&l.Format, "What is written, in Envoy's command operators. For `text` a line, for example `%START_TIME% %RESPONSE_CODE%`; for `json` a JSON object, "+
		"for example `{\"code\": \"%RESPONSE_CODE%\"}`. Default: Istio's own format.")
	a.Describe(&l.Filter, "Which requests are written, as a CEL expression over Envoy's attributes, for example `response.code >= 400`. Default: all.")
}

// AccessLogEncoding is how a line is written.
type AccessLogEncoding string

const (
	accessLogText AccessLogEncoding = "text"
	accessLogJSON AccessLogEncoding = "json"
)

// Values lists the encodings.
func (AccessLogEncoding) Values() []infer.EnumValue[AccessLogEncoding] {
	return []infer.EnumValue[AccessLogEncoding]{
		{Name: "Text", Value: accessLogText, Description: "A line of text."},
		{Name: "JSON", Value: accessLogJSON, Description: "A JSON object."},
	}
}

func (l *AccessLog) enabled() bool { return l != nil && (l.Enabled == nil || *l.Enabled) }

func (l *AccessLog) json() bool { return l.Encoding != nil && *l.Encoding == accessLogJSON }

func (l *AccessLog) check(f *check.Findings, path string, m *mesh) {
	if l == nil {
		return
	}
	check.Enum(f, path+".encoding", l.Encoding)
	for name, given := range map[string]bool{"encoding": l.Encoding != nil, "format": l.Format != nil, "filter": l.Filter != nil} {
		if given && !l.enabled() {
			f.Errorf(path+"."+name, "access logs are off, so this reaches nothing; leave it out or write enabled: true")
		}
	}
	if l.Filter != nil && m.profile() == profileStable {
		f.Errorf(path+".filter", "the profile stable refuses a Telemetry with a filter, as its field isn't stable; leave it out, or write profile: default")
	}
	if l.Filter != nil && strings.TrimSpace(*l.Filter) == "" {
		f.Errorf(path+".filter", "the expression is empty; write for example response.code >= 400, or leave it out")
	}
	l.checkFormat(f, path+".format")
}

func (l *AccessLog) checkFormat(f *check.Findings, path string) {
	if l.Format == nil {
		return
	}
	if strings.TrimSpace(*l.Format) == "" {
		f.Errorf(path, "the format is empty; write for example %%START_TIME%% %%RESPONSE_CODE%%, or leave it out for Istio's own")
		return
	}
	if strings.Count(*l.Format, "%")%2 != 0 {
		f.Errorf(path, "a %% stands alone, and Envoy refuses such a format; write %%%% for the character, and close each operator")
	}
	if !l.json() {
		return
	}
	if err := isJSONObject(*l.Format); err != nil {
		f.Errorf(path, "%v; write an object, for example {\"code\": \"%%RESPONSE_CODE%%\"}, or encoding: text", err)
	}
}

// isJSONObject reports why a text isn't one JSON object. istiod would log it and go on with its own format.
func isJSONObject(text string) error {
	decoder := json.NewDecoder(strings.NewReader(text))
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return fmt.Errorf("it is not a JSON object (%w)", err)
	}
	if object == nil {
		return errors.New("it is not a JSON object")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	return nil
}

// contribute asks for the logs. Istio's built-in provider takes its format from the mesh config.
func (l *AccessLog) contribute(p *plan.Plan) {
	if l == nil {
		return
	}
	if !l.enabled() {
		// Without its name the provider that a profile sets by accessLogFile would go on.
		p.Telemetry.Set([]any{plan.Tree{"disabled": true, "providers": []any{plan.Tree{"name": "envoy"}}}}, "accessLogging")
		return
	}
	entry := plan.Tree{"providers": []any{plan.Tree{"name": "envoy"}}}
	entry.Set(l.Filter, "filter", "expression")
	p.Telemetry.Set([]any{entry}, "accessLogging")
	if l.json() {
		p.MeshConfig.Set("JSON", "accessLogEncoding")
	} else if l.Encoding != nil {
		p.MeshConfig.Set("TEXT", "accessLogEncoding")
	}
	p.MeshConfig.Set(l.Format, "accessLogFormat")
}
