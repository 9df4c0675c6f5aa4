package calls

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	prometheus "github.com/prometheus/client_golang/api/prometheus/v1"
)

// ArgumentError is why nothing can be told, and of which argument.
type ArgumentError struct {
	// Argument is one of prometheusUrl, window and timeoutSeconds.
	Argument string
	// Message says what is wrong, and what to write instead.
	Message string
}

func (e *ArgumentError) Error() string { return e.Argument + ": " + e.Message }

// problem says what an error of the client means.
func (o *observer) problem(err error, timeout time.Duration) error {
	if err == nil {
		return nil
	}
	var refused *refusal
	var answered *prometheus.Error
	var wrapped *url.Error
	switch {
	case errors.As(err, &refused):
		return &ArgumentError{"prometheusUrl", refused.text}
	case errors.Is(err, context.DeadlineExceeded) && o.at.IsZero(): // the first question
		return &ArgumentError{"prometheusUrl", fmt.Sprintf("the server gave no answer within %s; write an address that is reachable from here, as of a port-forward", timeout)}
	case errors.Is(err, context.DeadlineExceeded):
		return o.slow(fmt.Sprintf("a query took longer than %s", timeout))
	case errors.As(err, &answered):
		return o.answered(answered)
	case errors.As(err, &wrapped): // the inner error is without the address
		return &ArgumentError{"prometheusUrl", fmt.Sprintf("the server can't be asked (%s); write an address that is reachable from here, as of a port-forward", o.server.redact(wrapped.Err.Error()))}
	}
	return &ArgumentError{"prometheusUrl", strange}
}

// strange doesn't say what was read, as nobody knows what that is.
const strange = "the server doesn't answer as Prometheus does: its answer is no JSON of the API, or was cut off; write Prometheus' own address"

// answered says what an error of Prometheus means.
func (o *observer) answered(err *prometheus.Error) error {
	kind, text := err.Type, err.Msg
	var detail struct {
		Type  prometheus.ErrorType `json:"errorType"`
		Error string               `json:"error"`
	}
	if json.Unmarshal([]byte(err.Detail), &detail) == nil && detail.Error != "" { // with a status that the client doesn't expect
		kind, text = detail.Type, detail.Error
	}
	text = o.server.redact(text)
	switch kind {
	case prometheus.ErrTimeout, prometheus.ErrCanceled:
		return o.slow(fmt.Sprintf("Prometheus gave a query up (%s)", text))
	case prometheus.ErrExec:
		return &ArgumentError{"window", fmt.Sprintf("Prometheus can't answer for %s (%s); write a shorter window", o.window, text)}
	case prometheus.ErrBadResponse:
		return &ArgumentError{"prometheusUrl", strange}
	}
	return &ArgumentError{"prometheusUrl", fmt.Sprintf("Prometheus answered with an error (%s); mend that there, or save an answer and write metricsJson", text)}
}

func (o *observer) slow(what string) error {
	return &ArgumentError{"timeoutSeconds", what + "; write more seconds, or a shorter window"}
}
