package calls

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	oneSeries = `{"metric":{"reporter":"source","source_workload_namespace":"shop","destination_service":"pay.payments.svc.cluster.local","destination_service_namespace":"payments"},"value":[1,"1"]}`
	nobody    = `{"metric":{"reporter":"source","source_workload_namespace":"idle","destination_service":"pay.payments.svc.cluster.local"},"value":[1,"0"]}`
	notNumber = `{"metric":{"reporter":"source","source_workload_namespace":"nan","destination_service":"pay.payments.svc.cluster.local"},"value":[1,"NaN"]}`
	another   = `{"metric":{"reporter":"source","source_workload_namespace":"jobs","destination_service":"pay.payments.svc.cluster.local"},"values":[[1,"0"],[2,"3"]]}`
)

func vector(series string) string {
	return `{"status":"success","data":{"resultType":"vector","result":[` + series + `]}}`
}

func matrix(series string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[` + series + `]}}`
}

func TestSavedAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason, text string
		from         []string
	}{
		{"one", vector(oneSeries), []string{"shop"}},
		{"what is zero, or no number, is no call", vector(oneSeries + "," + nobody + "," + notNumber), []string{"shop"}},
		{"several", vector(oneSeries) + "\n" + matrix(another), []string{"jobs", "shop"}},
		{"a list", "[" + vector(oneSeries) + "," + matrix(another) + "]", []string{"jobs", "shop"}},
		{"the same twice", vector(oneSeries) + vector(oneSeries), []string{"shop"}},
		{"nothing", vector(""), nil},
		{"an empty list", "[]", nil},
	} {
		got, err := Saved(c.text)
		require.NoError(t, err, c.reason)
		var from []string
		for _, call := range got.Calls() {
			from = append(from, call.From)
		}
		assert.ElementsMatch(t, c.from, from, c.reason)
	}
	for _, c := range []struct {
		reason, text string
		words        []string
	}{
		{"nothing", " \n", []string{"empty"}},
		{"a page", "<!DOCTYPE html><html>", []string{"web page", "curl"}},
		{"no JSON", vector(oneSeries) + "Unauthorized", []string{"answer 2", "no JSON"}},
		{"cut off", vector(oneSeries)[:50], []string{"answer 1", "no JSON"}},
		{"other JSON", `{"kind":"PodList"}`, []string{"no answer of Prometheus"}},
		{"an error", `{"status":"error","errorType":"timeout","error":"query timed out"}`, []string{"query timed out"}},
		{"a scalar", `{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}`, []string{"scalar"}},
		{"labels alone", `{"status":"success","data":[{"reporter":"source"}]}`, []string{"/api/v1/series"}},
		{"a number", `7`, []string{"no answer of Prometheus"}},
		{"series of another shape", `{"status":"success","data":{"resultType":"vector","result":{"a":1}}}`, []string{"can't be read"}},
	} {
		_, err := Saved(c.text)
		require.Error(t, err, c.reason)
		for _, word := range append(c.words, "docs/observed-calls.md") {
			assert.Contains(t, err.Error(), word, c.reason)
		}
	}
	got, err := Saved(`{"status":"success","warnings":["store a is down."],"data":{"resultType":"vector","result":[{"metric":{"reporter":"source"},"value":[1,"1"]}]}}`)
	require.NoError(t, err)
	assert.Equal(t, []string{"Prometheus warns: store a is down. What it couldn't read isn't seen."}, got.Notes)
	assert.Equal(t, []string{"destination_service", "source_workload_namespace"}, got.Lacking())
	assert.Empty(t, got.Calls())
}
