package chart

import (
	"fmt"
	"time"
)

// renderLimit is how long a chart may render: Istio's largest takes a fifth of a second, and a tpl of itself takes 100 MB more
// each second.
const renderLimit = 20 * time.Second

// inTime renders a chart. Templates can run for good: Helm bounds how often one includes itself, but neither loops
// (`range 1000000000`) nor texts that tpl makes of themselves. Nothing can stop those, so they are left to run until the program
// ends. What panics becomes an error, too.
func inTime[T any](limit time.Duration, run func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		var out result
		defer func() {
			if r := recover(); r != nil {
				out.err = newTemplateError("the chart", "", fmt.Sprintf("Helm can't render it: %v; mend the chart's templates, values or dependencies", r))
			}
			done <- out
		}()
		out.value, out.err = run()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case out := <-done:
		return out.value, out.err
	case <-timer.C:
		var none T
		return none, newTemplateError("the chart", "", fmt.Sprintf("its templates ran for more than %s, as a loop over a huge number does, "+
			"or a value with tpl that contains itself; mend the chart or the value", limit))
	}
}
