package shell

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// opensslOptions says of each command which options it knows: those with a colon take
// a value.
var opensslOptions = map[string]string{
	"version": "",
	"rand":    "out: base64 hex",
	"genpkey": "out: algorithm: pkeyopt:",
	"ecparam": "out: name: genkey noout",
	"genrsa":  "out:",
	"req":     "out: new x509 key: newkey: pkeyopt: nodes noenc keyout: subj: days: addext: batch sha256 sha384 sha512 noout in: text subject verify",
	"x509": "out: in: req CA: CAkey: CAcreateserial set_serial: days: extfile: extensions: copy_extensions: sha256 sha384 sha512 " +
		"noout text subject issuer dates startdate enddate serial fingerprint ext: checkend:",
	"verify": "CAfile: purpose: verbose",
}

// openssl is the part of openssl that a lesson on certificates needs: keys, requests,
// signing, and looking at what came of it. It has no configuration file, so what a
// certificate may be used for is said by -addext or -extfile and nothing else.
func openssl(_ context.Context, c *Call) int {
	if len(c.Args) < 2 {
		c.Errorf("which command? Known here: genpkey, ecparam, genrsa, req, x509, verify, rand, version")
		return 1
	}
	spec, ok := opensslOptions[c.Args[1]]
	if !ok {
		c.Errorf("%s is not known here; known are genpkey, ecparam, genrsa, req, x509, verify, rand, version", c.Args[1])
		return 1
	}
	o, err := opensslArguments(c.Args[2:], spec)
	if err == nil {
		o.c = c
		err = map[string]func() error{
			"version": o.version, "rand": o.rand, "genpkey": o.genpkey, "ecparam": o.genpkey, "genrsa": o.genpkey,
			"req": o.request, "x509": o.x509, "verify": o.verify,
		}[c.Args[1]]()
	}
	if err != nil {
		c.Errorf("%s: %v", c.Args[1], err)
		return 1
	}
	return 0
}

type opensslRun struct {
	c      *Call
	values map[string][]string
	args   []string
}

func opensslArguments(args []string, spec string) (*opensslRun, error) {
	o := &opensslRun{values: map[string][]string{}}
	known := strings.Fields(spec)
	for i := 0; i < len(args); i++ {
		name, is := strings.CutPrefix(args[i], "-")
		if !is || name == "" {
			o.args = append(o.args, args[i])
			continue
		}
		name = strings.TrimPrefix(name, "-")
		switch {
		case slices.Contains(known, name):
			o.values[name] = append(o.values[name], "")
		case slices.Contains(known, name+":") && i+1 < len(args):
			i++
			o.values[name] = append(o.values[name], args[i])
		case slices.Contains(known, name+":"):
			return nil, fmt.Errorf("-%s needs a value", name)
		default:
			return nil, fmt.Errorf("option -%s is not known here", name)
		}
	}
	return o, nil
}

func (o *opensslRun) has(name string) bool { return len(o.values[name]) > 0 }

