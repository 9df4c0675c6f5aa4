// Package driver runs one operation on the stack of a program, in the Automation API's inline mode.
package driver

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

type request struct {
	Stack, Project, WorkDir, Result string
	Config                          map[string]string
	ExpectNoChanges                 bool
	Started                         float64
}

// Main is the main function of a driver of one program:
//
//	DRIVER_REQUEST=request.json driver preview|up|refresh|destroy
//
// The request and the result are described in ../../../harness/driver.go.
func Main(program pulumi.RunFunc) {
	if err := run(program, os.Args[1], os.Getenv("DRIVER_REQUEST")); err != nil {
		fmt.Fprintln(os.Stderr, "driver:", err)
		os.Exit(1)
	}
}

// run writes the result also when the operation fails.
func run(program pulumi.RunFunc, operation, path string) error {
	loaded := float64(time.Now().UnixNano()) / 1e9
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the request: %w", err)
	}
	var r request
	if err := json.Unmarshal(content, &r); err != nil {
		return fmt.Errorf("read the request: %w", err)
	}
	ctx := context.Background()
	var result result
	result.Seconds = loaded - r.Started
	opErr := prepareAndOperate(ctx, program, operation, r, &result)
	if opErr != nil {
		result.Error = opErr.Error()
	}
	if content, err = json.Marshal(result); err != nil {
		return fmt.Errorf("encode the result: %w", err)
	}
	if err := os.WriteFile(r.Result, content, 0o600); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return opErr
}

func prepareAndOperate(ctx context.Context, program pulumi.RunFunc, operation string, r request, result *result) error {
	s, err := auto.UpsertStackInlineSource(ctx, r.Stack, r.Project, program, auto.WorkDir(r.WorkDir))
	if err != nil {
		return fmt.Errorf("select the stack: %w", err)
	}
	for key, value := range r.Config {
		if err := s.SetConfig(ctx, key, auto.ConfigValue{Value: value}); err != nil {
			return fmt.Errorf("set %s: %w", key, err)
		}
	}
	stream := make(chan events.EngineEvent)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for event := range stream {
			result.add(event)
		}
	}()
	start := time.Now()
	if err := operate(ctx, s, operation, r.ExpectNoChanges, stream); err != nil {
		return err
	}
	result.Seconds += time.Since(start).Seconds()
	<-done
	outputs, err := s.Outputs(ctx)
	if err != nil {
		return fmt.Errorf("read the outputs: %w", err)
	}
	result.Outputs = map[string]output{}
	for name, value := range outputs {
		result.Outputs[name] = output{value.Value, value.Secret}
	}
	return nil
}

func operate(ctx context.Context, s auto.Stack, operation string, expectNoChanges bool, stream chan events.EngineEvent) (err error) {
	switch operation {
	case "preview":
		options := []optpreview.Option{optpreview.ProgressStreams(os.Stdout), optpreview.EventStreams(stream), optpreview.Color("never")}
		if expectNoChanges {
			options = append(options, optpreview.ExpectNoChanges())
		}
		_, err = s.Preview(ctx, options...)
	case "up":
		_, err = s.Up(ctx, optup.ProgressStreams(os.Stdout), optup.EventStreams(stream), optup.Color("never"))
	case "refresh":
		_, err = s.Refresh(ctx, optrefresh.ProgressStreams(os.Stdout), optrefresh.EventStreams(stream), optrefresh.Color("never"))
	case "destroy":
		_, err = s.Destroy(ctx, optdestroy.ProgressStreams(os.Stdout), optdestroy.EventStreams(stream), optdestroy.Color("never"))
	default:
		err = fmt.Errorf("%q is not an operation", operation)
	}
	return err
}
