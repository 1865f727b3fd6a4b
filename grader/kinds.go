package grader

import (
	"reflect"
	"slices"
	"time"
)

// Kind describes one kind of probe. The documentation, the schema and the types that
// expressions are checked against all come from this table.
type Kind struct {
	// Name is the key of the probe in a check.
	Name string `json:"name"`
	// Doc is one sentence.
	Doc string `json:"doc"`
	// Within is how long a verdict may settle when the check does not say.
	Within Duration `json:"within"`
	// Facts are the variables an expect may use, and Records the types they are made of.
	Facts   []Fact   `json:"facts"`
	Records []Record `json:"records,omitempty"`
}

// Fact is one thing a probe brings back.
type Fact struct {
	Name string `json:"name"`
	// Type is bool, int, string, dyn (anything), a record's name, or list(T) or map(string,T)
	// of these.
	Type string `json:"type"`
	Doc  string `json:"doc"`
}

// Record is a fact with parts.
type Record struct {
	Name  string `json:"name"`
	Facts []Fact `json:"facts"`
}

// Kinds lists every kind of probe in the order of the documentation.
func Kinds() []Kind { return slices.Clone(kinds) }

// CommonFacts are the variables every expect may use, whatever its probe.
func CommonFacts() []Fact {
	return []Fact{
		{"canary", "map(string,string)", "the random words of this run: canary.<name>"},
		{"vars", "map(string,string)", "the lab's variables, as in vars[\"node.address\"]"},
	}
}

const settleDefault = Duration(5 * time.Second)

