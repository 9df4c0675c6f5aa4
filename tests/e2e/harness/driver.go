package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// request is what a driver reads from the file that DRIVER_REQUEST names.
type request struct {
	Stack   string `json:"stack"`
	Project string `json:"project"`
	// WorkDir holds the example's Pulumi.yaml.
	WorkDir string `json:"workDir"`
	// Program is the file with the program, where the driver loads it.
	Program string `json:"program"`
	// Config is set before the operation.
	Config map[string]string `json:"config"`
	// ExpectNoChanges makes a preview fail that would change something.
	ExpectNoChanges bool `json:"expectNoChanges"`
	// Result is the file that the driver writes, also when the operation fails.
	Result string `json:"result"`
	// Started is when the driver was started, in seconds since 1970.
	Started float64 `json:"started"`
}

// Result is what an operation did, as the driver writes it.
type Result struct {
	// Error is the driver's account of a failure.
	Error string `json:"error"`
	// Changes counts resources by operation ("create", "update", "same", ...).
	Changes     map[string]int    `json:"changes"`
	Steps       []Step            `json:"steps"`
	Diagnostics []Diagnostic      `json:"diagnostics"`
	Outputs     map[string]Output `json:"outputs"`
	// Seconds is how long the operation took, and before it the start of the process with Pulumi's SDK in it, which Pulumi's own
	// command starts for each operation, too. The selection of the stack and its settings aren't in it.
	Seconds float64 `json:"seconds"`
}

// Step is what the engine did, or planned, with one resource.
type Step struct {
	// Stage is "planned", "done" or "failed", in the order the engine said so.
	Stage string `json:"stage"`
	Op    string `json:"op"`
	Type  string `json:"type"`
	URN   string `json:"urn"`
	// Diffs are the properties that differ.
	Diffs []string `json:"diffs"`
}

// Diagnostic is a message of the engine, a plugin or the program.
type Diagnostic struct {
	Severity string `json:"severity"`
	Message  string `json:"message"`
	URN      string `json:"urn"`
}

// Output is a stack output.
type Output struct {
	Value  any  `json:"value"`
	Secret bool `json:"secret"`
}

// grace is how long a cancelled operation may take to end in order.
const grace = 10 * time.Second

// operate runs the driver in a process of its own. The result is there also when the operation failed, if the driver got
// so far.
func (s *Stack) operate(ctx context.Context, operation string, expectNoChanges bool) (*Result, error) {
	files, err := os.MkdirTemp(s.dir, operation+"-")
	if err != nil {
		return nil, err
	}
	r := request{
		Stack: stackName, Project: s.project, WorkDir: s.dir, Program: s.driver.program, Config: s.config,
		ExpectNoChanges: expectNoChanges, Result: filepath.Join(files, "result.json"), Started: float64(time.Now().UnixNano()) / 1e9,
	}
	content, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(files, "request.json")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		return nil, err
	}
	var stderr bytes.Buffer
	command := append(append([]string{}, s.driver.command...), operation)
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(append([]string{}, s.environment.env...), "DRIVER_REQUEST="+file)
	cmd.Stdout, cmd.Stderr = s.environment.log, &stderr
	// The CLI, a child of the driver, lets go of the stack's lock when it's interrupted.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = grace
	runErr := cmd.Run()
	result, err := readResult(r.Result)
	if err != nil {
		return nil, fmt.Errorf("%s %s: the driver left no result: %w\n%s", s.Language, operation, runErr, stderr.Bytes())
	}
	if runErr != nil {
		return result, fmt.Errorf("%s %s: %w: %s\n%s", s.Language, operation, runErr, result.Error, stderr.Bytes())
	}
	return result, nil
}

func readResult(file string) (*Result, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	result := &Result{}
	return result, json.Unmarshal(content, result)
}
