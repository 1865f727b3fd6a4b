package workload

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"
)

// drain is how long requests may take to end once the pod is told to stop.
const drain = 3 * time.Second

// serve answers HTTP on the pod's port until ctx ends, then lets open requests end.
func (p *pod) serve(ctx context.Context, port int, handler http.Handler) error {
	return p.serveTLS(ctx, port, nil, handler)
}

// serveTLS is serve with TLS, or without it where config is nil.
func (p *pod) serveTLS(ctx context.Context, port int, config *tls.Config, handler http.Handler) error {
	listener, err := p.net.Listen(ctx, port)
	if err != nil {
		return err
	}
	if config != nil {
		listener = tls.NewListener(listener, config)
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(p.env.Stderr, "http: ", 0),
	}
	p.logf("listening on port %d", port)

	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	p.logf("asked to stop; finishing open requests")
	drained, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := server.Shutdown(drained); err != nil {
		_ = server.Close()
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// certificate reads a server's certificate and key, as a Secret of type kubernetes.io/tls
// or a node's directory holds them.
func (p *pod) certificate(cert, key string) (*tls.Config, error) {
	certPEM, err := p.files.ReadFile(cert)
	if err != nil {
		return nil, err
	}
	keyPEM, err := p.files.ReadFile(key)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return nil, fmt.Errorf("%s and %s: %w", cert, key, err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// writeJSON answers with a value as JSON.
func writeJSON(w http.ResponseWriter, code int, value any) {
	data, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		http.Error(w, "cannot write the answer as JSON: "+err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSONBytes(w, code, append(data, '\n'))
}

func writeJSONBytes(w http.ResponseWriter, code int, data []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	_, _ = w.Write(data) // the client may be gone; there is nobody to tell
}

// healthz answers the kubelet.
func healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}