var kinds = []Kind{
	{
		Name: "objects", Doc: "Reads objects through the API, as the grader.", Within: settleDefault,
		Facts: []Fact{{"objects", "map(string,dyn)", "objects.<id>: the object, or the list with its items. A named object that is not there has no key, or is {} when it is optional"}},
	},
	{
		Name: "access", Doc: "Asks whether an identity may do something, by SubjectAccessReview and by really doing it as that identity.", Within: settleDefault,
		Facts: []Fact{{"access", "map(string,Access)", "access.<id>"}},
		Records: []Record{{"Access", []Fact{
			{"allowed", "bool", "the review's answer; missing in mode request"},
			{"denied", "bool", "an authorizer said no in so many words, which RBAC never does; missing in mode request"},
			{"reason", "string", "the review's reason"},
			{"reviewError", "string", "what the authorizers complained of, such as a role that is not there"},
			{"code", "int", "the status code of the real request; missing in mode review"},
			{"refusedBy", "string", "who refused the real request: authentication, authorization, admission, or empty"},
			{"statusReason", "string", "the reason of the API's answer, such as Forbidden"},
			{"message", "string", "the message of the API's answer"},
			{"object", "dyn", "the answer, when it is JSON; missing otherwise"},
			{"items", "int", "how many items or events the answer holds"},
		}}},
	},
	{
		Name: "http", Doc: "Makes HTTP requests to the thing under test. That it refuses the connection is a fact too.", Within: settleDefault,
		Facts: []Fact{
			{"response", "Response", "the answer, where there is one url"},
			{"responses", "list(Response)", "all answers"},
			{"r", "map(string,Response)", "r.<id>, where there are requests"},
		},
		Records: []Record{{"Response", []Fact{
			{"id", "string", "the request's id"},
			{"code", "int", "the status code, 0 when there was no answer"},
			{"error", "string", "why there was no answer: refused, timeout, tls, closed, dns, unreachable, other; else empty"},
			{"message", "string", "the error at length"},
			{"headers", "map(string,string)", "the answer's headers, their names in lower case"},
			{"body", "string", "the first MiB of the answer's body"},
			{"json", "dyn", "the body, when it is JSON; missing otherwise"},
			{"websocket", "bool", "the upgrade was granted"},
			{"verified", "bool", "the server's certificate is good for this host by the cluster's CA"},
		}}},
	},
	{
		Name: "tcp", Doc: "Opens connections and closes them.", Within: settleDefault,
		Facts: []Fact{
			{"connected", "bool", "somebody accepted, where there is one address"},
			{"refused", "bool", "the port is closed, where there is one address"},
			{"connection", "Connection", "both and more, where there is one address"},
			{"connections", "list(Connection)", "all of them"},
			{"c", "map(string,Connection)", "c.<id>, where there are targets"},
		},
		Records: []Record{{"Connection", []Fact{
			{"id", "string", "the target's id"},
			{"address", "string", "where to"},
			{"connected", "bool", "somebody accepted"},
			{"refused", "bool", "the port is closed"},
			{"error", "string", "why not: refused, timeout, dns, unreachable, closed, other; else empty"},
			{"message", "string", "the error at length"},
		}}},
	},
	{
		Name: "tls", Doc: "Makes TLS handshakes with the thing under test.", Within: settleDefault,
		Facts: []Fact{
			{"tls", "Handshake", "the handshake, where there is one address"},
			{"handshakes", "list(Handshake)", "all of them"},
			{"h", "map(string,Handshake)", "h.<id>, where there are handshakes"},
		},
		Records: []Record{
			{"Handshake", []Fact{
				{"id", "string", "the handshake's id"},
				{"ok", "bool", "it came to an end, and the server then kept the connection"},
				{"error", "string", "why not: refused, timeout, tls, closed, dns, unreachable, other; else empty"},
				{"message", "string", "the error at length"},
				{"version", "string", "1.0 to 1.3, empty when it failed before that was settled"},
				{"cipher", "string", "the suite's name"},
				{"alpn", "string", "the protocol agreed on"},
				{"chain", "list(CertificateFacts)", "the certificates served, the server's own first"},
				{"verified", "bool", "the chain is good for the server name by the CA"},
				{"verifyError", "string", "why it is not"},
				{"clientCertRequested", "bool", "the server asked for a client certificate"},
				{"clientCertRequired", "bool", "the server ends the connection when it gets none"},
				{"clientCertAccepted", "bool", "the server went on with the given clientCert; missing without one"},
				{"acceptableCAs", "list(string)", "the CAs the server named when asking"},
			}},
			certificateRecord,
		},
	},
	{
		Name: "etcd", Doc: "Reads raw bytes from etcd, after writing canaries through the API.", Within: settleDefault,
		Facts: []Fact{{"etcd", "Etcd", "what was found"}},
		Records: []Record{
			{"Etcd", []Fact{
				{"keys", "list(Entry)", "the entries under prefix or key"},
				{"written", "map(string,Entry)", "written.<id>: the entry of a canary"},
				{"readBack", "map(string,Reading)", "readBack.<id>: an object read through the API"},
			}},
			{"Entry", []Fact{
				{"key", "string", "the key"},
				{"size", "int", "the value's length in bytes"},
				{"sha256", "string", "the value's sum in hex"},
				{"encrypted", "bool", "the value begins with k8s:enc:"},
				{"provider", "string", "secretbox, aesgcm, aescbc, kms; empty when not encrypted"},
				{"providerVersion", "string", "v1 or v2"},
				{"keyName", "string", "the name of the encryption key"},
				{"containsCanary", "bool", "a canary of this probe can be read in it"},
				{"words", "list(string)", "the names of the words that can be read in it"},
				{"unchanged", "bool", "the API gives back what was written; only for canaries"},
				{"readable", "bool", "the API gives it back at all; only for canaries"},
			}},
			{"Reading", []Fact{
				{"found", "bool", "the object is there"},
				{"readable", "bool", "the API server could make sense of what lies in etcd"},
				{"unchanged", "bool", "it holds the wanted data, every key of it"},
				{"message", "string", "why not"},
			}},
		},
	},
	{
		Name: "admission", Doc: "Sends bad objects, and a good twin, in a server-side dry run.", Within: settleDefault,
		Facts: []Fact{{"admission", "map(string,Admission)", "admission.<id>, and admission.twin"}},
		Records: []Record{{"Admission", []Fact{
			{"allowed", "bool", "it was admitted"},
			{"code", "int", "the answer's status code"},
			{"refusedBy", "string", "policy, webhook, pod-security, quota, validation, authorization, authentication, missing, admission, or empty"},
			{"refuser", "string", "the name of the policy or webhook, where the answer has it"},
			{"statusReason", "string", "the reason of the API's answer"},
			{"message", "string", "the message of the API's answer"},
			{"warnings", "list(string)", "the warnings that came with it"},
			{"object", "dyn", "the object as it was admitted; missing otherwise"},
		}}},
	},
	{
		Name: "configz", Doc: "Asks the kubelet what it really runs with.", Within: settleDefault,
		Facts: []Fact{
			{"config", "dyn", "the KubeletConfiguration; missing when it could not be read"},
			{"configz", "Configz", "how the question went"},
		},
		Records: []Record{{"Configz", []Fact{
			{"answered", "bool", "the kubelet told"},
			{"code", "int", "the status code, 0 when there was no answer"},
			{"error", "string", "why there was no answer, in the words of http"},
		}}},
	},
	{
		Name: "exec", Doc: "Runs a command in a container through the API server.", Within: settleDefault,
		Facts: []Fact{{"exec", "Exec", "what came of it"}},
		Records: []Record{{"Exec", []Fact{
			{"ran", "bool", "the command ran to its end"},
			{"why", "string", "why it did not: missing, not-running, refused, unreachable; else empty"},
			{"message", "string", "the same at length"},
			{"code", "int", "the exit code; missing when it did not run"},
			{"stdout", "string", "what it wrote; missing when it did not run"},
			{"stderr", "string", "what it complained of; missing when it did not run"},
		}}},
	},
	{
		Name: "audit", Doc: "Makes marked requests and looks for them in the audit log.", Within: settleDefault,
		Facts: []Fact{
			{"events", "list(dyn)", "every event that bears the mark"},
			{"e", "map(string,list(dyn))", "e.<id>: the events of one request"},
			{"audit", "Audit", "the log itself"},
		},
		Records: []Record{{"Audit", []Fact{
			{"exists", "bool", "the log is there"},
			{"bytes", "int", "how much was logged since the requests began"},
			{"words", "map(string,int)", "how often each word stands in it"},
		}}},
	},
	{
		Name: "token", Doc: "Asks for a ServiceAccount token, looks at it, uses it, and may revoke it.", Within: settleDefault,
		Facts: []Fact{{"token", "Token", "what came of it"}},
		Records: []Record{{"Token", []Fact{
			{"issued", "bool", "there is a token"},
			{"code", "int", "the status code of the request for it"},
			{"message", "string", "the message of the API's answer"},
			{"refusedBy", "string", "authentication, authorization, admission, or empty"},
			{"claims", "dyn", "the token's claims; missing without a token"},
			{"lifetimeSeconds", "int", "exp less iat; missing without a token"},
			{"username", "string", "who the API server takes its bearer for; empty when refused"},
			{"groups", "list(string)", "and in which groups"},
			{"codeBefore", "int", "the status code of using it; missing without a token"},
			{"codeAfter", "int", "the same once it was revoked, the last of up to 15 s; missing without revoke"},
			{"revokedAfterSeconds", "int", "how long it was still taken; missing unless it came to be refused"},
		}}},
	},
	{
		Name: "files", Doc: "Looks at files of the node.", Within: 0,
		Facts: []Fact{{"files", "map(string,File)", "files.<id>"}},
		Records: []Record{
			{"File", []Fact{
				{"exists", "bool", "it is there"},
				{"dir", "bool", "it is a directory"},
				{"link", "bool", "the name is a symbolic link"},
				{"mode", "string", "the permission bits in octal, as in 0600; empty when it is not there"},
				{"groupReadable", "bool", "the group may read it"},
				{"groupWritable", "bool", "the group may write it"},
				{"worldReadable", "bool", "everyone may read it"},
				{"worldWritable", "bool", "everyone may write it"},
				{"size", "int", "its length in bytes"},
				{"sha256", "string", "its sum in hex; empty for what is no file"},
				{"parsed", "bool", "it could be parsed as asked"},
				{"content", "dyn", "what it holds; missing when it could not be parsed"},
				{"certificates", "list(CertificateFacts)", "with parse: certificates"},
			}},
			certificateRecord,
		},
	},
}