func (o *opensslRun) get(name, otherwise string) string {
	if v := o.values[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	return otherwise
}

// write puts data where -out (or another option) says, or shows it. A key is for its
// owner only.
func (o *opensslRun) write(option string, data []byte, mode os.FileMode) (err error) {
	name := o.get(option, "")
	if name == "" {
		_, err := o.c.Out.Write(data)
		return err
	}
	f, err := o.c.FS.OpenFile(o.c.Path(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return fmt.Errorf("cannot write %s: %s", name, reason(err))
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.Write(data)
	return err
}

func (o *opensslRun) read(name string) ([]byte, error) {
	data, err := o.c.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %s", name, reason(err))
	}
	return data, nil
}

func (o *opensslRun) version() error {
	o.c.println("the part of openssl that the lab knows")
	return nil
}

func (o *opensslRun) rand() error {
	n := 32
	if len(o.args) > 0 {
		var err error
		if n, err = strconv.Atoi(o.args[0]); err != nil || n < 1 || n > 1<<20 {
			return fmt.Errorf("%q is no number of bytes", o.args[0])
		}
	}
	data := make([]byte, n)
	if _, err := rand.Read(data); err != nil {
		return err
	}
	switch {
	case o.has("base64"):
		data = []byte(base64.StdEncoding.EncodeToString(data) + "\n")
	case o.has("hex"):
		data = []byte(hex.EncodeToString(data) + "\n")
	}
	return o.write("out", data, 0o600)
}

// newKey makes a key of a kind such as "rsa:2048", "ec" or "P-384".
func newKey(kind string) (crypto.Signer, error) {
	kind = strings.ToLower(kind)
	if bits, is := strings.CutPrefix(kind, "rsa"); is {
		n, err := strconv.Atoi(strings.TrimPrefix(bits, ":"))
		if bits == "" || bits == ":" {
			n, err = 2048, nil
		}
		if err != nil || n < 1024 || n > 8192 {
			return nil, fmt.Errorf("an RSA key has 1024 to 8192 bits, not %q", bits)
		}
		return rsa.GenerateKey(rand.Reader, n)
	}
	switch kind {
	case "ec", "p-256", "prime256v1", "secp256r1":
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "p-384", "secp384r1":
		return ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	}
	return nil, fmt.Errorf("a key of the kind %q is not known here; known are RSA, and EC on P-256 and P-384", kind)
}

func (o *opensslRun) genpkey() error {
	kind := o.get("name", o.get("algorithm", "rsa"))
	if len(o.args) > 0 {
		kind += ":" + o.args[0]
	}
	for _, opt := range o.values["pkeyopt"] {
		name, value, _ := strings.Cut(opt, ":")
		switch name {
		case "ec_paramgen_curve":
			kind = value
		case "rsa_keygen_bits":
			kind = "rsa:" + value
		default:
			return fmt.Errorf("-pkeyopt %s is not known here", opt)
		}
	}
	key, err := newKey(kind)
	if err != nil {
		return err
	}
	return o.writeKey("out", key)
}

func (o *opensslRun) writeKey(option string, key crypto.Signer) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return o.write(option, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
}

func (o *opensslRun) key(name string) (crypto.Signer, error) {
	data, err := o.read(name)
	if err != nil {
		return nil, err
	}
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		var key any
		switch block.Type {
		case "PRIVATE KEY":
			key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		case "EC PRIVATE KEY":
			key, err = x509.ParseECPrivateKey(block.Bytes)
		case "RSA PRIVATE KEY":
			key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		default:
			continue
		}
		if signer, is := key.(crypto.Signer); is && err == nil {
			return signer, nil
		}
		return nil, fmt.Errorf("%s holds a key that cannot be used: %w", name, err)
	}
	return nil, fmt.Errorf("%s holds no private key", name)
}

func (o *opensslRun) certificates(name string) ([]*x509.Certificate, error) {
	data, err := o.read(name)
	if err != nil {
		return nil, err
	}
	var all []*x509.Certificate
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, cert)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s holds no certificate", name)
	}
	return all, nil
}

// subjectParts are the parts of a name, in the order they are shown.
var subjectParts = []struct {
	name string
	of   func(*pkix.Name) *[]string
}{
	{"C", func(n *pkix.Name) *[]string { return &n.Country }},
	{"ST", func(n *pkix.Name) *[]string { return &n.Province }},
	{"L", func(n *pkix.Name) *[]string { return &n.Locality }},
	{"O", func(n *pkix.Name) *[]string { return &n.Organization }},
	{"OU", func(n *pkix.Name) *[]string { return &n.OrganizationalUnit }},
}

// subject reads "/O=system:nodes/CN=system:node:a".
func subject(text string) (pkix.Name, error) {
	var name pkix.Name
	if !strings.HasPrefix(text, "/") {
		return name, fmt.Errorf("-subj is written /O=group/CN=user, not %q", text)
	}
	for _, part := range strings.Split(text[1:], "/") {
		key, value, is := strings.Cut(part, "=")
		if !is || value == "" {
			return name, fmt.Errorf("-subj: %q is no NAME=VALUE", part)
		}
		if key == "CN" {
			name.CommonName = value
			continue
		}
		i := slices.IndexFunc(subjectParts, func(p struct {
			name string
			of   func(*pkix.Name) *[]string
		},
		) bool {
			return p.name == key
		})
		if i < 0 {
			return name, fmt.Errorf("-subj: %s is not known here; known are CN, O, OU, C, ST and L", key)
		}
		field := subjectParts[i].of(&name)
		*field = append(*field, value)
	}
	return name, nil
}

func showName(name pkix.Name) string {
	var parts []string
	for _, p := range subjectParts {
		for _, value := range *p.of(&name) {
			parts = append(parts, p.name+" = "+value)
		}
	}
	if name.CommonName != "" {
		parts = append(parts, "CN = "+name.CommonName)
	}
	return strings.Join(parts, ", ")
}

