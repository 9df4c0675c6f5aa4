package bench

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// contender is one of those that are compared. It takes as long as run does, or as took says afterwards.
type contender struct {
	name string
	run  func() error
	took func() time.Duration
}

// times are how long each run of a contender took.
type times []time.Duration

// paired lets the contenders take turns, so many times each, after a turn that warms the caches and isn't counted. The order is
// turned round each time, as one may leave the machine busier for the next than another does.
func paired(rounds int, contenders ...contender) ([]times, error) {
	out := make([]times, len(contenders))
	for round := range rounds + 1 {
		for at := range contenders {
			i := at
			if round%2 == 1 {
				i = len(contenders) - 1 - at
			}
			c, start := contenders[i], time.Now()
			if err := c.run(); err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			took := time.Since(start)
			if c.took != nil {
				took = c.took()
			}
			if round > 0 {
				out[i] = append(out[i], took)
			}
		}
	}
	return out, nil
}

// mustPair is paired in a benchmark.
func mustPair(b *testing.B, rounds int, contenders ...contender) []times {
	b.Helper()
	out, err := paired(rounds, contenders...)
	require.NoError(b, err)
	return out
}

func (t times) median() time.Duration { return median(t) }

// median is the middle one, or the mean of the two in the middle.
func median[T time.Duration | float64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// spread is the median of ratios, the least and the greatest.
type spread struct{ median, least, most float64 }

// over compares the runs of the same round.
func (t times) over(other times) spread {
	var ratios []float64
	for i := range t {
		ratios = append(ratios, t[i].Seconds()/other[i].Seconds())
	}
	return spread{median(ratios), slices.Min(ratios), slices.Max(ratios)}
}

func (s spread) String() string {
	return fmt.Sprintf("%.2f (%.2f to %.2f)", s.median, s.least, s.most)
}

// verdict says whether a ratio keeps its goal.
func (s spread) verdict(goal float64) string {
	if s.median <= goal {
		return fmt.Sprintf("at most %.2f: kept", goal)
	}
	return fmt.Sprintf("at most %.2f: **missed**", goal)
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		values []float64
		want   float64
		reason string
	}{
		{[]float64{3}, 3, "one run is its own median"},
		{[]float64{9, 1, 2}, 2, "runs come in any order, and an outlier doesn't count"},
		{[]float64{4, 1, 2, 100}, 3, "between two there is no middle one"},
	} {
		assert.InDelta(t, tc.want, median(tc.values), 1e-9, tc.reason)
	}
}

func TestRatiosAreThoseOfTheSameRound(t *testing.T) {
	t.Parallel()
	// The machine was three times as slow in the second round: no ratio shows it.
	got := times{time.Second, 3 * time.Second, time.Second}.over(times{2 * time.Second, 6 * time.Second, 4 * time.Second})
	assert.Equal(t, spread{0.5, 0.25, 0.5}, got)
	assert.Equal(t, "0.50 (0.25 to 0.50)", got.String())
	assert.Equal(t, "at most 0.50: kept", got.verdict(0.5))
	assert.Equal(t, "at most 0.40: **missed**", got.verdict(0.4))
}

func TestContendersTakeTurns(t *testing.T) {
	t.Parallel()
	var order string
	turn := func(name string) contender {
		return contender{name: name, run: func() error {
			order += name
			return nil
		}}
	}
	got, err := paired(2, turn("a"), turn("b"))
	require.NoError(t, err)
	assert.Equal(t, "abbaab", order, "one round to warm up, two that count, each in the other order")
	assert.Len(t, got[0], 2)
	got, err = paired(1, contender{name: "a", run: func() error { return nil }, took: func() time.Duration { return time.Hour }})
	require.NoError(t, err)
	assert.Equal(t, []times{{time.Hour}}, got, "a contender that knows better how long it took is believed")
	_, err = paired(1, contender{name: "a", run: func() error { return assert.AnError }})
	assert.ErrorIs(t, err, assert.AnError, "what failed isn't fast")
}
