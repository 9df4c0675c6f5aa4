package testbed

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	authv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/meshstack/pulumi-meshstack/tests/tools"
)

// tokenSeconds is the life of istiod's token; nobody renews it.
const tokenSeconds = 24 * 60 * 60

// start starts istiod as its pod would: with the pod's arguments, environment and ServiceAccount. It returns the ports
// of the process, too.
func (s *istiods) start(ctx context.Context, i *istiod, p *corev1.Pod) (*process, map[int]int, error) {
	path, err := tools.Path(istiodProgram)
	if err != nil {
		return nil, nil, err
	}
	// Istiod prefers files in its working folder to what the cluster says, so the folder is empty but for its kubeconfig.
	dir := s.folder.file("istiod", i.key)
	if err := os.RemoveAll(dir); err != nil {
		return nil, nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, nil, err
	}
	kubeconfig := dir + ".kubeconfig"
	if err := s.writeKubeconfig(ctx, kubeconfig, p); err != nil {
		return nil, nil, err
	}
	ports, err := istiodPorts()
	if err != nil {
		return nil, nil, err
	}
	c := discovery(p)
	env, err := s.environment(ctx, p, c)
	if err != nil {
		return nil, nil, err
	}
	started, err := s.spawner.run(command{
		name: "istiod " + i.key, path: path, dir: dir, env: env,
		args: istiodArgs(c.Args, ports, kubeconfig),
		log:  s.folder.file("logs", "istiod-"+i.key+".log"),
	})
	if err == nil {
		s.log.printf("istiod %s started for pod %s, image %s", i.key, p.Name, c.Image)
	}
	return started, ports, err
}

// writeKubeconfig writes a kubeconfig with a token of the pod's ServiceAccount, so that the chart's RBAC counts.
func (s *istiods) writeKubeconfig(ctx context.Context, path string, p *corev1.Pod) error {
	seconds := int64(tokenSeconds)
	request := &authv1.TokenRequest{Spec: authv1.TokenRequestSpec{ExpirationSeconds: &seconds}}
	token, err := s.client.CoreV1().ServiceAccounts(p.Namespace).
		CreateToken(ctx, p.Spec.ServiceAccountName, request, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("get a token: %w", err)
	}
	ca, err := os.ReadFile(s.folder.file("ca.crt"))
	if err != nil {
		return err
	}
	return writeKubeconfig(path, s.plan.server(), ca, &api.AuthInfo{Token: token.Status.Token})
}

// istiodPorts picks a free port for each of istiod's.
func istiodPorts() (map[int]int, error) {
	free, err := freePorts(len(portFlags))
	if err != nil {
		return nil, err
	}
	ports := map[int]int{}
	for inPod := range portFlags {
		ports[inPod] = free[len(ports)]
	}
	return ports, nil
}

// istiodArgs puts the local addresses after the pod's own arguments: of a flag that is given twice, the last counts.
func istiodArgs(podArgs []string, ports map[int]int, kubeconfig string) []string {
	args := append([]string{}, podArgs...)
	for inPod, flag := range portFlags {
		args = append(args, flag+"="+local(ports[inPod]))
	}
	// The introspection port would be the same for all of them.
	return append(args, "--kubeconfig="+kubeconfig, "--ctrlz_port=0")
}

// probe asks a process about its readiness until it ends, often at first and then as a kubelet would.
func (s *istiods) probe(i *istiod, p *process, port int) {
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	url := "http://" + local(port) + "/ready"
	pause := pollInterval
	for {
		ready := answersOK(client, url)
		s.mu.Lock()
		if i.process != p { // replaced
			s.mu.Unlock()
			return
		}
		changed := i.ready.Swap(ready) != ready
		s.mu.Unlock()
		if changed {
			s.log.printf("istiod %s: ready is %t", i.key, ready)
			s.changed()
			pause = time.Second
		}
		select {
		case <-p.done:
			i.ready.Store(false)
			s.changed()
			return
		case <-time.After(pause):
		}
	}
}

func answersOK(client *http.Client, url string) bool {
	response, err := client.Get(url)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}
