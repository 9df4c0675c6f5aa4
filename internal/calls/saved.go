package calls

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/prometheus/common/model"
)

// answer is what Prometheus' /api/v1/query returns.
type answer struct {
	Status   string   `json:"status"`
	Error    string   `json:"error"`
	Warnings []string `json:"warnings"`
	Data     *struct {
		Type   string          `json:"resultType"`
		Result json.RawMessage `json:"result"`
	} `json:"data"`
}

// advice is what to write as a saved answer.
const advice = "write what /api/v1/query answers to the query of docs/observed-calls.md, as it is"

// Saved reads answers of /api/v1/query that somebody saved: one, several behind one another, or a list of them. The error says
// what is wrong, and what to write instead; it repeats nothing of the text.
func Saved(text string) (*Observation, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("the text is empty; " + advice)
	}
	if strings.HasPrefix(strings.TrimSpace(text), "<") {
		return nil, errors.New("this is a web page, maybe of a login; save the answer with what gets past it (curl -u, or -H), and " + advice)
	}
	o := newObservation()
	decoder := json.NewDecoder(strings.NewReader(text))
	for number := 1; ; {
		var one json.RawMessage
		err := decoder.Decode(&one)
		if errors.Is(err, io.EOF) {
			return o, nil
		}
		if err != nil {
			return nil, fmt.Errorf("answer %d is no JSON (%w); %s", number, err, advice)
		}
		list := []json.RawMessage{one}
		if bytes.HasPrefix(one, []byte("[")) {
			if err := json.Unmarshal(one, &list); err != nil {
				return nil, fmt.Errorf("answer %d is no list (%w); %s", number, err, advice)
			}
		}
		for _, item := range list {
			if err := o.read(item); err != nil {
				return nil, fmt.Errorf("answer %d: %w", number, err)
			}
			number++
		}
	}
}

// read adds what one answer tells.
func (o *Observation) read(text json.RawMessage) error {
	var a answer
	if err := json.Unmarshal(text, &a); err != nil || a.Status == "" {
		var of struct{ Data []json.RawMessage }
		if json.Unmarshal(text, &of) == nil && len(of.Data) > 0 {
			return errors.New("it lists series without values, as /api/v1/series does; " + advice)
		}
		return errors.New("it is no answer of Prometheus; " + advice)
	}
	if a.Status != "success" || a.Data == nil {
		return fmt.Errorf("it is an error of Prometheus (%q); mend that, and %s", a.Error, advice)
	}
	for _, warning := range a.Warnings {
		o.warn(warning)
	}
	var value model.Value
	switch a.Data.Type {
	case "vector":
		value = &model.Vector{}
	case "matrix":
		value = &model.Matrix{}
	default:
		return fmt.Errorf("it is a %s, and not a vector of series; %s", a.Data.Type, advice)
	}
	if err := json.Unmarshal(a.Data.Result, value); err != nil {
		return fmt.Errorf("its series can't be read (%w); %s", err, advice)
	}
	o.add(value)
	return nil
}
