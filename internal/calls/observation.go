package calls

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
)

// Observation is what series tell of calls.
type Observation struct {
	// Notes are what somebody should know who reads the result: what the observation lacks.
	Notes []string

	calls   map[Call]bool
	series  int
	lacking map[string]int
}

func newObservation() *Observation {
	return &Observation{calls: map[Call]bool{}, lacking: map[string]int{}}
}

// Calls lists the calls, each once, in no order.
func (o *Observation) Calls() []Call { return slices.Collect(maps.Keys(o.calls)) }

// Series is how many series were read that tell of a call.
func (o *Observation) Series() int { return o.series }

// add reads the series of a result. One that is zero tells of no call.
func (o *Observation) add(value model.Value) {
	switch value := value.(type) {
	case model.Vector:
		for _, sample := range value {
			o.addSeries(sample.Metric, sample.Value)
		}
	case *model.Vector:
		o.add(*value)
	case *model.Matrix:
		for _, stream := range *value {
			for _, sample := range stream.Values {
				if sample.Value > 0 {
					o.addSeries(stream.Metric, sample.Value)
					break
				}
			}
		}
	}
}

func (o *Observation) addSeries(metric model.Metric, value model.SampleValue) {
	if !(value > 0) { // nor is NaN
		return
	}
	o.series++
	call, lacking := Of(metric)
	for _, label := range lacking {
		o.lacking[label]++
	}
	if len(lacking) == 0 {
		o.calls[call] = true
	}
}

func (o *Observation) note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(o.Notes, note) {
		o.Notes = append(o.Notes, note)
	}
}

// warn notes a warning of an answer, such as that a store of Thanos didn't answer. Who calls it takes out what is secret.
func (o *Observation) warn(warning string) {
	o.note("Prometheus warns: %s. What it couldn't read isn't seen.", strings.TrimSuffix(warning, "."))
}

// Lacking names the labels that series lack, sorted, for which they were left out.
func (o *Observation) Lacking() []string { return slices.Sorted(maps.Keys(o.lacking)) }