var certificateRecord = Record{"CertificateFacts", []Fact{
	{"subject", "string", "such as CN=kube-apiserver"},
	{"cn", "string", "the subject's common name"},
	{"organizations", "list(string)", "the subject's organizations"},
	{"issuer", "string", "who signed it"},
	{"selfSigned", "bool", "it is signed with its own key"},
	{"isCA", "bool", "it may sign others"},
	{"version", "int", "1 or 3"},
	{"serial", "string", "in hex"},
	{"dnsNames", "list(string)", "the names it is good for"},
	{"ipAddresses", "list(string)", "the addresses it is good for"},
	{"notBefore", "string", "RFC 3339"},
	{"notAfter", "string", "RFC 3339"},
	{"days", "int", "days from notBefore to notAfter"},
	{"daysLeft", "int", "days from now to notAfter"},
	{"keyUsages", "list(string)", "in OpenSSL's words: digitalSignature, keyCertSign"},
	{"extKeyUsages", "list(string)", "serverAuth, clientAuth and so on"},
	{"publicKey", "string", "RSA-2048, ECDSA-256, Ed25519"},
	{"signatureAlgorithm", "string", "in Go's words: ECDSA-SHA256"},
	{"fingerprint", "string", "the SHA-256 sum in hex"},
}}

func kindNamed(name string) *Kind {
	for i := range kinds {
		if kinds[i].Name == name {
			return &kinds[i]
		}
	}
	return nil
}

// probes finds the probes of a check by reflection, keyed by their name in YAML.
func (c *Check) probes() map[string]probe {
	found := map[string]probe{}
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Pointer || f.IsNil() {
			continue
		}
		if p, ok := f.Interface().(probe); ok {
			found[jsonName(v.Type().Field(i))] = p
		}
	}
	return found
}

// probe returns the check's probe and its kind, or false when it has not exactly one.
func (c *Check) probe() (string, probe, bool) {
	found := c.probes()
	if len(found) != 1 {
		return "", nil, false
	}
	for name, p := range found {
		return name, p, true
	}
	return "", nil, false
}

// within is how long the check's verdict may settle.
func (c *Check) within() time.Duration {
	if c.Within != nil {
		return time.Duration(*c.Within)
	}
	if name, _, ok := c.probe(); ok {
		return time.Duration(kindNamed(name).Within)
	}
	return 0
}
