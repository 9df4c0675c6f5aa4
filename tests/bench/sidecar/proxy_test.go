package sidecar

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// proxy is a pilot-agent and its Envoy.
type proxy struct {
	agent *exec.Cmd
	// admin and status are the ports of Envoy's administration and of the agent's answer about readiness.
	admin, status int
	folder        string
	done          chan struct{}
}

// startProxy starts them as the pod would, and returns when Envoy is ready.
func (m *mesh) startProxy(t testing.TB, pod *corev1.Pod) *proxy {
	t.Helper()
	agent, err := tools.Path("pilot-agent")
	require.NoError(t, err)
	ports := freePorts(t, 4)
	p := &proxy{admin: ports[0], status: ports[1], folder: t.TempDir(), done: make(chan struct{})}
	m.mount(t, pod, p.folder)
	container := proxyContainer(t, pod)
	env := environment(t, pod, container)
	m.adapt(t, env, p)
	env["ENVOY_STATUS_PORT"], env["ENVOY_PROMETHEUS_PORT"] = strconv.Itoa(ports[2]), strconv.Itoa(ports[3])

	p.agent = exec.Command(agent)
	for _, arg := range container.Args {
		p.agent.Args = append(p.agent.Args, strings.ReplaceAll(arg, "$(POD_NAMESPACE)", pod.Namespace))
	}
	for name, value := range env {
		p.agent.Env = append(p.agent.Env, name+"="+value)
	}
	log, err := os.Create(p.log())
	require.NoError(t, err)
	p.agent.Dir, p.agent.Stdout, p.agent.Stderr = p.folder, log, log
	p.start(t)
	t.Cleanup(p.stop)
	eventually(t, "a proxy that is ready", func() bool {
		select {
		case <-p.done:
			require.Fail(t, "pilot-agent ended", "%s", p.lastWords())
		default:
		}
		_, err := get(p.status, "/healthz/ready")
		return err == nil
	}, p.lastWords)
	return p
}

// adapt changes what is different out of a pod: where istiod is, which Envoy and which of the agent's files to take, and
// the ports.
func (m *mesh) adapt(t testing.TB, env map[string]string, p *proxy) {
	t.Helper()
	envoy, err := tools.Envoy()
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	template, err := tools.BootstrapTemplate(t.Context())
	require.NoError(t, err)
	config := map[string]any{}
	require.NoError(t, yaml.Unmarshal([]byte(env["PROXY_CONFIG"]), &config))
	config["discoveryAddress"] = m.address(t, 15012)
	config["binaryPath"], config["proxyBootstrapTemplatePath"] = self, template
	config["proxyAdminPort"], config["statusPort"] = p.admin, p.status
	changed, err := json.Marshal(config)
	require.NoError(t, err)
	env["PROXY_CONFIG"] = string(changed)
	// Without CA_ADDR the authority is where istiod is, under the name that its certificate has.
	delete(env, "CA_ADDR")
	env["ISTIOD_SAN"] = "istiod." + istioNamespace + ".svc"
	env[envoyVariable], env["HOME"] = envoy, p.folder
}

// start starts the agent on a thread that stays, as the kernel ends the agent with it.
func (p *proxy) start(t testing.TB) {
	t.Helper()
	p.agent.SysProcAttr = dieWithParent()
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := p.agent.Start()
		started <- err
		if err == nil {
			_ = p.agent.Wait()
			close(p.done)
		}
	}()
	require.NoError(t, <-started)
}

// stop ends agent and Envoy, which is in its process group. Calls after the first do nothing.
func (p *proxy) stop() {
	select {
	case <-p.done:
	default:
		_ = syscall.Kill(-p.agent.Process.Pid, syscall.SIGKILL)
		<-p.done
	}
}

func (p *proxy) log() string { return filepath.Join(p.folder, "log") }

// lastWords is the end of the log.
func (p *proxy) lastWords() string {
	log, _ := os.ReadFile(p.log())
	return string(log[max(0, len(log)-8<<10):])
}

// envoy is Envoy's process ID.
func (p *proxy) envoy(t testing.TB) int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(p.folder, envoyPID))
	require.NoError(t, err)
	pid, err := strconv.Atoi(string(content))
	require.NoError(t, err)
	return pid
}

// get asks a port of this machine.
func get(port int, path string) ([]byte, error) {
	return fetch(fmt.Sprintf("127.0.0.1:%d", port), path)
}

func fetch(address, path string) ([]byte, error) {
	response, err := http.Get("http://" + address + path) //nolint:gosec // an address of this machine
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(response.Body); err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s%s answered %s: %s", address, path, response.Status, body.Bytes())
	}
	return body.Bytes(), nil
}
