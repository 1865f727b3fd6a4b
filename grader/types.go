package grader

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Outcome is what a check came to. Its zero value is Error, so that a result
// nobody filled in never counts for or against anyone.
type Outcome int

// The outcomes.
const (
	// Error: could not tell. It never scores.
	Error Outcome = iota
	// Fail: it was looked at, and it is not as wanted. For a trap: it is sprung.
	Fail
	// Pending: not as wanted, but the last change is so recent that it may become so.
	Pending
	// Pass: it was looked at, and it is as wanted. For a trap: it is not sprung.
	Pass
)

// Outcomes lists all outcomes in the order tables show them.
func Outcomes() []Outcome { return []Outcome{Pass, Fail, Pending, Error} }

func (o Outcome) String() string {
	switch o {
	case Pass:
		return "pass"
	case Fail:
		return "fail"
	case Pending:
		return "pending"
	case Error:
		return "error"
	}
	return fmt.Sprintf("outcome(%d)", int(o))
}

// MarshalText writes the outcome's word.
func (o Outcome) MarshalText() ([]byte, error) {
	if o < Error || o > Pass {
		return nil, fmt.Errorf("no such outcome: %d", int(o))
	}
	return []byte(o.String()), nil
}

// UnmarshalText reads the outcome's word.
func (o *Outcome) UnmarshalText(text []byte) error {
	for _, known := range Outcomes() {
		if known.String() == string(text) {
			*o = known
			return nil
		}
	}
	return fmt.Errorf("no such outcome: %q (there are pass, fail, pending and error)", text)
}

// Role is the part a check plays.
type Role string

// The roles.
const (
	// Goal is false when the scenario starts, and true when it is solved.
	Goal Role = "goal"
	// Guard is true when the scenario starts, and must stay so.
	Guard Role = "guard"
	// Trap is true when the scenario starts. Once its expect is false the state is
	// past saving, and the learner is offered a reset.
	Trap Role = "trap"
)

// Roles lists all roles.
func Roles() []Role { return []Role{Goal, Guard, Trap} }

// Vantage is where a probe stands. The words are those of the labs package.
type Vantage string

// The vantage points.
const (
	FromHost Vantage = "host" // the learner's machine
	FromNode Vantage = "node" // a process on the node
	FromPods Vantage = "pods" // a process in the pod network
)

// Vantages lists all vantage points.
func Vantages() []Vantage { return []Vantage{FromHost, FromNode, FromPods} }

// Duration is a time.Duration written as Go writes it: "15s", "300ms".
type Duration time.Duration

// MarshalText writes the duration as Go does.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads a duration as Go does.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is no duration: write it like 15s or 500ms", text)
	}
	*d = Duration(v)
	return nil
}

func (d Duration) String() string { return time.Duration(d).String() }

// Check is one question to the cluster and how to judge the answer. It has exactly
// one probe. It is part of the scenario format, so its tags are an interface.
type Check struct {
	// ID names the check within its scenario: lower-case words joined by dashes.
	ID string `json:"id"`
	// Title is what should be true, in one line and the learner's words.
	Title string `json:"title"`
	Role  Role   `json:"role"`
	// Within is how long after a change the verdict may take to settle. Each kind of
	// probe has a default (see Kinds).
	Within *Duration `json:"within,omitempty"`

	// The probes; exactly one is set. TestEveryKind finds them by reflection, so
	// a kind added here and nowhere else fails the tests.

	Objects   *ObjectsProbe   `json:"objects,omitempty"`
	Access    *AccessProbe    `json:"access,omitempty"`
	HTTP      *HTTPProbe      `json:"http,omitempty"`
	TCP       *TCPProbe       `json:"tcp,omitempty"`
	TLS       *TLSProbe       `json:"tls,omitempty"`
	Etcd      *EtcdProbe      `json:"etcd,omitempty"`
	Admission *AdmissionProbe `json:"admission,omitempty"`
	Configz   *ConfigzProbe   `json:"configz,omitempty"`
	Exec      *ExecProbe      `json:"exec,omitempty"`
	Audit     *AuditProbe     `json:"audit,omitempty"`
	Token     *TokenProbe     `json:"token,omitempty"`
	Files     *FilesProbe     `json:"files,omitempty"`

	// Control is a CEL expression over the same facts as Expect: it holds when this look
	// could have seen either answer, such as that the pod which is to be refused reached
	// something else in the same breath. When it does not hold, the outcome is error: a dead
	// prober is refused everywhere, and proves nothing.
	Control string `json:"control,omitempty"`
	// Expect is a CEL expression over the probe's facts. True is pass, false is fail,
	// and one that cannot be evaluated is error.
	Expect string `json:"expect"`
	// Feedback is said in this order of preference when the check does not pass.
	Feedback []Feedback `json:"feedback,omitempty"`
}

