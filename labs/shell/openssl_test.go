package shell

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"regexp"
	"strings"
	"testing"
)

func TestOpenSSL(t *testing.T) {
	const ca = "cd /tmp; openssl ecparam -name prime256v1 -genkey -noout -out ca.key; openssl req -x509 -new -key ca.key -subj /CN=etcd-ca -days 3650 -addext keyUsage=critical,keyCertSign -out ca.crt; "
	const csr = ca + "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout c.key -subj /O=system:nodes/CN=system:node:a -out c.csr; "
	tests := []struct{ name, script, out, err string }{
		{name: "key is its owner's", script: ca + "stat -c %a ca.key ca.crt", out: "600\n644\n"},
		{name: "authority", script: ca + "openssl x509 -in ca.crt -noout -subject -issuer -ext keyUsage", out: "subject=CN = etcd-ca\nissuer=CN = etcd-ca\nX509v3 Key Usage: Certificate Sign\nX509v3 Basic Constraints: CA:TRUE\n"},
		{name: "client certificate", script: csr + "echo extendedKeyUsage=clientAuth >ext; openssl x509 -req -in c.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1 -extfile ext -out c.crt 2>/dev/null; openssl x509 -in c.crt -noout -subject -issuer; openssl verify -CAfile ca.crt -purpose sslclient c.crt; openssl verify -CAfile ca.crt -purpose sslserver c.crt", out: "subject=O = system:nodes, CN = system:node:a\nissuer=CN = etcd-ca\nc.crt: OK\n", err: "openssl: verify: c.crt: verification failed: x509: certificate specifies an incompatible key usage\n"},
		{name: "names and sections", script: csr + "printf '[server]\\nextendedKeyUsage = serverAuth, clientAuth # both\\nsubjectAltName = DNS:localhost, IP:127.0.0.1\\n[other]\\nkeyUsage = cRLSign\\n' >ext; openssl x509 -req -in c.csr -CA ca.crt -CAkey ca.key -extfile ext -extensions server -out c.crt 2>/dev/null; openssl x509 -in c.crt -noout -text | grep X509", out: "    X509v3 Extended Key Usage: TLS Web Server Authentication, TLS Web Client Authentication\n    X509v3 Subject Alternative Name: DNS:localhost, IP Address:127.0.0.1\n"},
		{name: "what a request asks for is not copied", script: ca + "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out k; openssl req -new -key k -subj /CN=x -addext subjectAltName=DNS:a -addext extendedKeyUsage=clientAuth -out r; for m in none copy; do openssl x509 -req -in r -CA ca.crt -CAkey ca.key -copy_extensions $m -out $m 2>/dev/null; openssl x509 -in $m -noout -text | grep -c X509; done", out: "0\n2\n"},
		{name: "another authority", script: csr + "openssl req -x509 -newkey ec -noenc -keyout o.key -subj /CN=other -out o.crt; openssl x509 -req -in c.csr -CA o.crt -CAkey o.key -out c.crt 2>/dev/null; openssl verify -CAfile ca.crt c.crt", err: "openssl: verify: c.crt: verification failed: x509: certificate signed by unknown authority\n"},
		{name: "checkend", script: ca + "openssl x509 -in ca.crt -noout -checkend 86400 && ! openssl x509 -in ca.crt -noout -checkend 400000000", out: "Certificate will not expire\n", err: "openssl: x509: the certificate will expire\n"},
		{name: "random", script: "openssl rand -hex 16 | wc -c; openssl rand -base64 32 | base64 -d | wc -c", out: "33\n32\n"},
		{name: "no such command", script: "openssl s_client", err: "openssl: s_client is not known here; known are genpkey, ecparam, genrsa, req, x509, verify, rand, version\n"},
		{name: "no such option", script: "openssl req -new -config x", err: "openssl: req: option -config is not known here\n"},
		{name: "no value", script: "openssl req -new -key", err: "openssl: req: -key needs a value\n"},
		{name: "no such file", script: "openssl x509 -in none", err: "openssl: x509: cannot read none: No such file or directory\n"},
		{name: "no key", script: "openssl req -new -key /etc/hostname -subj /CN=a", err: "openssl: req: /etc/hostname holds no private key\n"},
		{name: "bad subject", script: ca + "openssl req -new -key ca.key -subj CN=a; openssl req -new -key ca.key -subj /XX=a", err: "openssl: req: -subj is written /O=group/CN=user, not \"CN=a\"\nopenssl: req: -subj: XX is not known here; known are CN, O, OU, C, ST and L\n"},
		{name: "bad extension", script: ca + "openssl req -new -key ca.key -subj /CN=a -addext subjectAltName=IP:x", err: "openssl: req: extension subjectAltName: \"IP:x\" is not known here\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys, err := PodFS("pod-1")
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, Options{FS: fsys}, tt.script, "")
			if got.out != tt.out || got.err != tt.err {
				t.Errorf("%s\n got %q %q\nwant %q %q", tt.script, got.out, got.err, tt.out, tt.err)
			}
		})
	}
}

// What is made here is used by others, so they must be able to read it.
func TestOpenSSLIsRead(t *testing.T) {
	fsys, err := PodFS("pod-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"ec", "rsa:2048"} {
		got := play(t, Options{FS: fsys}, "openssl req -x509 -newkey "+kind+" -noenc -keyout /tmp/k -subj /CN=a -days 2 -addext subjectAltName=DNS:a -out /tmp/c; cat /tmp/c /tmp/k", "")
		cert, err := tls.X509KeyPair([]byte(got.out), []byte(got.out))
		if err != nil {
			t.Fatalf("%s: %v\n%s%s", kind, err, got.out, got.err)
		}
		if cert.Leaf.Subject.CommonName != "a" || cert.Leaf.VerifyHostname("a") != nil {
			t.Errorf("%s: %v", kind, cert.Leaf.Subject)
		}
	}
	got := play(t, Options{FS: fsys}, "openssl req -x509 -newkey ec -noenc -keyout /dev/null -subj /CN=a -out /tmp/c; openssl x509 -in /tmp/c", "")
	block, _ := pem.Decode([]byte(got.out))
	if block == nil {
		t.Fatalf("no PEM: %+v", got)
	}
	if _, err := x509.ParseCertificate(block.Bytes); err != nil {
		t.Error(err)
	}
	if dates := play(t, Options{FS: fsys}, "openssl x509 -in /tmp/c -noout -dates -serial -fingerprint", "").out; !regexp.MustCompile(`^serial=[0-9A-F]+\nnotBefore=.* GMT\nnotAfter=.* GMT\nsha256 Fingerprint=([0-9A-F]{2}:){31}[0-9A-F]{2}\n$`).MatchString(strings.ReplaceAll(dates, "\r", "")) {
		t.Errorf("%q", dates)
	}
}
