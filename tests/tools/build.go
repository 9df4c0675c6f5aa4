package tools

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/meshstack/pulumi-meshstack/tests/filelock"
)

// ErrNotBuilt is returned by Path for a program that `make tools` (for one of Peers `make bench`) has not built yet.
var ErrNotBuilt = errors.New("not built: run `make tools`")

// Path returns the binary of the named program, or ErrNotBuilt.
func Path(name string) (string, error) {
	for _, p := range slices.Concat(Programs, Peers) {
		if p.Name != name {
			continue
		}
		bin, err := p.binary()
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(bin); err != nil {
			return "", fmt.Errorf("%s %s: %w", p.Name, p.Version, ErrNotBuilt)
		}
		return bin, nil
	}
	return "", fmt.Errorf("%s is not a program of the testbed", name)
}

// BuildAll builds the programs that the cache lacks, one after another (each compile uses every core), with a line of
// progress for each.
func BuildAll(ctx context.Context, out io.Writer) error { return buildEach(ctx, out, Programs) }

// BuildPeers is BuildAll for Peers.
func BuildPeers(ctx context.Context, out io.Writer) error { return buildEach(ctx, out, Peers) }

func buildEach(ctx context.Context, out io.Writer, programs []Program) error {
	for i, p := range programs {
		head := fmt.Sprintf("[%d/%d] %s %s", i+1, len(programs), p.Name, p.Version)
		start := time.Now()
		built, err := p.build(ctx, out, head)
		switch {
		case err != nil:
			return fmt.Errorf("build %s: %w", p.Name, err)
		case built:
			fmt.Fprintf(out, "%s: built in %s\n", head, time.Since(start).Round(time.Second))
		default:
			fmt.Fprintf(out, "%s: in the cache\n", head)
		}
	}
	return nil
}

// build compiles one program unless the cache has it, and reports whether it compiled. Two processes that want the same
// program take turns, so that it is compiled once.
func (p Program) build(ctx context.Context, out io.Writer, head string) (bool, error) {
	bin, err := p.binary()
	if err != nil {
		return false, err
	}
	if err := os.MkdirAll(filepath.Dir(bin), 0o755); err != nil {
		return false, err
	}
	unlock, err := filelock.Lock(bin + ".lock")
	if err != nil {
		return false, err
	}
	defer unlock()
	if _, err := os.Stat(bin); err == nil {
		return false, nil
	}
	fmt.Fprintf(out, "%s: compiling ...\n", head)
	part := bin + ".part"
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags", p.Tags, "-ldflags", p.ldflags(), "-o", part, p.Package)
	cmd.Dir = filepath.Join(sourceDir(), p.Module)
	// -mod=readonly: what is built is what the committed go.sum names.
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly", "CGO_ENABLED=0")
	if msg, err := cmd.CombinedOutput(); err != nil {
		return false, fmt.Errorf("%w\n%s", err, msg)
	}
	return true, os.Rename(part, bin)
}

// binary is the program's place in the cache. Its folder carries a digest of everything that decides the bytes, so that
// a changed pin is never answered with an old binary.
func (p Program) binary() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, f := range []string{"go.mod", "go.sum"} {
		b, err := os.ReadFile(filepath.Join(sourceDir(), p.Module, f))
		if err != nil {
			return "", err
		}
		h.Write(b)
	}
	fmt.Fprintln(h, p.Package, p.Tags+p.ldflags(), runtime.Version(), runtime.GOARCH)
	key := p.Version + "-" + hex.EncodeToString(h.Sum(nil))[:12]
	return filepath.Join(cache, "meshstack", "tools", p.Name, key, p.Name), nil
}

func (p Program) ldflags() string {
	flags := []string{"-s", "-w"}
	for name, value := range p.Stamp {
		flags = append(flags, "-X="+name+"="+value)
	}
	sort.Strings(flags[2:])
	return strings.Join(flags, " ")
}

// sourceDir is the folder of this package: the modules of the programs lie in it.
func sourceDir() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(file)
}
