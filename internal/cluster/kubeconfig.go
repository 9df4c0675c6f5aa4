package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// Config names the ambient cluster as the configuration of Pulumi's Kubernetes provider does. All of it can be "".
type Config struct {
	// Kubeconfig is kubernetes:kubeconfig: the path of a kubeconfig, which may start with ~/, or its content as YAML or
	// JSON. "" means the files of the variable KUBECONFIG, or else ~/.kube/config, or else the service account of the pod
	// that this runs in.
	Kubeconfig string
	// Context is kubernetes:context, the name of a context in the kubeconfig. "" is its current one.
	Context string
	// Cluster is kubernetes:cluster, the name of a cluster in the kubeconfig. "" is the one of the context.
	Cluster string
	// Prefix stands before `kubeconfig` and `context` in messages; "" is `kubernetes:`.
	Prefix string
}

// setting is what a message calls one of the settings.
func (c Config) setting(name string) string {
	if c.Prefix == "" {
		return "kubernetes:" + name
	}
	return c.Prefix + name
}

// ErrNoCluster says that nothing names a cluster: there's no kubeconfig, or no context is the current one, and this
// doesn't run in a pod.
var ErrNoCluster = errors.New("no Kubernetes cluster is configured: neither kubernetes:kubeconfig nor KUBECONFIG nor " +
	"~/.kube/config names one; write kubernetes:kubeconfig, or choose a context")

// restConfig says how to reach the cluster, with the rules of the Configure method of pulumi-kubernetes v4.32.0.
func restConfig(c Config) (*rest.Config, error) {
	overrides := &clientcmd.ConfigOverrides{CurrentContext: c.Context, Context: api.Context{Cluster: c.Cluster}}
	load := ambientConfig
	if c.Kubeconfig != "" {
		load = func(o *clientcmd.ConfigOverrides) (*rest.Config, error) { return givenConfig(c, o) }
	}
	config, err := load(overrides)
	if err != nil {
		return nil, err
	}
	config.UserAgent = "pulumi-meshstack"
	config.WarningHandler = rest.NoWarnings{}
	if config.ExecProvider != nil {
		// A plugin that can do without the user then has to, one that can't isn't run.
		config.ExecProvider.StdinUnavailable = true
		config.ExecProvider.StdinUnavailableMessage = "a preview asks nobody"
	}
	return config, nil
}

// givenConfig reads kubernetes:kubeconfig. Unlike those of ambient files, relative paths in it aren't resolved against
// its folder, because the provider doesn't do so either.
func givenConfig(c Config, overrides *clientcmd.ConfigOverrides) (*rest.Config, error) {
	parsed, err := given(c)
	if err != nil {
		return nil, err
	}
	config, err := clientcmd.NewDefaultClientConfig(*parsed, overrides).ClientConfig()
	if clientcmd.IsEmptyConfig(err) {
		return nil, fmt.Errorf("%s has no current context; write %s", c.setting("kubeconfig"), c.setting("context"))
	}
	return config, unusable(err)
}

// given reads the kubeconfig that is given by its path or its content.
func given(c Config) (*api.Config, error) {
	content := []byte(c.Kubeconfig)
	invalid := fmt.Errorf("%s is neither the path of an existing file nor the content of a kubeconfig", c.setting("kubeconfig"))
	path := inHome(c.Kubeconfig)
	if _, err := os.Stat(path); err == nil {
		if content, err = os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("read %s: %w", c.setting("kubeconfig"), err)
		}
		invalid = notAKubeconfig(path)
	}
	parsed, err := clientcmd.Load(content)
	if err != nil {
		return nil, invalid // the parser quotes what it read
	}
	return parsed, nil
}

// ambientConfig reads what KUBECONFIG or its default names, or the service account of a pod. It never asks the user.
func ambientConfig(overrides *clientcmd.ConfigOverrides) (*rest.Config, error) {
	rules := ambientRules()
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, overrides).ClientConfig()
	switch {
	case err == nil:
		return config, nil
	case clientcmd.IsEmptyConfig(err):
		return nil, ErrNoCluster
	}
	if err := unreadable(rules.GetLoadingPrecedence()); err != nil {
		return nil, err
	}
	return nil, unusable(err)
}

func ambientRules() *clientcmd.ClientConfigLoadingRules {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.DefaultClientConfig = &clientcmd.DefaultClientConfig
	// A look doesn't move the user's files from where they were before Kubernetes 1.0.
	rules.MigrationRules = nil
	return rules
}

// unreadable says which of the kubeconfig files is there and can't be read, if any: what client-go says of it quotes the
// file.
func unreadable(paths []string) error {
	for _, path := range paths {
		_, err := clientcmd.LoadFromFile(path)
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if file := (*fs.PathError)(nil); errors.As(err, &file) {
			return fmt.Errorf("read the kubeconfig: %w", file)
		}
		return notAKubeconfig(path)
	}
	return nil
}

func notAKubeconfig(path string) error {
	return fmt.Errorf("the file %s isn't a kubeconfig; `kubectl config view --kubeconfig %s` says more", path, path)
}

// unusable says what is wrong in a kubeconfig that could be read. client-go's words hold names and files, and in one case
// a URL that may hold a password.
func unusable(err error) error {
	if err == nil {
		return nil
	}
	what := firstLine(err.Error())
	if strings.Contains(what, "invalid 'proxy-url'") {
		what = "the proxy-url of the cluster isn't one; write a URL that starts with http://, https:// or socks5://"
	}
	return fmt.Errorf("the kubeconfig can't be used: %s", what)
}

// inHome resolves ~ as the provider does: by the user database, which can differ from HOME.
func inHome(path string) string {
	rest, ok := strings.CutPrefix(path, "~")
	if !ok || (rest != "" && rest[0] != '/') {
		return path
	}
	u, err := user.Current()
	if err != nil {
		return path
	}
	return filepath.Join(u.HomeDir, rest)
}
