package grader

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// example is one check of a kind, a world in which it passes, and one in which it fails.
type example struct {
	check Check
	right func(*fakeCluster)
	wrong func(*fakeCluster)
}

func podRunning(c *fakeCluster) {
	c.put("/api/v1/namespaces/shop/pods/web", map[string]any{"kind": "Pod", "metadata": map[string]any{"name": "web"}, "status": map[string]any{"phase": "Running"}})
}

func account(c *fakeCluster) {
	c.put("/api/v1/namespaces/shop/serviceaccounts/bot", map[string]any{"kind": "ServiceAccount", "metadata": map[string]any{"name": "bot"}})
}

func nothing(*fakeCluster) {}

// examples has one for every kind of probe; TestEveryKind fails when one is missing.
func examples() map[string]example {
	goal := func(c Check) Check {
		c.ID, c.Title, c.Role = "it", "It is so", Goal
		return c
	}
	only := func(user string) func(*fakeCluster) {
		return func(c *fakeCluster) {
			account(c)
			c.may = func(u string, groups []string, _, _ string) bool {
				return slices.Contains(groups, "system:masters") || u == user
			}
		}
	}
	bot := &Identity{ServiceAccount: "shop/bot"}
	return map[string]example{
		"objects": {
			check: goal(Check{Objects: &ObjectsProbe{List: []ObjectRef{{ID: "web", Resource: "pods", Namespace: "shop", Name: "web", Optional: true}}}, Expect: "has(objects.web.metadata)"}),
			right: podRunning, wrong: nothing,
		},
		"access": {
			check: goal(Check{Access: &AccessProbe{As: bot, Requests: []AccessRequest{{ID: "list", Verb: "list", Resource: "secrets", Namespace: "kube-system"}}}, Expect: "!access.list.allowed && access.list.code == 403"}),
			right: account, wrong: only("system:serviceaccount:shop:bot"),
		},
		"http": {
			check: goal(Check{HTTP: &HTTPProbe{HTTPRequest: HTTPRequest{URL: "https://${node.address}:${node.kubeletPort}/pods", As: bot, Headers: map[string]string{"Authorization": ""}}}, Expect: "response.code == 401"}),
			right: account, wrong: func(c *fakeCluster) {
				account(c)
				c.kubelet = answerAnyone
			},
		},
		"tcp": {
			check: goal(Check{TCP: &TCPProbe{Address: "${node.address}:${node.kubeletPort}"}, Expect: "refused"}),
			right: (*fakeCluster).stopKubelet, wrong: nothing,
		},
		"tls": {
			check: goal(Check{TLS: &TLSProbe{TLSHandshake: TLSHandshake{Address: "${node.address}:${node.kubeletPort}"}}, Expect: "tls.error == 'refused' || tls.chain[0].cn == 'nobody'"}),
			right: (*fakeCluster).stopKubelet, wrong: nothing,
		},
		"etcd": {
			check: goal(Check{Etcd: &EtcdProbe{Prefix: "/registry/", Write: []EtcdWrite{{ID: "new", Resource: "secrets"}}}, Expect: "etcd.written.new.encrypted && !etcd.written.new.containsCanary && etcd.keys.all(k, k.encrypted)"}),
			right: func(c *fakeCluster) { c.encrypt = true; startEtcd(c) }, wrong: startEtcd,
		},
		"admission": {
			check: goal(Check{Admission: &AdmissionProbe{
				Cases: []AdmissionCase{{ID: "privileged", Namespace: "shop", Object: podObject(true)}},
				Twin:  &AdmissionCase{Namespace: "shop", Object: podObject(false)},
			}, Expect: "!admission.privileged.allowed && admission.privileged.refusedBy == 'pod-security' && admission.twin.allowed"}),
			right: func(c *fakeCluster) {
				c.admit = func(o map[string]any) (int, string) {
					if strings.Contains(fmt.Sprint(o), "privileged:true") {
						return 403, `pods "x" is forbidden: violates PodSecurity "baseline:latest": privileged`
					}
					return 0, ""
				}
			}, wrong: nothing,
		},
		"configz": {
			check: goal(Check{Configz: &ConfigzProbe{}, Expect: "config.authentication.anonymous.enabled == false"}),
			right: nothing, wrong: func(c *fakeCluster) {
				c.kubelet = answerAnyone
			},
		},
		"exec": {
			check: goal(Check{Exec: &ExecProbe{Pod: "shop/web", Command: []string{"id", "-u"}}, Expect: "exec.code != 0"}),
			right: func(c *fakeCluster) {
				podRunning(c)
				c.exec = func([]string) (int, string) { return 1, "no" }
			}, wrong: podRunning,
		},
		"audit": {
			check: goal(Check{Audit: &AuditProbe{Log: "/var/log/audit.log", As: bot, Requests: []AccessRequest{{ID: "list", Verb: "list", Resource: "secrets", Namespace: "shop", Mode: ByRequest}}}, Expect: "e.list.exists(x, x.responseStatus.code == 403)"}),
			right: func(c *fakeCluster) { account(c); c.logAudit = true }, wrong: account,
		},
		"token": {
			check: goal(Check{Token: &TokenProbe{ServiceAccount: "shop/bot", Bound: BoundToSecret, Revoke: true}, Expect: "token.lifetimeSeconds <= 3600 && token.codeBefore == 201 && token.codeAfter == 401"}),
			right: account, wrong: func(c *fakeCluster) { account(c); c.tokenSeconds = 31536000 },
		},
		"files": {
			check: goal(Check{Files: &FilesProbe{Paths: []FileRef{{ID: "key", Path: "/etc/kubernetes/pki/ca.key"}}}, Expect: "files.key.mode == '0600' && !files.key.worldReadable"}),
			right: nothing, wrong: func(c *fakeCluster) { c.files["etc/kubernetes/pki/ca.key"].Mode = 0o644 },
		},
	}
}

