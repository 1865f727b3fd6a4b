package grader

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// The words for why a connection or an answer did not come.
const (
	netRefused     = "refused"
	netTimeout     = "timeout"
	netTLS         = "tls"
	netClosed      = "closed"
	netDNS         = "dns"
	netUnreachable = "unreachable"
	netOther       = "other"
)

// netKind puts a network error into one word.
func netKind(err error) string {
	if err == nil {
		return ""
	}
	var (
		dns       *net.DNSError
		record    tls.RecordHeaderError
		alert     tls.AlertError
		verify    *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		timeout   interface{ Timeout() bool }
	)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return netRefused
	case errors.As(err, &dns):
		return netDNS
	case errors.As(err, &record), errors.As(err, &alert), errors.As(err, &verify), errors.As(err, &authority), errors.As(err, &host), errors.As(err, &invalid):
		return netTLS
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return netTimeout
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EADDRNOTAVAIL):
		return netUnreachable
	case strings.Contains(err.Error(), "tls: "), strings.Contains(err.Error(), "x509: "), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return netTLS
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return netClosed
	// Dialers that go through another process can hand on only the text, and Windows has
	// numbers and words of its own.
	case strings.Contains(err.Error(), "connection refused"), strings.Contains(err.Error(), "actively refused"):
		return netRefused
	case strings.Contains(err.Error(), "connection reset"), strings.Contains(err.Error(), "forcibly closed"), strings.Contains(err.Error(), "EOF"), strings.Contains(err.Error(), "malformed HTTP"):
		return netClosed
	case strings.Contains(err.Error(), "no such host"):
		return netDNS
	case strings.Contains(err.Error(), "no route to host"), strings.Contains(err.Error(), "network is unreachable"):
		return netUnreachable
	}
	return netOther
}

// whyNot says in a few words what went wrong on the way.
func whyNot(err error) string {
	switch netKind(err) {
	case netRefused:
		return "connection refused"
	case netTimeout:
		return "no answer in time"
	case netClosed:
		return "the connection was closed (" + short(err.Error(), 120) + ")"
	}
	return short(err.Error(), 200)
}
