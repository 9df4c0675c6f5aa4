package savings

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestFormula holds the estimate to what was measured last.
func TestFormula(t *testing.T) {
	page, err := os.ReadFile("../../docs/benchmarks.md")
	require.NoError(t, err)
	row := regexp.MustCompile(`(?m)^\| resident \| (\S+) \| (\S+) \| (\S+) \| (\S+) to (\S+) \|`).FindSubmatch(page)
	require.NotNil(t, row, "the table of the formula")
	var measured []string
	for _, cell := range row[1:] {
		measured = append(measured, string(cell))
	}
	var used []string
	for _, n := range []int{base, perCluster, perEnd, errorLeast, errorMost} {
		used = append(used, fmt.Sprint(n))
	}
	assert.Equal(t, measured, used, "write the page's figures into memory.go")
}

func TestMemory(t *testing.T) {
	few, many := Memory(30), Memory(1000)
	assert.Less(t, few.Low, few.High, "a range")
	assert.Less(t, few.High, many.Low, "more clusters take more, whatever the error")
	assert.Zero(t, Memory(1).Low, "no less than nothing, where the error is greater than the amount")
	assert.Equal(t, Range{}, Saved(0), "nothing less, nothing saved")
	assert.Equal(t, Range{}, Saved(-5), "a scope that adds hosts saves nothing")
	saved := Saved(970)
	assert.Less(t, saved.Low, many.High-few.Low)
	assert.Greater(t, saved.High-saved.Low, Memory(970).High-Memory(970).Low, "the errors of two estimates")
	assert.Greater(t, saved.Low, 50.0, "MiB for hundreds of clusters")
}
