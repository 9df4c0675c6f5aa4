package jaeger

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// CheckBind reports an address to listen at that keeps the port from being reached: another port than the Service's, or
// the loopback interface. Jaeger takes a port alone, too. The error says what to write instead.
func CheckBind(address string, port int) error {
	if strings.Contains(address, "${") {
		return nil // known to the pod alone
	}
	host, text := "", address
	if strings.Contains(address, ":") {
		var err error
		if host, text, err = net.SplitHostPort(address); err != nil {
			return fmt.Errorf("%q is not host:port; write \":%d\"", address, port)
		}
	}
	if text != strconv.Itoa(port) {
		return fmt.Errorf("%q is not the port that the Service sends to; write \":%d\"", address, port)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return fmt.Errorf("%q can be reached from within the pod only; write \":%d\"", address, port)
	}
	return nil
}
