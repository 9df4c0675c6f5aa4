package testbed

import (
	"fmt"
	"net"
)

// freePorts picks n TCP ports that nobody listens on at 127.0.0.1. They are held open until all are picked, so that they
// differ.
func freePorts(n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("pick a free port: %w", err)
		}
		defer l.Close()
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}

// local is the address of a port on loopback.
func local(port int) string {
	return fmt.Sprintf("127.0.0.1:%d", port)
}
