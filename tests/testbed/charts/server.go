package charts

import (
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// Server is a Helm repository on loopback.
type Server struct {
	url      string
	http     *http.Server
	requests atomic.Int64
}

// Serve packs the charts and serves them on a free port.
func Serve() (*Server, error) {
	files, err := Pack()
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{url: "http://" + l.Addr().String()}
	s.http = &http.Server{ReadHeaderTimeout: time.Minute, Handler: s.handler(files)}
	go func() { _ = s.http.Serve(l) }() // ends with Close
	return s, nil
}

// URL is the repository's address.
func (s *Server) URL() string { return s.url }

// Requests is how many requests were answered so far, with whatever status.
func (s *Server) Requests() int { return int(s.requests.Load()) }

// Close ends the server and its connections.
func (s *Server) Close() error { return s.http.Close() }

func (s *Server) handler(files map[string][]byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		data, ok := files[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data) // the client has gone: nobody to tell
	})
}
