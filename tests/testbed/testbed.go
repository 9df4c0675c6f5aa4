package testbed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/meshstack/pulumi-meshstack/tests/testbed/charts"
)

// startTimeout is how long a testbed may take to start.
const startTimeout = 2 * time.Minute

// Options say how a testbed starts. The zero value is good.
type Options struct {
	// Dir is the folder for state and logs: absent or empty, and left alone by Stop. "" means a new temporary folder,
	// which Stop removes. A path of more than 90 bytes is too long for the socket in it.
	Dir string
	// Log takes a line for each step; nil means none.
	Log io.Writer
}

// Testbed is a running control plane. Its methods are safe for concurrent use.
type Testbed struct {
	folder  *folder
	plan    plan
	config  *rest.Config
	client  kubernetes.Interface
	log     *logger
	spawner *spawner
	// processes are those of the control plane, in the order they started.
	processes []*process
	agent     *agent
	tunnel    net.Listener
	charts    *charts.Server
	stop      sync.Once
	stopErr   error
}

// Start starts a testbed and returns when its nodes are Ready, pods can be created and the chart repository answers,
// which takes about 5 seconds. When a program is missing the error wraps tools.ErrNotBuilt; when one dies, the error
// holds the end of its log. The context only limits the start.
func Start(ctx context.Context, o Options) (*Testbed, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := needPrograms(); err != nil {
		return nil, fmt.Errorf("start the testbed: %w", err)
	}
	f, err := openFolder(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("start the testbed: open its folder: %w", err)
	}
	t := &Testbed{folder: f, log: newLogger(o.Log), spawner: newSpawner()}
	if err := t.start(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start the testbed: %w", err), t.Stop())
	}
	t.log.printf("ready: KUBECONFIG=%s, charts at %s", t.Kubeconfig(), t.ChartRepository())
	return t, nil
}

// Dir is the state folder. The logs are in its folder "logs", one file for each process.
func (t *Testbed) Dir() string { return t.folder.path }

// Kubeconfig is the path of an administrator's kubeconfig, which is complete in itself.
func (t *Testbed) Kubeconfig() string { return t.folder.file("kubeconfig") }

// RESTConfig is an administrator's client configuration, a copy of its own for each caller.
func (t *Testbed) RESTConfig() *rest.Config { return rest.CopyConfig(t.config) }

// ChartRepository is the URL of a Helm repository with the official charts: see package charts.
func (t *Testbed) ChartRepository() string { return t.charts.URL() }

// ChartRequests is how many requests the chart repository has answered.
func (t *Testbed) ChartRequests() int { return t.charts.Requests() }

// XDS is the address (host:port) where istiod of a namespace and revision ("" is "default") serves xDS in plaintext. It
// changes when its pod is replaced. It's an error when no istiod is ready there.
func (t *Testbed) XDS(namespace, revision string) (string, error) {
	if revision == "" {
		revision = "default"
	}
	ports := t.agent.istiods.serving(func(i *istiod) bool { return i.namespace == namespace && i.revision() == revision })
	if ports == nil {
		return "", fmt.Errorf("no istiod of revision %s is ready in namespace %s", revision, namespace)
	}
	return local(ports[portXDS]), nil
}

// Stop ends every process and removes a temporary folder. Calls after the first return the same.
func (t *Testbed) Stop() error {
	t.stop.Do(func() {
		if t.agent != nil {
			t.agent.stop()
		}
		// There's nothing to save, so nothing is asked to end in an orderly way.
		for i := len(t.processes) - 1; i >= 0; i-- {
			t.processes[i].kill()
		}
		t.spawner.close()
		if t.tunnel != nil {
			t.stopErr = errors.Join(t.stopErr, t.tunnel.Close())
		}
		if t.charts != nil {
			t.stopErr = errors.Join(t.stopErr, t.charts.Close())
		}
		t.stopErr = errors.Join(t.stopErr, t.folder.close())
		if t.stopErr != nil {
			t.stopErr = fmt.Errorf("stop the testbed: %w", t.stopErr)
		}
		t.log.printf("stopped")
	})
	return t.stopErr
}

func (t *Testbed) start(ctx context.Context) error {
	if err := os.Mkdir(t.folder.file("logs"), 0o755); err != nil {
		return err
	}
	var err error
	if t.plan, err = newPlan(t.folder); err != nil {
		return err
	}
	if err := t.plan.writeFiles(); err != nil {
		return fmt.Errorf("write configuration files: %w", err)
	}
	if t.config, err = t.plan.writeCredentials(); err != nil {
		return fmt.Errorf("write credentials: %w", err)
	}
	if t.client, err = kubernetes.NewForConfig(t.config); err != nil {
		return err
	}
	if t.tunnel, err = net.Listen("unix", t.folder.file(tunnelSocket)); err != nil {
		return fmt.Errorf("listen for the API server's calls: %w", err)
	}
	return t.startParts(ctx)
}