var keyUsageNames = []struct {
	name, long string
	usage      x509.KeyUsage
}{
	{"digitalSignature", "Digital Signature", x509.KeyUsageDigitalSignature},
	{"nonRepudiation", "Non Repudiation", x509.KeyUsageContentCommitment},
	{"keyEncipherment", "Key Encipherment", x509.KeyUsageKeyEncipherment},
	{"dataEncipherment", "Data Encipherment", x509.KeyUsageDataEncipherment},
	{"keyAgreement", "Key Agreement", x509.KeyUsageKeyAgreement},
	{"keyCertSign", "Certificate Sign", x509.KeyUsageCertSign},
	{"cRLSign", "CRL Sign", x509.KeyUsageCRLSign},
}

var extKeyUsageNames = []struct {
	name, long string
	usage      x509.ExtKeyUsage
}{
	{"serverAuth", "TLS Web Server Authentication", x509.ExtKeyUsageServerAuth},
	{"clientAuth", "TLS Web Client Authentication", x509.ExtKeyUsageClientAuth},
}

// extend adds one extension, as in "extendedKeyUsage = clientAuth".
func extend(cert *x509.Certificate, line string) error {
	name, value, is := strings.Cut(line, "=")
	name = strings.TrimSpace(name)
	var words []string
	for _, w := range strings.Split(value, ",") {
		if w = strings.TrimSpace(w); w != "" && w != "critical" {
			words = append(words, w)
		}
	}
	if !is || len(words) == 0 {
		return fmt.Errorf("extension %q is no NAME=VALUE", line)
	}
	for _, word := range words {
		unknown := fmt.Errorf("extension %s: %q is not known here", name, word)
		switch name {
		case "basicConstraints":
			key, v, _ := strings.Cut(word, ":")
			switch {
			case strings.EqualFold(key, "CA"):
				cert.BasicConstraintsValid, cert.IsCA = true, strings.EqualFold(v, "true")
			case key == "pathlen":
				n, err := strconv.Atoi(v)
				if err != nil || n < 0 {
					return unknown
				}
				cert.MaxPathLen, cert.MaxPathLenZero = n, n == 0
			default:
				return unknown
			}
		case "keyUsage":
			i := slices.IndexFunc(keyUsageNames, func(u struct {
				name, long string
				usage      x509.KeyUsage
			},
			) bool {
				return u.name == word
			})
			if i < 0 {
				return unknown
			}
			cert.KeyUsage |= keyUsageNames[i].usage
		case "extendedKeyUsage":
			i := slices.IndexFunc(extKeyUsageNames, func(u struct {
				name, long string
				usage      x509.ExtKeyUsage
			},
			) bool {
				return u.name == word
			})
			if i < 0 {
				return unknown
			}
			cert.ExtKeyUsage = append(cert.ExtKeyUsage, extKeyUsageNames[i].usage)
		case "subjectAltName":
			kind, v, _ := strings.Cut(word, ":")
			ip := net.ParseIP(v)
			switch {
			case kind == "DNS" && v != "":
				cert.DNSNames = append(cert.DNSNames, v)
			case kind == "IP" && ip != nil:
				cert.IPAddresses = append(cert.IPAddresses, ip)
			default:
				return unknown
			}
		case "subjectKeyIdentifier", "authorityKeyIdentifier": // Go writes them itself
		default:
			return fmt.Errorf("extension %s is not known here", name)
		}
	}
	return nil
}

// template is what every certificate made here begins with.
func (o *opensslRun) template(defaultDays int) (*x509.Certificate, error) {
	days, err := strconv.Atoi(o.get("days", strconv.Itoa(defaultDays)))
	if err != nil || days < 0 || days > 36500 {
		return nil, fmt.Errorf("-days: %q is no number of days", o.get("days", ""))
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 126))
	if err != nil {
		return nil, err
	}
	if text := o.get("set_serial", ""); text != "" {
		n, is := new(big.Int).SetString(text, 0)
		if !is || n.Sign() <= 0 {
			return nil, fmt.Errorf("-set_serial: %q is no number", text)
		}
		serial = n
	}
	now := time.Now()
	return &x509.Certificate{SerialNumber: serial, NotBefore: now.Add(-time.Minute), NotAfter: now.AddDate(0, 0, days)}, nil
}

