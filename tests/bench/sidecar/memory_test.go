package sidecar

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// memory is in bytes.
type memory struct {
	// resident is what Envoy's process has in memory, VmRSS.
	resident float64
	// heap is what Envoy has allocated and not given back: `allocated` of its /memory.
	heap float64
	// agent is pilot-agent's VmRSS; istiod's messages go through it.
	agent float64
}

const (
	// pause is that between two looks at the memory.
	pause = 500 * time.Millisecond
	// quiet is how many looks in a row must be alike.
	quiet = 4
	// alike is how much two of them may differ, as a share.
	alike = 0.005
)

// settled waits until Envoy's memory no longer changes, and returns it. Only small questions are asked: the answers to
// larger ones would be in the memory, too.
func (p *proxy) settled(t testing.TB) memory {
	t.Helper()
	same := func(a, b float64) bool { return math.Abs(a-b) <= alike*a }
	var last memory
	calm := 0
	for start := time.Now(); time.Since(start) < patience; time.Sleep(pause) {
		now := p.memory(t)
		if calm++; !same(last.heap, now.heap) || !same(last.resident, now.resident) {
			calm = 0
		}
		if last = now; calm >= quiet {
			return last
		}
	}
	require.Fail(t, "Envoy's memory keeps changing", "%+v", last)
	return last
}

func (p *proxy) memory(t testing.TB) memory {
	t.Helper()
	answer, err := get(p.admin, "/memory")
	require.NoError(t, err)
	var said struct{ Allocated string }
	require.NoError(t, json.Unmarshal(answer, &said))
	heap, err := strconv.ParseFloat(said.Allocated, 64)
	require.NoError(t, err)
	return memory{resident: resident(t, p.envoy(t)), heap: heap, agent: resident(t, p.agent.Process.Pid)}
}

// resident is the VmRSS of a process.
func resident(t testing.TB, pid int) float64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	require.NoError(t, err)
	for lines := bufio.NewScanner(bytes.NewReader(status)); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), "VmRSS:"); found {
			kilobytes, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(value, "kB")), 64)
			require.NoError(t, err)
			return kilobytes * 1024
		}
	}
	require.Fail(t, "no VmRSS", "process %d has ended", pid)
	return 0
}
