//go:build unix

package cluster_test

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/meshstack/pulumi-meshstack/internal/cluster"
)

// TestDeadline: whatever doesn't answer, Look is done when its time is, with what it knows by then.
func TestDeadline(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		config func(t *testing.T) cluster.Config
		want   cluster.Facts
		err    string
	}{
		"server": {
			reason: "the API server takes the requests and never answers",
			config: func(t *testing.T) cluster.Config {
				return cluster.Config{Kubeconfig: content(t, kubeconfig(apiServer(t, hang, hang)))}
			},
			err: "its Kubernetes version and its Gateway API CRDs: no answer in time",
		},
		"one question": {
			reason: "what the other one brought isn't lost",
			config: func(t *testing.T) cluster.Config {
				s := apiServer(t, answer(http.StatusOK, versionBody), hang)
				return cluster.Config{Kubeconfig: content(t, kubeconfig(s))}
			},
			want: cluster.Facts{KubernetesVersion: "v1.36.3"},
			err:  "its Gateway API CRDs: no answer in time",
		},
		"busy server": {
			reason: "a server that asks to come back later isn't waited for longer",
			config: func(t *testing.T) cluster.Config {
				later := func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Retry-After", "60")
					status(http.StatusTooManyRequests, "TooManyRequests")(w, r)
				}
				return cluster.Config{Kubeconfig: content(t, kubeconfig(apiServer(t, later, later)))}
			},
			err: "in time",
		},
		"connection": {
			reason: "the connection is accepted and nothing more, not even TLS",
			config: func(t *testing.T) cluster.Config {
				k := kubeconfig(apiServer(t, hang, hang))
				k.Clusters["c"].Server = "https://" + silent(t)
				return cluster.Config{Kubeconfig: content(t, k)}
			},
			err: "no answer in time",
		},
		"kubeconfig": {
			reason: "a kubeconfig can be a pipe that nobody writes",
			config: func(t *testing.T) cluster.Config {
				pipe := filepath.Join(t.TempDir(), "pipe")
				require.NoError(t, syscall.Mkfifo(pipe, 0o600))
				return cluster.Config{Kubeconfig: pipe}
			},
			err: "the kubeconfig couldn't be read in time",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Log(c.reason)
			config := c.config(t)
			facts, err := hurried(t, config)
			assert.Equal(t, c.want, facts)
			assert.ErrorContains(t, err, c.err)
			oneLine(t, err)
		})
	}
}

// hurried looks with a short deadline, and checks that it's kept. What is answered at all comes long before.
func hurried(t *testing.T, c cluster.Config) (cluster.Facts, error) {
	t.Helper()
	const short = time.Second
	ctx, cancel := context.WithTimeout(t.Context(), short)
	defer cancel()
	start := time.Now()
	facts, err := cluster.Look(ctx, c)
	assert.Less(t, time.Since(start), 2*short)
	require.Error(t, err)
	return facts, err
}

// silent is the address of a listener that accepts and then says nothing.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
		}
	}()
	return l.Addr().String()
}
