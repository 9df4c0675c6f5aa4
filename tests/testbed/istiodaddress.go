package testbed

import "fmt"

// IstiodAddress is where a port that istiod has in its pod (8080, 15010, 15012, 15014 or 15017) is on loopback, as
// host:port. As with XDS, it changes when the pod is replaced, and it's an error when no istiod is ready there.
func (t *Testbed) IstiodAddress(namespace, revision string, port int) (string, error) {
	if revision == "" {
		revision = "default"
	}
	ports := t.agent.istiods.serving(func(i *istiod) bool { return i.namespace == namespace && i.revision() == revision })
	if ports == nil {
		return "", fmt.Errorf("no istiod of revision %s is ready in namespace %s", revision, namespace)
	}
	if ports[port] == 0 {
		return "", fmt.Errorf("istiod has no port %d", port)
	}
	return local(ports[port]), nil
}
