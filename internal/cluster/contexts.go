package cluster

import (
	"errors"
	"maps"
	"slices"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd/api"
)

// Contexts lists the contexts of the kubeconfig, in order, and the one that is meant: Context, or else the current one; none
// and "" for the service account of a pod. Errors are those of REST.
func Contexts(c Config) (names []string, meant string, err error) {
	var parsed *api.Config
	if c.Kubeconfig != "" {
		if parsed, err = given(c); err != nil {
			return nil, "", err
		}
	} else {
		rules := ambientRules()
		if parsed, err = rules.Load(); err != nil {
			if err := unreadable(rules.GetLoadingPrecedence()); err != nil {
				return nil, "", err
			}
			return nil, "", unusable(err)
		}
	}
	meant = parsed.CurrentContext
	if c.Context != "" {
		meant = c.Context
	}
	return slices.Sorted(maps.Keys(parsed.Contexts)), meant, nil
}

// Host is the host:port of the API server, for messages.
func Host(config *rest.Config) (string, error) {
	server, _, err := rest.DefaultServerUrlFor(config)
	if err != nil {
		return "", errors.New("the kubeconfig can't be used: the server of the cluster isn't a URL; write https://host:port")
	}
	return server.Host, nil
}