func (o *opensslRun) request() error {
	if o.has("in") {
		return errors.New("it only makes requests here, with -new, or certificates, with -x509")
	}
	var key crypto.Signer
	var err error
	switch {
	case o.has("key"):
		key, err = o.key(o.get("key", ""))
	case o.has("newkey"):
		if !o.has("keyout") || !o.has("nodes") && !o.has("noenc") {
			return errors.New("-newkey needs -noenc and -keyout FILE here: nobody can be asked for a password")
		}
		kind := o.get("newkey", "")
		for _, opt := range o.values["pkeyopt"] {
			if curve, is := strings.CutPrefix(opt, "ec_paramgen_curve:"); is {
				kind = curve
			}
		}
		if key, err = newKey(kind); err == nil {
			err = o.writeKey("keyout", key)
		}
	default:
		err = errors.New("give -key FILE, or -newkey with -noenc and -keyout FILE")
	}
	if err != nil {
		return err
	}
	if !o.has("subj") {
		return errors.New("give -subj /O=group/CN=user: nobody can be asked")
	}
	name, err := subject(o.get("subj", ""))
	if err != nil {
		return err
	}
	cert, err := o.template(30)
	if err != nil {
		return err
	}
	cert.Subject = name
	if o.has("x509") { // openssl's own configuration makes these authorities
		cert.BasicConstraintsValid, cert.IsCA = true, true
	}
	for _, line := range o.values["addext"] {
		if err := extend(cert, line); err != nil {
			return err
		}
	}
	if o.has("x509") {
		der, err := x509.CreateCertificate(rand.Reader, cert, cert, key.Public(), key)
		if err != nil {
			return err
		}
		return o.write("out", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644)
	}
	asked := &x509.CertificateRequest{Subject: name, DNSNames: cert.DNSNames, IPAddresses: cert.IPAddresses}
	if usage, err := usageExtension(cert); err != nil {
		return err
	} else if usage != nil {
		asked.ExtraExtensions = append(asked.ExtraExtensions, *usage)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, asked, key)
	if err != nil {
		return err
	}
	return o.write("out", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}), 0o644)
}

// The extension extendedKeyUsage and what it says, which a request carries as it is.
var (
	oidExtKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}
	oidServerAuth  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 1}
	oidClientAuth  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 2}
)

func usageExtension(cert *x509.Certificate) (*pkix.Extension, error) {
	if len(cert.ExtKeyUsage) == 0 {
		return nil, nil //nolint:nilnil // a request need not ask for it
	}
	var oids []asn1.ObjectIdentifier
	for _, u := range cert.ExtKeyUsage {
		oid := oidServerAuth
		if u == x509.ExtKeyUsageClientAuth {
			oid = oidClientAuth
		}
		oids = append(oids, oid)
	}
	der, err := asn1.Marshal(oids)
	return &pkix.Extension{Id: oidExtKeyUsage, Value: der}, err
}

func (o *opensslRun) x509() error {
	if o.has("req") {
		return o.sign()
	}
	name := o.get("in", "-")
	certs, err := o.certificates(name)
	if err != nil {
		return err
	}
	cert := certs[0]
	if text := o.get("checkend", ""); text != "" {
		seconds, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("-checkend: %q is no number of seconds", text)
		}
		if time.Now().Add(time.Duration(seconds) * time.Second).After(cert.NotAfter) {
			return errors.New("the certificate will expire")
		}
		o.c.println("Certificate will not expire")
	}
	const layout = "Jan _2 15:04:05 2006 GMT"
	for _, show := range []struct{ option, text string }{
		{"subject", "subject=" + showName(cert.Subject)},
		{"issuer", "issuer=" + showName(cert.Issuer)},
		{"serial", fmt.Sprintf("serial=%X", cert.SerialNumber)},
		{"startdate", "notBefore=" + cert.NotBefore.UTC().Format(layout)},
		{"enddate", "notAfter=" + cert.NotAfter.UTC().Format(layout)},
		{"fingerprint", fmt.Sprintf("sha256 Fingerprint=%s", strings.ReplaceAll(fmt.Sprintf("% X", sha256.Sum256(cert.Raw)), " ", ":"))},
		{"ext", strings.Join(showExtensions(cert), "\n")},
	} {
		dates := o.has("dates") && (show.option == "startdate" || show.option == "enddate")
		if (o.has(show.option) || dates) && show.text != "" {
			o.c.println(show.text)
		}
	}
	if o.has("text") {
		o.c.printf("Certificate:\n    Serial Number: %x\n    Issuer: %s\n    Validity\n        Not Before: %s\n        Not After : %s\n    Subject: %s\n    Public Key Algorithm: %s\n    Signature Algorithm: %s\n",
			cert.SerialNumber, showName(cert.Issuer), cert.NotBefore.UTC().Format(layout), cert.NotAfter.UTC().Format(layout), showName(cert.Subject), cert.PublicKeyAlgorithm, cert.SignatureAlgorithm)
		for _, line := range showExtensions(cert) {
			o.c.println("    " + line)
		}
	}
	if o.has("noout") {
		return nil
	}
	return o.write("out", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}), 0o644)
}