// Feedback is one thing to say about an answer that is not the wanted one.
type Feedback struct {
	// When is a CEL expression over the same facts as Expect.
	When string `json:"when"`
	// Say is told to the learner. It may hold variables.
	Say string `json:"say"`
}

// ObjectsProbe reads objects through the API, as the grader.
// Facts: objects.<id>, the object or the list of objects. The key is missing when
// a named object is not there: has(objects.web).
type ObjectsProbe struct {
	List []ObjectRef `json:"list"`
}

// ObjectRef names an object or a list of them.
type ObjectRef struct {
	// ID is the name under which the facts are found.
	ID string `json:"id"`
	// Resource is "pods", "deployments.apps" or "apps/v1/deployments".
	Resource  string `json:"resource"`
	Namespace string `json:"namespace,omitempty"`
	// Name asks for one object. Without it objects.<id> is a list.
	Name          string `json:"name,omitempty"`
	LabelSelector string `json:"labelSelector,omitempty"`
	FieldSelector string `json:"fieldSelector,omitempty"`
	// Optional makes a named object that is not there {} instead of a missing key:
	// has(objects.web.metadata).
	Optional bool `json:"optional,omitempty"`
}

// AccessProbe asks whether an identity may do something: by SubjectAccessReview, and
// by really doing it as that identity (writes are dry runs unless they say real).
// Facts: access.<id>.
type AccessProbe struct {
	// As is the identity of every request that names none of its own.
	As       *Identity       `json:"as,omitempty"`
	Requests []AccessRequest `json:"requests"`
}

// AccessRequest is one thing to be allowed or refused.
type AccessRequest struct {
	ID string    `json:"id"`
	As *Identity `json:"as,omitempty"`
	// Verb is a verb of the API: get list watch create update patch delete
	// deletecollection, or for a review only any other (impersonate, bind, escalate).
	// For a NonResourceURL it is get, post, put, patch or delete.
	Verb string `json:"verb"`
	// Resource is "pods", "pods/log", "deployments.apps", "deployments.apps/scale",
	// or with its version "apps/v1/deployments".
	Resource  string `json:"resource,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name,omitempty"`
	// NonResourceURL is a path such as /metrics, instead of a Resource.
	NonResourceURL string `json:"nonResourceURL,omitempty"`
	// Mode is review, request or both (the default; review for a verb without
	// a request of its own).
	Mode AccessMode `json:"mode,omitempty"`
	// Query is added to the request's URL.
	Query map[string]string `json:"query,omitempty"`
	// Object is sent by create, update and patch (a merge patch). Without it create
	// sends the smallest object of that kind the grader knows.
	Object map[string]any `json:"object,omitempty"`
	// File names a manifest in the scenario's folder, instead of Object.
	File string `json:"file,omitempty"`
	// Real makes a write count. Without it a write is a server-side dry run. What a
	// real create made is deleted afterwards.
	Real bool `json:"real,omitempty"`
	// Accept lists codes from 500, and 429, that this request takes as an answer.
	// Otherwise they mean "could not tell".
	Accept []int `json:"accept,omitempty"`
}

// AccessMode says by which of two ways access is asked.
type AccessMode string

// The access modes.
const (
	ByReview  AccessMode = "review"  // SubjectAccessReview only
	ByRequest AccessMode = "request" // the real request only
	ByBoth    AccessMode = "both"
)

// AccessModes lists all access modes.
func AccessModes() []AccessMode { return []AccessMode{ByReview, ByRequest, ByBoth} }

// HTTPProbe makes HTTP requests to the thing under test.
// Facts: response (with url), responses (a list) and r.<id>.
type HTTPProbe struct {
	// HTTPRequest is the only request when there are no Requests. Otherwise its From, As,
	// TLS, Headers and Timeout hold for every request that has none of its own.
	HTTPRequest `json:",inline"`
	Requests    []HTTPRequest `json:"requests,omitempty"`
	// Control must answer, from the same place and at the same time, or the check is
	// an error. It is for expects that want a connection to fail.
	Control *Control `json:"control,omitempty"`
}

