package chart

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatIsUnreachable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		want   bool
		reason string
	}{
		{nil, false, "no error"},
		{&net.DNSError{Err: "no such host", Name: "charts.example"}, true, "no such host, or no network"},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true, "nobody listens"},
		{&net.OpError{Op: "dial", Err: syscall.ENETUNREACH}, true, "no network"},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true, "a firewall that cuts connections"},
		{&net.OpError{Op: "proxyconnect", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}, true, "the proxy isn't there"},
		{&net.OpError{Op: "proxyconnect", Err: errors.New("Proxy Authentication Required")}, false, "the proxy's answer"},
		{&net.OpError{Op: "remote error", Err: errors.New("tls: bad certificate")}, false, "the server's answer"},
		{fmt.Errorf("GET: %w", context.DeadlineExceeded), true, "no answer in time"},
		{context.Canceled, false, "somebody gave up"},
		{x509.UnknownAuthorityError{}, false, "somebody answers, and isn't trusted"},
		{&statusError{code: 401}, false, "an answer"},
		{&statusError{code: 403}, false, "an answer"},
		{&statusError{code: 404}, false, "an answer"},
		{&statusError{code: 500}, false, "an answer"},
		{&statusError{code: 502}, true, "a gateway reaches nobody"},
		{&statusError{code: 503}, true, "a gateway has nobody"},
		{&statusError{code: 504}, true, "a gateway waits in vain"},
		{io.ErrUnexpectedEOF, false, "a damaged answer"},
	} {
		assert.Equal(t, c.want, unreachable(c.err), "%v: %s", c.err, c.reason)
	}
}

func TestWhatWasWaitedForOnceIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	var r reach
	asked := 0
	ask := func(err error) func() error { return func() error { asked++; return err } }
	assert.NoError(t, r.try(ask(nil)))
	assert.ErrorContains(t, r.try(ask(errors.New("404"))), "404")
	assert.NoError(t, r.try(ask(nil)), "an answer that isn't liked is one")
	assert.ErrorContains(t, r.try(ask(context.DeadlineExceeded)), budget.String())
	assert.ErrorIs(t, r.try(ask(nil)), context.DeadlineExceeded, "the repository is out of reach")
	assert.Equal(t, 4, asked)
	assert.NoError(t, r.offline(), "nothing stood in for it")
	r.useCache()
	assert.ErrorIs(t, r.offline(), context.DeadlineExceeded)
}
