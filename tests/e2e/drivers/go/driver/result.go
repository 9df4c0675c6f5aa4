package driver

import (
	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

type result struct {
	Error       string            `json:"error,omitempty"`
	Steps       []step            `json:"steps"`
	Diagnostics []diagnostic      `json:"diagnostics"`
	Changes     map[string]int    `json:"changes"`
	Outputs     map[string]output `json:"outputs"`
	Seconds     float64           `json:"seconds"`
}

type step struct {
	Stage string   `json:"stage"`
	Op    string   `json:"op"`
	Type  string   `json:"type"`
	URN   string   `json:"urn"`
	Diffs []string `json:"diffs"`
}

type diagnostic struct {
	Severity string `json:"severity"`
	Message  string `json:"message"`
	URN      string `json:"urn"`
}

type output struct {
	Value  any  `json:"value"`
	Secret bool `json:"secret"`
}

func (r *result) add(event events.EngineEvent) {
	switch {
	case event.ResourcePreEvent != nil:
		r.addStep("planned", event.ResourcePreEvent.Metadata)
	case event.ResOutputsEvent != nil:
		r.addStep("done", event.ResOutputsEvent.Metadata)
	case event.ResOpFailedEvent != nil:
		r.addStep("failed", event.ResOpFailedEvent.Metadata)
	case event.DiagnosticEvent != nil:
		d := event.DiagnosticEvent
		r.Diagnostics = append(r.Diagnostics, diagnostic{d.Severity, d.Message, d.URN})
	case event.SummaryEvent != nil:
		r.Changes = map[string]int{}
		for op, count := range event.SummaryEvent.ResourceChanges {
			r.Changes[string(op)] = count
		}
	}
}

func (r *result) addStep(stage string, m apitype.StepEventMetadata) {
	r.Steps = append(r.Steps, step{stage, string(m.Op), m.Type, m.URN, m.Diffs})
}
