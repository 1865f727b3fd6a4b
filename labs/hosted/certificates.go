package hosted

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/hardenway/hardenway/labs"
)

// ServerName is the common name of the certificate by which an agent knows the workshop's server.
const ServerName = "harden workshop server"

// The files of a directory with certificates, as a Secret of the type kubernetes.io/tls has them.
const (
	CAFile   = "ca.crt"
	CertFile = "tls.crt"
	KeyFile  = "tls.key"
)

// Certificate is what one side shows, with the CA by which it knows the other, all in PEM.
type Certificate struct{ CA, Cert, Key []byte }

// Certificates are those of one workshop.
type Certificates struct {
	Server Certificate
	// Labs are those of the agents, by host.
	Labs map[string]Certificate
}

// NewCertificates makes a CA, a certificate for the workshop's server and one for the agent of each host, which is a DNS name or
// an IP address. They hold from an hour ago until end. The CA's key is kept nowhere.
func NewCertificates(hosts []string, now, end time.Time) (*Certificates, error) {
	if !end.After(now) {
		return nil, fmt.Errorf("certificates that end at %s would be of no use: it is %s", end.Format(time.RFC3339), now.Format(time.RFC3339))
	}
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	ca := &x509.Certificate{
		Subject: pkix.Name{CommonName: "harden workshop labs"}, NotBefore: now.Add(-time.Hour), NotAfter: end,
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
	}
	caDER, err := sign(ca, ca, caKey.Public(), caKey)
	if err != nil {
		return nil, err
	}
	caPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER})
	issue := func(template *x509.Certificate) (Certificate, error) {
		template.NotBefore, template.NotAfter = ca.NotBefore, ca.NotAfter
		template.KeyUsage, template.BasicConstraintsValid = x509.KeyUsageDigitalSignature, true
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return Certificate{}, err
		}
		der, err := sign(template, ca, key.Public(), caKey)
		if err != nil {
			return Certificate{}, err
		}
		keyDER, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return Certificate{}, err
		}
		return Certificate{
			CA: caPEM, Cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), Key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}),
		}, nil
	}
	all := &Certificates{Labs: map[string]Certificate{}}
	all.Server, err = issue(&x509.Certificate{Subject: pkix.Name{CommonName: ServerName}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil {
		return nil, err
	}
	for _, host := range hosts {
		template := &x509.Certificate{Subject: pkix.Name{CommonName: "harden workshop lab"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = []net.IP{ip}
		} else {
			template.DNSNames = []string{host}
		}
		if all.Labs[host], err = issue(template); err != nil {
			return nil, fmt.Errorf("the certificate for %q: %w", host, err)
		}
	}
	return all, nil
}

func sign(template, parent *x509.Certificate, public any, key *ecdsa.PrivateKey) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	return x509.CreateCertificate(rand.Reader, template, parent, public, key)
}

// Write puts the three files into a directory, which is made.
func (c Certificate) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, CAFile), c.CA, 0o600), os.WriteFile(filepath.Join(dir, CertFile), c.Cert, 0o600), os.WriteFile(filepath.Join(dir, KeyFile), c.Key, 0o600))
}

// ReadCertificate reads the three files of a directory.
func ReadCertificate(dir string) (c Certificate, err error) {
	for name, into := range map[string]*[]byte{CAFile: &c.CA, CertFile: &c.Cert, KeyFile: &c.Key} {
		if *into, err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return c, &labs.Problem{
				Err: fmt.Errorf("reading the certificates of hosted labs: %w", err),
				Try: fmt.Sprintf("a directory with %s, %s and %s, which harden workshop lab-certificates makes", CAFile, CertFile, KeyFile),
			}
		}
	}
	if _, _, err := c.parse(); err != nil {
		return c, &labs.Problem{Err: fmt.Errorf("the certificates in %s: %w", dir, err), Try: "harden workshop lab-certificates, which makes such directories"}
	}
	return c, nil
}

func (c Certificate) parse() (tls.Certificate, *x509.CertPool, error) {
	pair, err := tls.X509KeyPair(c.Cert, c.Key)
	if err != nil {
		return pair, nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(c.CA) {
		return pair, nil, fmt.Errorf("%s holds no certificate", CAFile)
	}
	return pair, pool, nil
}

// agentTLS is an agent's side: whoever is not the workshop's server is refused in the handshake.
func (c Certificate) agentTLS() (*tls.Config, error) {
	pair, pool, err := c.parse()
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, MinVersion: tls.VersionTLS13, NextProtos: []string{"h2"},
		SessionTicketsDisabled: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			if name := state.PeerCertificates[0].Subject.CommonName; name != ServerName {
				return fmt.Errorf("the client is %.60q, and only %q may come", name, ServerName)
			}
			return nil
		},
	}, nil
}

// serverTLS is the workshop's side.
func (c Certificate) serverTLS() (*tls.Config, error) {
	pair, pool, err := c.parse()
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: pool, MinVersion: tls.VersionTLS13, NextProtos: []string{"h2"}}, nil
}