// showExtensions says, a line each, what a certificate may be used for and by whom.
func showExtensions(cert *x509.Certificate) []string {
	var lines, words []string
	add := func(title string) {
		if len(words) > 0 {
			lines = append(lines, title+": "+strings.Join(words, ", "))
		}
		words = nil
	}
	for _, u := range keyUsageNames {
		if cert.KeyUsage&u.usage != 0 {
			words = append(words, u.long)
		}
	}
	add("X509v3 Key Usage")
	for _, u := range extKeyUsageNames {
		if slices.Contains(cert.ExtKeyUsage, u.usage) {
			words = append(words, u.long)
		}
	}
	add("X509v3 Extended Key Usage")
	if cert.BasicConstraintsValid {
		words = []string{"CA:" + strings.ToUpper(strconv.FormatBool(cert.IsCA))}
	}
	add("X509v3 Basic Constraints")
	for _, name := range cert.DNSNames {
		words = append(words, "DNS:"+name)
	}
	for _, ip := range cert.IPAddresses {
		words = append(words, "IP Address:"+ip.String())
	}
	add("X509v3 Subject Alternative Name")
	return lines
}

// sign makes a certificate of a request. As with openssl, what a request asks for is
// copied only when -copy_extensions says so.
func (o *opensslRun) sign() error {
	if !o.has("CA") {
		return errors.New("-req needs -CA FILE and -CAkey FILE here")
	}
	data, err := o.read(o.get("in", "-"))
	if err != nil {
		return err
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != "CERTIFICATE REQUEST" {
		return fmt.Errorf("%s holds no certificate request", o.get("in", "-"))
	}
	asked, err := x509.ParseCertificateRequest(block.Bytes)
	if err == nil {
		err = asked.CheckSignature()
	}
	if err != nil {
		return fmt.Errorf("the request: %w", err)
	}
	authorities, err := o.certificates(o.get("CA", ""))
	if err != nil {
		return err
	}
	key, err := o.key(o.get("CAkey", o.get("CA", "")))
	if err != nil {
		return err
	}
	cert, err := o.template(30)
	if err != nil {
		return err
	}
	cert.Subject = asked.Subject
	if mode := o.get("copy_extensions", "none"); mode == "copy" || mode == "copyall" {
		cert.DNSNames, cert.IPAddresses = asked.DNSNames, asked.IPAddresses
		for _, e := range asked.Extensions {
			if e.Id.Equal(oidExtKeyUsage) {
				cert.ExtraExtensions = append(cert.ExtraExtensions, e)
			}
		}
	}
	if file := o.get("extfile", ""); file != "" {
		text, err := o.read(file)
		if err != nil {
			return err
		}
		if err := extendFrom(cert, string(text), o.get("extensions", "")); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, authorities[0], asked.PublicKey, key)
	if err != nil {
		return err
	}
	o.c.errf("Certificate request self-signature ok\nsubject=%s\n", showName(asked.Subject))
	return o.write("out", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644)
}

// extendFrom reads a file of extensions: all before the first section, or one section.
func extendFrom(cert *x509.Certificate, text, section string) error {
	in := ""
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			in = strings.TrimSpace(line[1 : len(line)-1])
		case in == section:
			if err := extend(cert, line); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *opensslRun) verify() error {
	if !o.has("CAfile") || len(o.args) == 0 {
		return errors.New("it is used as openssl verify -CAfile CA FILE... here")
	}
	roots, err := o.certificates(o.get("CAfile", ""))
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	for _, cert := range roots {
		pool.AddCert(cert)
	}
	usage := x509.ExtKeyUsageAny
	switch p := o.get("purpose", ""); p {
	case "":
	case "sslclient":
		usage = x509.ExtKeyUsageClientAuth
	case "sslserver":
		usage = x509.ExtKeyUsageServerAuth
	default:
		return fmt.Errorf("-purpose %s is not known here; known are sslclient and sslserver", p)
	}
	var failed error
	for _, name := range o.args {
		certs, err := o.certificates(name)
		if err != nil {
			return err
		}
		between := x509.NewCertPool()
		for _, cert := range certs[1:] {
			between.AddCert(cert)
		}
		if _, err := certs[0].Verify(x509.VerifyOptions{Roots: pool, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{usage}}); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: verification failed: %w", name, err))
			continue
		}
		o.c.println(name + ": OK")
	}
	return failed
}
