package testbed

import (
	"context"
	"fmt"
	"net"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// programs are all that a testbed runs, sooner or later.
var programs = []string{
	"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok", istiodProgram,
}

// needPrograms fails when a program isn't there, also one that only runs later.
func needPrograms() error {
	for _, name := range programs {
		if _, err := tools.Path(name); err != nil {
			return err
		}
	}
	return nil
}

// startParts starts everything, each part as soon as what it needs is there.
func (t *Testbed) startParts(ctx context.Context) error {
	// The charts are packed while the programs start.
	packed := make(chan error, 1)
	go func() {
		var err error
		t.charts, err = charts.Serve()
		packed <- err
	}()
	err := t.startControlPlane(ctx)
	if chartErr := <-packed; err == nil && chartErr != nil {
		err = fmt.Errorf("serve the charts: %w", chartErr)
	}
	return err
}

func (t *Testbed) startControlPlane(ctx context.Context) error {
	if err := t.startProgram(ctx, t.plan.etcd, func(context.Context) bool { return accepts(t.plan.client) }); err != nil {
		return err
	}
	if err := t.startProgram(ctx, t.plan.apiServer, t.apiServerReady); err != nil {
		return err
	}
	for _, program := range []func() (command, error){t.plan.controllerManager, t.plan.scheduler, t.plan.kwok} {
		if err := t.startProgram(ctx, program, nil); err != nil {
			return err
		}
	}
	ctx, cancel := t.whileAlive(ctx)
	defer cancel(nil)
	if err := createNodes(ctx, t.client); err != nil {
		return err
	}
	var err error
	if t.agent, err = startAgent(ctx, t); err != nil {
		return err
	}
	if err := waitForNodes(ctx, t.client); err != nil {
		return err
	}
	t.log.printf("%d nodes are Ready", nodes)
	return nil
}

// startProgram starts a program and, with ready, waits until it is.
func (t *Testbed) startProgram(ctx context.Context, program func() (command, error), ready func(context.Context) bool) error {
	c, err := program()
	if err != nil {
		return err
	}
	p, err := t.spawner.run(c)
	if err != nil {
		return err
	}
	t.processes = append(t.processes, p)
	if ready == nil {
		return nil
	}
	ctx, cancel := t.whileAlive(ctx)
	defer cancel(nil)
	err = wait.PollUntilContextCancel(ctx, pollInterval, true, func(ctx context.Context) (bool, error) {
		return ready(ctx), nil
	})
	if err != nil {
		return fmt.Errorf("wait for %s: %w", c.name, context.Cause(ctx))
	}
	t.log.printf("%s is ready", c.name)
	return nil
}

// whileAlive derives a context that also ends when a process does; its cause is then that process's last words.
func (t *Testbed) whileAlive(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	for _, p := range t.processes {
		go func() {
			select {
			case <-p.done:
				cancel(p.exited())
			case <-ctx.Done():
			}
		}()
	}
	return ctx, cancel
}

func (t *Testbed) apiServerReady(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return t.client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error() == nil
}

// accepts reports whether something listens on a local port.
func accepts(port int) bool {
	c, err := net.DialTimeout("tcp", local(port), time.Second)
	if err != nil {
		return false
	}
	c.Close()
	return true
}