func podObject(privileged bool) map[string]any {
	return map[string]any{
		"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "p"},
		"spec": map[string]any{"containers": []any{map[string]any{"name": "c", "image": "x", "securityContext": map[string]any{"privileged": privileged}}}},
	}
}

// kindsOfCheck are the kinds of probes there are, by the fields of Check.
func kindsOfCheck() []string {
	var names []string
	t := reflect.TypeFor[Check]()
	for i := range t.NumField() {
		if f := t.Field(i); f.Type.Kind() == reflect.Pointer && f.Type.Implements(reflect.TypeFor[probe]()) {
			names = append(names, jsonName(f))
		}
	}
	return names
}

// A kind of probe that is not in every table would be graded by nobody's rules.
func TestEveryKindIsComplete(t *testing.T) {
	names := kindsOfCheck()
	var table []string
	for _, k := range Kinds() {
		table = append(table, k.Name)
	}
	if !slices.Equal(names, table) {
		t.Errorf("Check has the probes %v and Kinds() lists %v; they must be the same, in the same order", names, table)
	}
	have := slices.Sorted(maps.Keys(examples()))
	slices.Sort(names)
	if !slices.Equal(names, have) {
		t.Errorf("Check has the probes %v and this test has examples of %v", names, have)
	}
	for name, e := range examples() {
		for _, p := range e.check.Validate() {
			t.Errorf("the example of %s: %s", name, p)
		}
	}
}

func TestEveryKindTellsRightFromWrong(t *testing.T) {
	for name, e := range examples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, w := range []struct {
				name  string
				setup func(*fakeCluster)
				want  Outcome
			}{{"right", e.right, Pass}, {"wrong", e.wrong, Fail}} {
				t.Run(w.name, func(t *testing.T) {
					c := newFakeCluster(t)
					w.setup(c)
					r := New(c, Options{Facts: true}).Grade(t.Context(), []Check{e.check})
					res := r.Results[0]
					if res.Outcome != w.want {
						t.Fatalf("got %s, want %s\nsaid: %s\nseen: %+v\nnotes: %v", res.Outcome, w.want, res.Said, res.Evidence.Seen, res.Evidence.Notes)
					}
					if len(res.Evidence.Seen) == 0 {
						t.Error("the verdict has no evidence")
					}
					for _, o := range res.Evidence.Seen {
						if o.Asked == "" || o.Got == "" {
							t.Errorf("evidence without question or answer: %+v", o)
						}
					}
					if r.Solved != (w.want == Pass) {
						t.Errorf("solved is %v", r.Solved)
					}
					if left := c.leftovers(); len(left) > 0 {
						t.Errorf("left behind: %v", left)
					}
					if len(r.Notes) > 0 {
						t.Errorf("notes: %v", r.Notes)
					}
					checkFacts(t, name, res.Facts)
				})
			}
		})
	}
}

