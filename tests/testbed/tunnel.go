package testbed

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// dialTimeout limits connecting to a local process.
const dialTimeout = 3 * time.Second

// serveTunnel answers the API server's CONNECT requests until the listener closes.
func serveTunnel(l net.Listener, a *agent) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go a.carry(c)
	}
}

// carry connects one CONNECT request to the local process behind its address. Without one it answers 502, so that the
// API server needn't wait for its timeout.
func (a *agent) carry(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	request, err := http.ReadRequest(in)
	if err != nil || request.Method != http.MethodConnect {
		return
	}
	target, err := a.resolve(request.Host)
	if err != nil {
		a.refuse(c, request.Host, err)
		return
	}
	out, err := net.DialTimeout("tcp", target, dialTimeout)
	if err != nil {
		a.refuse(c, request.Host, err)
		return
	}
	defer out.Close()
	fmt.Fprint(c, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() {
		_, _ = io.Copy(out, in)
		_ = out.(*net.TCPConn).CloseWrite()
	}()
	_, _ = io.Copy(c, out)
}

func (a *agent) refuse(c net.Conn, host string, reason error) {
	a.log.printf("no answer for the API server's call to %s: %v", host, reason)
	// %q keeps the reason on the status line.
	fmt.Fprintf(c, "HTTP/1.1 502 %q\r\nContent-Length: 0\r\n\r\n", reason)
}

// resolve returns the local address that answers for <ClusterIP>:<port>.
func (a *agent) resolve(address string) (string, error) {
	ip, portText, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		return "", err
	}
	s, err := a.serviceAt(ip)
	if err != nil {
		return "", err
	}
	if len(s.Spec.Selector) == 0 {
		return "", fmt.Errorf("Service %s/%s selects no pods", s.Namespace, s.Name)
	}
	selector := labels.SelectorFromSet(s.Spec.Selector)
	ports := a.istiods.serving(func(i *istiod) bool {
		return i.namespace == s.Namespace && selector.Matches(labels.Set(i.labels))
	})
	if ports == nil {
		return "", fmt.Errorf("no process is ready behind Service %s/%s", s.Namespace, s.Name)
	}
	if localPort, ok := ports[targetPort(s, port)]; ok {
		return local(localPort), nil
	}
	return "", fmt.Errorf("istiod serves nothing on port %d of Service %s/%s", port, s.Namespace, s.Name)
}

func (a *agent) serviceAt(ip string) (*corev1.Service, error) {
	all, err := a.services.List(labels.Everything())
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.Spec.ClusterIP == ip {
			return s, nil
		}
	}
	return nil, fmt.Errorf("no Service has the address %s", ip)
}

// targetPort is the container port behind a Service's port, 0 when it has no such port. Istiod's Service names none of
// its target ports.
func targetPort(s *corev1.Service, port int) int {
	for _, p := range s.Spec.Ports {
		if int(p.Port) != port {
			continue
		}
		if target := p.TargetPort.IntValue(); target != 0 {
			return target
		}
		return port
	}
	return 0
}