// HTTPRequest is one request.
type HTTPRequest struct {
	ID   string    `json:"id,omitempty"`
	From Vantage   `json:"from,omitempty"` // default: host
	As   *Identity `json:"as,omitempty"`   // default: anonymous
	// Method is GET unless told.
	Method  string            `json:"method,omitempty"`
	URL     string            `json:"url,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body,omitempty"`
	// WebSocket asks for an upgrade; the code is then 101 when it is granted.
	WebSocket bool `json:"websocket,omitempty"`
	// Follow follows redirects. Without it a redirect is the answer.
	Follow bool `json:"follow,omitempty"`
	// TLS is insecure (the default: any certificate will do) or verify (the cluster's
	// CA must have signed it, else the answer is the error "tls").
	TLS TLSTrust `json:"tls,omitempty"`
	// Timeout is how long one answer may take before it is the error "timeout"; default 5s.
	Timeout *Duration `json:"timeout,omitempty"`
}

// TLSTrust says which server certificates a probe believes.
type TLSTrust string

// The kinds of trust.
const (
	TrustAny     TLSTrust = "insecure"
	TrustCluster TLSTrust = "verify"
)

// TLSTrusts lists all kinds of trust.
func TLSTrusts() []TLSTrust { return []TLSTrust{TrustAny, TrustCluster} }

// Control is a connection that must succeed for a refused one to mean anything.
type Control struct {
	From    Vantage `json:"from,omitempty"` // default: the probe's
	Address string  `json:"address"`        // host:port
}

// TCPProbe opens connections and closes them.
// Facts: connected and refused (with address), connections (a list) and c.<id>.
type TCPProbe struct {
	From    Vantage     `json:"from,omitempty"` // default: host
	Address string      `json:"address,omitempty"`
	Targets []TCPTarget `json:"targets,omitempty"`
	Control *Control    `json:"control,omitempty"`
	Timeout *Duration   `json:"timeout,omitempty"` // default 3s
}

// TCPTarget is one address to connect to.
type TCPTarget struct {
	ID      string  `json:"id"`
	From    Vantage `json:"from,omitempty"`
	Address string  `json:"address"`
}

// TLSProbe makes TLS handshakes with the thing under test.
// Facts: tls (with address), handshakes (a list) and h.<id>.
type TLSProbe struct {
	// TLSHandshake is the only handshake when there are no Handshakes. Otherwise its fields
	// hold for every handshake that has none of its own.
	TLSHandshake `json:",inline"`
	Handshakes   []TLSHandshake `json:"handshakes,omitempty"`
	Control      *Control       `json:"control,omitempty"`
}

// TLSHandshake is one attempt to shake hands.
type TLSHandshake struct {
	ID         string  `json:"id,omitempty"`
	From       Vantage `json:"from,omitempty"` // default: host
	Address    string  `json:"address,omitempty"`
	ServerName string  `json:"serverName,omitempty"`
	// MinVersion and MaxVersion are "1.0" to "1.3". The defaults are 1.0 and 1.3, so
	// that a weak server is seen as one.
	MinVersion string `json:"minVersion,omitempty"`
	MaxVersion string `json:"maxVersion,omitempty"`
	// Ciphers are Go's names of TLS 1.0 to 1.2 suites, insecure ones included.
	Ciphers []string `json:"ciphers,omitempty"`
	// ALPN are the protocols offered; default h2 and http/1.1.
	ALPN []string `json:"alpn,omitempty"`
	// ClientCert is an identity with a certificate, to be shown when it is asked for.
	ClientCert *Identity `json:"clientCert,omitempty"`
	// CA is a file of the node's whose certificates the chain is verified against;
	// default the cluster's CA. Not verifying is a fact (verified), not a failure.
	CA      string    `json:"ca,omitempty"`
	Timeout *Duration `json:"timeout,omitempty"` // default 5s
}

// EtcdProbe reads raw bytes from etcd, after writing canaries through the API.
// Facts: etcd.
type EtcdProbe struct {
	// Prefix or Key say what is read. Both may be left out when there is Write.
	Prefix string `json:"prefix,omitempty"`
	Key    string `json:"key,omitempty"`
	// Write creates a canary through the API first: its value is a random word.
	Write []EtcdWrite `json:"write,omitempty"`
	// Words are texts looked for in every raw value: name to text.
	Words map[string]string `json:"words,omitempty"`
	// ReadBack reads objects through the API and compares what they hold.
	ReadBack []ReadBack `json:"readBack,omitempty"`
}

// EtcdWrite is a canary written through the API.
type EtcdWrite struct {
	ID string `json:"id"`
	// Resource is secrets or configmaps; anything else needs an Object holding
	// ${canary.<id>} somewhere.
	Resource string `json:"resource"`
	// Namespace is where it is made; default a namespace of the grader's own.
	Namespace string         `json:"namespace,omitempty"`
	Object    map[string]any `json:"object,omitempty"`
}

