package workload

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// runProbe makes one request and reports it by the exit code, for exec probes:
//
//	probe http 8080 /healthz    the pod's own port
//	probe https 8443 /healthz   the same by TLS, whatever the certificate, as a kubelet does it
//	probe http http://shop/     any URL
//	probe tcp shop.default.svc:80
func runProbe(ctx context.Context, p *pod, args []string) error {
	set := p.flags("probe")
	timeout := set.Duration("timeout", 3*time.Second, "how long the request may take")
	if err := parseSome(set, args); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	switch {
	case set.Arg(0) == "http" && set.NArg() == 2:
		return p.probeHTTP(ctx, set.Arg(1))
	case (set.Arg(0) == "http" || set.Arg(0) == "https") && set.NArg() == 3:
		return p.probeHTTP(ctx, set.Arg(0)+"://localhost:"+set.Arg(1)+"/"+strings.TrimPrefix(set.Arg(2), "/"))
	case set.Arg(0) == "tcp" && set.NArg() == 2:
		c, err := p.net.DialContext(ctx, "tcp", set.Arg(1))
		if err != nil {
			return err
		}
		return c.Close()
	}
	return &usageError{errors.New("want: probe http PORT PATH, probe https PORT PATH, probe http URL, or probe tcp HOST:PORT")}
}

func (p *pod) probeHTTP(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return &usageError{err}
	}
	transport := p.net.Transport()
	transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: strings.HasPrefix(url, "https://localhost:")} //nolint:gosec // nor does a kubelet verify its probes
	client := &http.Client{Transport: transport}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	p.logf("%s\n%s", resp.Status, strings.TrimRight(string(body), "\n"))
	if resp.StatusCode < 200 || resp.StatusCode > 399 {
		return fmt.Errorf("%s answered %s", url, resp.Status)
	}
	return nil
}
