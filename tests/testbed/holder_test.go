package testbed

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hold holds a testbed until the process is killed; it prints the testbed's folder.
func hold() {
	t, err := Start(context.Background(), Options{Log: os.Stderr})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(t.Dir())
	select {}
}

// TestEnds covers both ways a testbed can end: its process is killed, and Stop. It has to leave nothing behind.
func TestEnds(t *testing.T) {
	t.Parallel()
	left := killHolder(t)
	eventually(t, "the processes of a killed holder to end", func(context.Context) (bool, error) {
		p, err := processesOf(left)
		return len(p) == 0, err
	})

	bed, err := Start(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("the folder of a killed holder is still there after another start: %v", err)
	}
	running, err := processesOf(bed.Dir())
	if err != nil {
		t.Fatal(err)
	}
	if len(running) != len(bed.processes) {
		t.Errorf("a testbed has the processes %v, want %d", running, len(bed.processes))
	}
	start := time.Now()
	if err := bed.Stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("Stop took %s", took)
	}
	if running, _ := processesOf(bed.Dir()); len(running) > 0 {
		t.Errorf("these run after Stop: %v", running)
	}
	if _, err := os.Stat(bed.Dir()); !os.IsNotExist(err) {
		t.Errorf("the folder is still there after Stop: %v", err)
	}
	if err := bed.Stop(); err != nil {
		t.Errorf("a second Stop: %v", err)
	}
}

// killHolder runs a process that holds a testbed, kills it, and returns the folder it had.
func killHolder(t *testing.T) string {
	t.Helper()
	holder := exec.Command(os.Args[0])
	holder.Env = append(os.Environ(), holderVariable+"=1")
	holder.Stderr = os.Stderr
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	dir := strings.TrimSpace(line)
	before, listErr := processesOf(dir)
	_ = holder.Process.Kill()
	_ = holder.Wait()
	if err != nil || dir == "" {
		t.Fatalf("the holder didn't start a testbed: %v", err)
	}
	if listErr != nil || len(before) == 0 {
		t.Fatalf("the holder has no processes: %v", listErr)
	}
	return dir
}

// processesOf lists the command lines of the processes that have a testbed's folder for a home.
func processesOf(dir string) ([]string, error) {
	environments, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil, err
	}
	var found []string
	for _, path := range environments {
		env, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(env), "HOME="+dir) {
			continue // gone, or somebody else's
		}
		args, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline"))
		found = append(found, strings.ReplaceAll(string(args), "\x00", " "))
	}
	return found, nil
}

func pid(p *process) string {
	return fmt.Sprint(p.cmd.Process.Pid)
}
