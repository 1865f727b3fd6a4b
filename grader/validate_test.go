package grader

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sigs.k8s.io/yaml"
)

func TestValidate(t *testing.T) {
	for _, tc := range []struct {
		name, yaml string
		want       []string // the problems, in order; a part of each
	}{
		{"a good one", `
id: anonymous-denied
title: Strangers are refused
role: goal
within: 15s
http:
  from: host
  as: anonymous
  requests:
  - {id: pods, url: "https://${node.address}:${node.kubeletPort}/pods"}
  - {id: run, method: POST, url: "https://${node.address}:${node.kubeletPort}/run/${canary.ns}/x"}
expect: responses.all(r, r.code == 401) && r.pods.error == ""
feedback:
- {when: r.run.code == 403, say: "Look at ${node.name}."}
`, nil},
		{"nothing", `{}`, []string{`id: "": name a check by lower-case words`, "title: a check needs a title", `role: "": a check is a goal, a guard or a trap`, "a check needs a probe, one of objects, access", "expect: a check needs an expect"}},
		{"two probes", `{id: a, title: t, role: goal, tcp: {address: "h:1"}, configz: {}, expect: refused}`, []string{"tcp: a check has exactly one probe, and this one has configz and tcp"}},
		{"words", `{id: A_b, title: t, role: gaol, within: -1s, tcp: {address: "h:1", from: moon}, expect: refused}`, []string{`id: "A_b"`, `role: "gaol"`, "within: -1s", `tcp.from: "moon": a probe stands at host, node or pods`}},
		{"expect", `{id: a, title: t, role: goal, tcp: {address: "h:1"}, expect: "refusd && connected"}`, []string{"expect: refusd && connected: undeclared reference to 'refusd'"}},
		{"control", `{id: a, title: t, role: goal, tcp: {address: "h:1"}, control: "connectd", expect: refused}`, []string{"control: connectd: undeclared reference to 'connectd'"}},
		{"feedback", `{id: a, title: t, role: goal, tcp: {address: "h:1"}, expect: refused, feedback: [{when: "c.x.refused", say: x}, {when: connected, say: "${nope}"}, {when: connected}]}`, []string{`feedback[0].when: c.x.refused: "c" is not there with what this probe asks: use connected, connection, connections, refused`, "feedback[1].say: there is no variable ${nope}", "feedback[2].say: feedback needs something to say"}},
		{"variables", `{id: a, title: t, role: goal, tcp: {address: "${node.adress}:${canary.a-b}"}, expect: refused}`, []string{"tcp.address: there is no variable ${node.adress}", "tcp.address: ${canary.a-b}: name a canary by letters and digits"}},
		{"a plain dollar", `{id: a, title: t, role: goal, exec: {pod: a/b, command: [sh, -c, "echo $${HOME} $X"]}, expect: exec.ran}`, nil},
		{"http", `{id: a, title: t, role: goal, http: {method: get, url: "ftp://x", tls: maybe, timeout: 1h, websocket: true, body: x}, expect: response.code == 1}`, []string{"http.timeout: 1h0m0s: it must be more than 0 and at most 15s", `http.tls: "maybe": it is insecure or verify`, `http.method: "get": methods are written large`, "http.websocket: an upgrade is a GET without a body", `http.url: "ftp://x": it begins with http:// or https://`}},
		{"url and requests", `{id: a, title: t, role: goal, http: {url: "http://x", requests: [{id: a, url: "http://y"}]}, expect: r.a.code == 1}`, []string{"http.url: it needs either a url or requests"}},
		{"ids", `{id: a, title: t, role: goal, http: {requests: [{url: "http://x"}, {id: a-b, url: "http://x"}, {id: in, url: "http://x"}, {id: a, url: "http://x"}, {id: a}]}, expect: r.a.code == 1}`, []string{"http.requests[4].url: a request needs a url", "http.requests[0].id: it needs an id", `http.requests[1].id: "a-b": expect could not name it`, `http.requests[2].id: "in": expect could not name it`, `http.requests[4].id: "a" is the id of requests[3] too`}},
		{"identities", `{id: a, title: t, role: goal, access: {requests: [
  {id: a, verb: list, resource: pods, as: root},
  {id: b, verb: list, resource: pods, as: {user: x, token: tok}},
  {id: c, verb: list, resource: pods, as: {serviceAccount: x, expirationSeconds: 60}},
  {id: d, verb: list, resource: pods, as: {user: x, audiences: [aud]}},
  {id: e, verb: list, resource: pods, as: {certificate: {organizations: [x]}}},
  {id: f, verb: list, resource: pods}]}, expect: access.a.allowed}`, []string{
			"access.as: say as whom", `access.requests[0].as: "root": the identities in a word are anonymous, grader, learner`, "access.requests[1].as: an identity is exactly one of", `access.requests[2].as.serviceAccount: "x": write namespace/name`,
			"access.requests[2].as.expirationSeconds: 60: the API gives out no token for less than 600 seconds", "access.requests[3].as: audiences and expirationSeconds go with serviceAccount", "access.requests[4].as.certificate.cn: a certificate needs a name",
		}},
		{"access", `{id: a, title: t, role: goal, access: {as: learner, requests: [
  {id: a, verb: GET, resource: pods},
  {id: b, verb: get, resource: pods, nonResourceURL: /x},
  {id: c, verb: get, nonResourceURL: x},
  {id: d, verb: bind, resource: roles, mode: request},
  {id: e, verb: get, resource: pods, mode: both},
  {id: f, verb: list, resource: a/b/c, accept: [404, 500]},
  {id: g, verb: delete, resource: pods, name: web, real: true},
  {id: h, verb: get, resource: pods, name: x, object: {a: b}}]}, expect: access.a.allowed}`, []string{
			`access.requests[0].verb: "GET": verbs are written small`, "access.requests[1].resource: a request is for a resource or for a nonResourceURL", `access.requests[2].nonResourceURL: "x": it begins with a slash`,
			`access.requests[3].mode: there is no request for the verb "bind"`, "access.requests[4].name: a request to get pods is about one object", "access.requests[5].accept[0]: 404 is always taken as an answer", `access.requests[5].resource: "a/b/c" is no resource`,
			"access.requests[6].real: the grader does not change what is the learner's", "access.requests[7].object: get sends no object",
		}},
		{"objects", `{id: a, title: t, role: goal, objects: {list: [{id: a, resource: pods, name: x, labelSelector: z}, {id: b}, {id: c, resource: pods, optional: true}]}, expect: has(objects.a)}`, []string{"objects.list[0].name: a name and a selector exclude each other", "objects.list[1].resource: say which resource", "objects.list[2].optional: it goes with a name"}},
		{"tls", `{id: a, title: t, role: goal, tls: {address: host, minVersion: "1.4", ciphers: [ROT13], clientCert: {serviceAccount: a/b}}, expect: tls.ok}`, []string{"tls.clientCert: serviceaccount a/b has no certificate", `tls.minVersion: "1.4"`, `tls.ciphers[0]: "ROT13" is no cipher suite`, `tls.address: "host" has no port`}},
		{"etcd", `{id: a, title: t, role: goal, etcd: {prefix: /a, key: /b, write: [{id: a, resource: pods}, {id: b, resource: pods, object: {x: y}}], readBack: [{id: c, resource: pods, sha256: {a: b}}]}, expect: etcd.keys.size() == 0}`, []string{"etcd.key: a key and a prefix exclude", `etcd.write[0].object: for "pods" say which object`, "etcd.write[1].object: the canary ${canary.b} stands nowhere in it", "only secrets and configmaps can be compared", "etcd.readBack[0].name", `etcd.readBack[0].sha256.a: "b" is no SHA-256`}},
		{"a goal without a twin", `{id: a, title: t, role: goal, admission: {cases: [{id: bad, object: {apiVersion: v1, kind: Pod}}]}, expect: "!admission.bad.allowed"}`, []string{"admission.twin: a goal needs a good twin"}},
		{"a guard needs none", `{id: a, title: t, role: guard, admission: {cases: [{id: good, object: {apiVersion: v1, kind: Pod}}]}, expect: admission.good.allowed}`, nil},
		{"admission", `{id: a, title: t, role: guard, admission: {cases: [{id: twin, object: {kind: Pod}}, {id: b, operation: apply, object: {apiVersion: v1, kind: Pod}}, {id: c, operation: delete}, {id: d}, {id: e, operation: patch, resource: pods, name: x, object: {a: b}, real: true}]}, expect: admission.b.allowed}`, []string{"admission.cases[0].object: the object needs apiVersion and kind", `admission.cases[1].operation: "apply"`, "admission.cases[2].name: to delete something", "admission.cases[3].object: say which object", "admission.cases[4].real: only a create", `admission.cases[0].id: "twin" means something else here`}},
		{"exec", `{id: a, title: t, role: goal, exec: {pod: web}, expect: exec.ran}`, []string{`exec.pod: "web": write namespace/name`, "exec.command: say what to run"}},
		{"audit", `{id: a, title: t, role: goal, audit: {log: audit.log, requests: [{id: a, verb: get, resource: pods, namespace: x}, {id: b, verb: list, resource: pods, mode: review}]}, expect: events.size() > 0}`, []string{`audit.log: "audit.log": say where the log is`, "audit.requests[0]: get pods is no request that can be made", "audit.requests[1].mode: the requests of an audit probe are real ones"}},
		{"token", `{id: a, title: t, role: goal, token: {serviceAccount: bot, bound: node, revoke: true, expirationSeconds: 0}, expect: token.issued}`, []string{`token.serviceAccount: "bot"`, `token.bound: "node": a token is bound to a pod or a secret`, "token.expirationSeconds: 0"}},
		{"revoke", `{id: a, title: t, role: goal, token: {serviceAccount: a/b, revoke: true}, expect: token.issued}`, []string{"token.revoke: there is nothing the grader may delete"}},
		{"files", `{id: a, title: t, role: goal, files: {paths: [{id: a, path: etc/x, parse: toml}]}, expect: files.b.exists}`, []string{`files.paths[0].path: "etc/x"`, `files.paths[0].parse: "toml"`, `expect: files.b.exists: nothing here has the id "b": there is a`}},
		{"a control", `{id: a, title: t, role: goal, tcp: {address: "h:1", control: {from: x, address: z}}, expect: refused}`, []string{`tcp.control.from: "x"`, `tcp.control.address: "z" has no port`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var c Check
			if err := yaml.UnmarshalStrict([]byte(tc.yaml), &c); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range c.Validate() {
				got = append(got, p.String())
			}
			for i := range max(len(got), len(tc.want)) {
				switch {
				case i >= len(got):
					t.Errorf("missing: %s", tc.want[i])
				case i >= len(tc.want):
					t.Errorf("too much: %s", got[i])
				case !strings.Contains(got[i], tc.want[i]):
					t.Errorf("\n got %s\nwant %s", got[i], tc.want[i])
				}
			}
		})
	}
}