// ReadBack is an object whose data must have stayed as it was.
type ReadBack struct {
	ID        string `json:"id"`
	Resource  string `json:"resource"` // secrets or configmaps
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	// Data is the wanted plain text, key by key.
	Data map[string]string `json:"data,omitempty"`
	// SHA256 is the wanted sum in hex, key by key, for what should not stand in a file.
	SHA256 map[string]string `json:"sha256,omitempty"`
}

// AdmissionProbe sends objects in a server-side dry run.
// Facts: admission.<id> and admission.twin.
type AdmissionProbe struct {
	As    *Identity       `json:"as,omitempty"` // default: grader
	Cases []AdmissionCase `json:"cases"`
	// Twin is the good object: as like the bad ones as can be, and to be admitted. A
	// goal must have one, or refusing everything would pass.
	Twin *AdmissionCase `json:"twin,omitempty"`
}

// AdmissionCase is one object to be admitted or refused.
type AdmissionCase struct {
	ID string    `json:"id,omitempty"` // the twin's is "twin"
	As *Identity `json:"as,omitempty"`
	// Operation is create (the default), update, patch (a merge patch) or delete.
	Operation string `json:"operation,omitempty"`
	// Resource is worked out from the object's kind for kinds of Kubernetes' own; name
	// it for others, and for sub-resources ("pods/ephemeralcontainers").
	Resource  string `json:"resource,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name,omitempty"`
	// Object is the object, or the patch.
	Object map[string]any `json:"object,omitempty"`
	// File names a manifest in the scenario's folder, instead of Object.
	File string `json:"file,omitempty"`
	// Real creates the object in earnest and deletes it again, for webhooks that do not
	// support dry runs.
	Real bool `json:"real,omitempty"`
	// Accept lists codes from 500, and 429, taken as an answer; see AccessRequest.
	Accept []int `json:"accept,omitempty"`
}

// ConfigzProbe asks the kubelet what it really runs with.
// Facts: config (missing when it could not be read) and configz.
type ConfigzProbe struct {
	// Node is the node's name; default ${node.name}.
	Node string `json:"node,omitempty"`
}

// ExecProbe runs a command in a container through the API server.
// Facts: exec. When the command could not be run exec.ran is false and exec.code is
// missing, so an expect over exec.code alone is then an error, neither pass nor fail.
type ExecProbe struct {
	As *Identity `json:"as,omitempty"` // default: grader
	// Pod is namespace/name. With Selector it is only the namespace, and the first
	// running pod that matches is taken.
	Pod       string    `json:"pod"`
	Selector  string    `json:"selector,omitempty"`
	Container string    `json:"container,omitempty"`
	Command   []string  `json:"command"`
	Stdin     string    `json:"stdin,omitempty"`
	Timeout   *Duration `json:"timeout,omitempty"` // default 5s
}

// AuditProbe makes requests marked by a random user agent and looks for them in the
// audit log on the node.
// Facts: events (all that bear the mark), e.<id> (those of one request) and audit.
type AuditProbe struct {
	// Log is the audit log's path on the node.
	Log      string          `json:"log"`
	As       *Identity       `json:"as,omitempty"` // default: grader
	Requests []AccessRequest `json:"requests"`
	// Words are texts looked for in all that was logged since the requests began: name
	// to text. Use ${canary.…}.
	Words map[string]string `json:"words,omitempty"`
}

// TokenProbe asks for a ServiceAccount token, looks at it, uses it, and may take away
// what it is bound to.
// Facts: token.
type TokenProbe struct {
	// ServiceAccount is namespace/name, or "canary" for one of the grader's own.
	ServiceAccount    string    `json:"serviceAccount"`
	As                *Identity `json:"as,omitempty"` // who asks; default: grader
	Audiences         []string  `json:"audiences,omitempty"`
	ExpirationSeconds *int64    `json:"expirationSeconds,omitempty"`
	// Bound binds the token to a canary the grader makes next to the ServiceAccount.
	Bound TokenBinding `json:"bound,omitempty"`
	// Revoke deletes the canary the token is bound to (or the canary ServiceAccount), and
	// uses the token until it is refused, for up to 15 seconds.
	Revoke bool `json:"revoke,omitempty"`
}

// TokenBinding is what a token is bound to besides its ServiceAccount.
type TokenBinding string

// The bindings.
const (
	Unbound       TokenBinding = ""
	BoundToPod    TokenBinding = "pod"
	BoundToSecret TokenBinding = "secret"
)

