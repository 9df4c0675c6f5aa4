package plugin

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

const (
	mainPackage   = "./provider/cmd/pulumi-resource-meshstack"
	versionSymbol = "github.com/meshstack/pulumi-meshstack/internal/build.Version"
)

// Build compiles the plugin with a version into a binary, stripped as a release is.
func Build(ctx context.Context, binary, version string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -X "+versionSymbol+"="+version, "-o", binary, mainPackage)
	cmd.Dir = Root()
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-mod=readonly")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the plugin: %w\n%s", err, out)
	}
	return nil
}

// Root is the folder of the repository.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

// Version is the version of the package, from the file VERSION.
func Version() (string, error) {
	b, err := os.ReadFile(filepath.Join(Root(), "VERSION"))
	return strings.TrimSpace(string(b)), err
}

// Running is a started plugin.
type Running struct {
	// Startup is the time from the start of the process to the line with its port.
	Startup time.Duration
	cmd     *exec.Cmd
	conn    *grpc.ClientConn
}

// Start starts a plugin as the engine does.
func Start(ctx context.Context, path string) (*Running, error) {
	cmd := exec.CommandContext(ctx, path, "127.0.0.1:1") // the address of an engine, which it calls when it has something to log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("wait for the plugin's port: %w", err)
	}
	startup := time.Since(start)
	conn, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	return &Running{Startup: startup, cmd: cmd, conn: conn}, nil
}

// ReportedVersion asks the plugin for its version.
func (r *Running) ReportedVersion(ctx context.Context) (string, error) {
	info, err := pulumirpc.NewResourceProviderClient(r.conn).GetPluginInfo(ctx, &emptypb.Empty{})
	return info.GetVersion(), err
}

// Stop ends the plugin.
func (r *Running) Stop() error {
	_ = r.conn.Close() // the process goes with it
	if err := r.cmd.Process.Kill(); err != nil {
		return err
	}
	_ = r.cmd.Wait() // killed, as told
	return nil
}