func TestResolve(t *testing.T) {
	folder := fstest.MapFS{
		"objects/pod.yaml":   {Data: []byte("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n")},
		"objects/twice.yaml": {Data: []byte("kind: Pod\nkind: Pod\n")},
		"objects/empty.yaml": {Data: []byte("# nothing\n")},
	}
	c := Check{Admission: &AdmissionProbe{Cases: []AdmissionCase{{ID: "a", File: "objects/pod.yaml"}, {ID: "b", File: "objects/none.yaml"}, {ID: "c", File: "objects/twice.yaml"}}, Twin: &AdmissionCase{File: "objects/empty.yaml"}}}
	var got []string
	for _, p := range c.Resolve(folder) {
		got = append(got, p.String())
	}
	want := []string{`admission.cases[1].file: "objects/none.yaml" cannot be read`, `admission.cases[2].file: "objects/twice.yaml" is not one YAML object`, `admission.twin.file: "objects/empty.yaml" is empty`}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || !strings.Contains(got[i], want[i]) {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	if c.Admission.Cases[0].Object["kind"] != "Pod" {
		t.Errorf("the object was not put in: %v", c.Admission.Cases[0].Object)
	}

	a := Check{Access: &AccessProbe{Requests: []AccessRequest{{ID: "a", File: "objects/pod.yaml"}}}}
	if problems := a.Resolve(folder); len(problems) > 0 || a.Access.Requests[0].Object["kind"] != "Pod" {
		t.Errorf("got %v, %v", problems, a.Access.Requests[0].Object)
	}
}

func TestIdentityJSON(t *testing.T) {
	for _, tc := range []struct{ in, err string }{
		{`"anonymous"`, ""},
		{`{"serviceAccount":"a/b","audiences":["x"]}`, ""},
		{`{"certificate":{"cn":"jane","organizations":["dev"]}}`, ""},
		{`{"srviceAccount":"a/b"}`, `unknown field "srviceAccount"`},
		{`{"certificate":{"common":"jane"}}`, `unknown field "common"`},
		{`["anonymous"]`, "cannot unmarshal array"},
		{`7`, "cannot unmarshal number"},
	} {
		var i Identity
		err := json.Unmarshal([]byte(tc.in), &i)
		if tc.err != "" {
			if err == nil || !strings.Contains(err.Error(), tc.err) {
				t.Errorf("%s: got %v, want %q", tc.in, err, tc.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tc.in, err)
			continue
		}
		out, err := json.Marshal(i)
		if err != nil || string(out) != tc.in {
			t.Errorf("%s became %s, %v", tc.in, out, err)
		}
	}
}

func TestOutcomeText(t *testing.T) {
	for _, o := range Outcomes() {
		text, err := o.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back Outcome
		if err := back.UnmarshalText(text); err != nil || back != o {
			t.Errorf("%s came back as %s, %v", o, back, err)
		}
	}
	var o Outcome
	if err := o.UnmarshalText([]byte("passed")); err == nil || o != Error {
		t.Errorf("an unknown word: %v, %v", o, err)
	}
	if _, err := Outcome(9).MarshalText(); err == nil {
		t.Error("an outcome that does not exist was written")
	}
}

func TestDuration(t *testing.T) {
	var d Duration
	if err := json.Unmarshal([]byte(`"1m30s"`), &d); err != nil || time.Duration(d) != 90*time.Second {
		t.Errorf("got %s, %v", d, err)
	}
	if err := json.Unmarshal([]byte(`"soon"`), &d); err == nil || !strings.Contains(err.Error(), `"soon" is no duration: write it like 15s`) {
		t.Errorf("got %v", err)
	}
}

// What is in the table is what a reader of the documentation gets.
func TestKindsAreDocumented(t *testing.T) {
	var names []string
	for _, k := range Kinds() {
		names = append(names, k.Name)
		if k.Doc == "" || !strings.HasSuffix(k.Doc, ".") || len(k.Facts) == 0 {
			t.Errorf("%s has no sentence or no facts", k.Name)
		}
		all := slices.Clone(k.Facts)
		for _, r := range k.Records {
			all = append(all, r.Facts...)
		}
		for _, f := range all {
			if f.Doc == "" || f.Type == "" {
				t.Errorf("%s: the fact %s is not explained", k.Name, f.Name)
			}
			if slices.Contains(celReserved, f.Name) {
				t.Errorf("%s: CEL reserves the word %s", k.Name, f.Name)
			}
		}
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(Kinds()) {
		t.Error("a kind is listed twice")
	}
}

func FuzzCheck(f *testing.F) {
	for _, e := range examples() {
		raw, err := json.Marshal(e.check)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var c Check
		if json.Unmarshal(data, &c) != nil {
			return
		}
		c.Validate() // whatever was written, it says what is wrong and does not fall over
	})
}