// TokenBindings lists all bindings that have a word.
func TokenBindings() []TokenBinding { return []TokenBinding{BoundToPod, BoundToSecret} }

// FilesProbe looks at files of the node. It never shows their text: only what can be
// parsed is a fact.
// Facts: files.<id>.
type FilesProbe struct {
	Paths []FileRef `json:"paths"`
}

// FileRef is one file of the node.
type FileRef struct {
	ID   string `json:"id"`
	Path string `json:"path"`
	// Parse is yaml, json or certificates; without it the content is not read.
	Parse FileFormat `json:"parse,omitempty"`
}

// FileFormat is how a file's content is parsed.
type FileFormat string

// The file formats.
const (
	ParseYAML         FileFormat = "yaml"
	ParseJSON         FileFormat = "json"
	ParseCertificates FileFormat = "certificates"
)

// FileFormats lists all file formats that have a word.
func FileFormats() []FileFormat { return []FileFormat{ParseYAML, ParseJSON, ParseCertificates} }

// Identity is who asks. Exactly one field is set. In YAML the plain words anonymous,
// grader and learner are identities too.
type Identity struct {
	// Word is anonymous, grader or learner.
	Word string `json:"-"`
	// ServiceAccount is namespace/name: a real token, asked for anew for each look.
	ServiceAccount    string   `json:"serviceAccount,omitempty"`
	Audiences         []string `json:"audiences,omitempty"`         // with ServiceAccount
	ExpirationSeconds int64    `json:"expirationSeconds,omitempty"` // with ServiceAccount; default 600
	// User is impersonated by the grader, with Groups.
	User   string              `json:"user,omitempty"`
	Groups []string            `json:"groups,omitempty"`
	Extra  map[string][]string `json:"extra,omitempty"`
	// Certificate is a client certificate the grader signs with a CA key of the node's.
	Certificate *Certificate `json:"certificate,omitempty"`
	// KeyPair is a certificate that lies on the node.
	KeyPair *KeyPair `json:"keyPair,omitempty"`
	// Kubeconfig is the path of a kubeconfig on the node.
	Kubeconfig string `json:"kubeconfig,omitempty"`
	// Token is a bearer token, usually from a variable.
	Token string `json:"token,omitempty"`
	// Basic is user:password.
	Basic string `json:"basic,omitempty"`
}

// The identities that are plain words.
const (
	Anonymous = "anonymous"
	// Self is the grader: in system:masters, with a credential the learner does not hold.
	Self = "grader"
	// Learner is the admin.conf on the node.
	Learner = "learner"
)

// IdentityWords lists the identities that are plain words.
func IdentityWords() []string { return []string{Anonymous, Self, Learner} }

// Certificate is a client certificate to be signed.
type Certificate struct {
	CN            string   `json:"cn"`
	Organizations []string `json:"organizations,omitempty"`
	// CA is the signing CA on the node without its extension; default
	// /etc/kubernetes/pki/ca, for ca.crt and ca.key.
	CA string `json:"ca,omitempty"`
	// ServerAuth makes it a certificate for servers, which no one should accept from
	// a client.
	ServerAuth bool `json:"serverAuth,omitempty"`
	// SelfSigned signs it with its own key instead of a CA's.
	SelfSigned bool `json:"selfSigned,omitempty"`
	// Expired makes it one that ended an hour ago.
	Expired bool `json:"expired,omitempty"`
}

// KeyPair is a certificate and its key, both files on the node.
type KeyPair struct {
	Cert string `json:"cert"`
	Key  string `json:"key"`
}

// identityFields has Identity's fields without its methods.
type identityFields Identity

// UnmarshalJSON reads a plain word or an object with known fields only.
func (i *Identity) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		*i = Identity{}
		return json.Unmarshal(data, &i.Word)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var f identityFields
	if err := dec.Decode(&f); err != nil {
		return fmt.Errorf("as: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("as: more than one value")
	}
	*i = Identity(f)
	return nil
}

// MarshalJSON writes a plain word or an object.
func (i Identity) MarshalJSON() ([]byte, error) {
	if i.Word != "" {
		return json.Marshal(i.Word)
	}
	return json.Marshal(identityFields(i))
}

// Problem is one thing wrong with a check as it is written.
type Problem struct {
	// Path is the field, as in "http.requests[1].url"; "" is the check itself.
	Path string `json:"path"`
	// Message says what, why and how to mend.
	Message string `json:"message"`
}

func (p Problem) String() string {
	if p.Path == "" {
		return p.Message
	}
	return p.Path + ": " + p.Message
}