// checkFacts compares the facts a probe brought back with those Kinds() promises.
func checkFacts(t *testing.T, kind string, facts map[string]any) {
	t.Helper()
	k := kindNamed(kind)
	var check func(path, typ string, v any)
	check = func(path, typ string, v any) {
		t.Helper()
		fail := func() { t.Errorf("%s: %T is no %s", path, v, typ) }
		elem, isList := strings.CutPrefix(typ, "list(")
		of, isMap := strings.CutPrefix(typ, "map(string,")
		switch {
		case typ == "dyn":
		case typ == "bool":
			if _, ok := v.(bool); !ok {
				fail()
			}
		case typ == "int":
			if _, ok := v.(int64); !ok {
				fail()
			}
		case typ == "string":
			if _, ok := v.(string); !ok {
				fail()
			}
		case isList:
			rv := reflect.ValueOf(v)
			if rv.Kind() != reflect.Slice || rv.IsNil() {
				fail()
				return
			}
			for i := range rv.Len() {
				check(fmt.Sprintf("%s[%d]", path, i), strings.TrimSuffix(elem, ")"), rv.Index(i).Interface())
			}
		case isMap:
			rv := reflect.ValueOf(v)
			if rv.Kind() != reflect.Map || rv.IsNil() {
				fail()
				return
			}
			for _, key := range rv.MapKeys() {
				check(path+"."+key.String(), strings.TrimSuffix(of, ")"), rv.MapIndex(key).Interface())
			}
		default:
			m, ok := v.(map[string]any)
			if !ok {
				fail()
				return
			}
			i := slices.IndexFunc(k.Records, func(r Record) bool { return r.Name == typ })
			if i < 0 {
				t.Errorf("%s: Kinds() has no record %s", path, typ)
				return
			}
			for key, value := range m {
				j := slices.IndexFunc(k.Records[i].Facts, func(f Fact) bool { return f.Name == key })
				if j < 0 {
					t.Errorf("%s.%s is a fact that Kinds() does not know, so no expect can use it", path, key)
					continue
				}
				check(path+"."+key, k.Records[i].Facts[j].Type, value)
			}
			for _, f := range k.Records[i].Facts {
				if _, there := m[f.Name]; !there && !strings.Contains(f.Doc, "missing") && !strings.Contains(f.Doc, "only for") {
					t.Errorf("%s.%s is promised by Kinds() and is not there; say so in its doc if it may be missing", path, f.Name)
				}
			}
		}
	}
	for name, v := range facts {
		if name == "vars" || name == "canary" {
			continue
		}
		i := slices.IndexFunc(k.Facts, func(f Fact) bool { return f.Name == name })
		if i < 0 {
			t.Errorf("%s is a fact that Kinds() does not know", name)
			continue
		}
		check(name, k.Facts[i].Type, v)
	}
}

// The heart of the matter: an API server that is stopped, hangs, fails, is overloaded,
// breaks off, disowns the grader or is not one at all makes every kind of check an
// error, from whichever request on it is so, in a good world and in a bad one, in time.
func TestDeadAPIServerIsAnErrorForEveryKind(t *testing.T) {
	slots := make(chan struct{}, 16) // most of them only wait
	for name, e := range examples() {
		for world, setup := range map[string]func(*fakeCluster){"right": e.right, "wrong": e.wrong} {
			requests := requestsOf(t, e.check, setup)
			for _, f := range faults() {
				t.Run(fmt.Sprintf("%s/%s/%s", name, world, f), func(t *testing.T) {
					var wg sync.WaitGroup
					for at := range requests {
						if testing.Short() && at%3 != 0 {
							continue
						}
						slots <- struct{}{}
						wg.Go(func() {
							defer func() { <-slots }()
							deadFrom(t, e.check, setup, at, f)
						})
					}
					wg.Wait()
				})
			}
		}
	}
}

// requestsOf counts the requests of a healthy grading up to the far side of the gate. What
// comes after that is only the clean-up.
func requestsOf(t *testing.T, check Check, setup func(*fakeCluster)) int {
	t.Helper()
	c := newFakeCluster(t)
	setup(c)
	if r := New(c, Options{Parallel: 1}).Grade(t.Context(), []Check{check}); r.Results[0].Outcome == Error {
		t.Fatalf("healthy, and still an error: %s", r.Results[0].Said)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	last := 0
	for i, q := range c.seen {
		if q == "GET "+liveObject {
			last = i
		}
	}
	if last < 2 {
		t.Fatalf("the gate has no far side: %v", c.seen)
	}
	return last + 1
}

func deadFrom(t *testing.T, check Check, setup func(*fakeCluster), at int, f fault) {
	// Only a hanging API server costs the deadline; the others are told at once, and get
	// the whole default so that a busy machine does not hide the fault behind a time-out.
	deadline := 20 * time.Second
	if f == hanging {
		deadline = 600 * time.Millisecond
	}
	c := newFakeCluster(t)
	setup(c)
	c.breakFrom(at, f)
	began := time.Now()
	g := New(c, Options{Deadline: deadline, Parallel: 1})
	r := g.Grade(t.Context(), []Check{check})
	took := time.Since(began)
	c.mu.Lock()
	seen := slices.Clone(c.seen)
	c.mu.Unlock()
	res := r.Results[0]
	switch {
	case len(seen) <= at && f != stopped && f != hanging:
		t.Errorf("from request %d on: only %d were made, so the fault was not met: %v", at, len(seen), seen)
	case res.Outcome != Error:
		t.Errorf("from request %d of %v on: got %s, want error\nsaid: %s\nseen: %+v", at, seen, res.Outcome, res.Said, res.Evidence.Seen)
	case res.Said == "":
		t.Errorf("from request %d on: an error without a word", at)
	}
	if r.Solved {
		t.Errorf("from request %d on: solved", at)
	}
	// One check's deadline, the far side of the gate, the clean-up, and a busy machine; less than
	// the eight seconds of a request that nobody gave up.
	if limit := deadline + deadline/3 + 6*time.Second; took > limit {
		t.Errorf("from request %d on: it took %s, more than %s", at, took, limit)
	}
}
