package grader

import (
	"strings"
	"testing"
	"time"
)

func TestCompile(t *testing.T) {
	ids := func(kind string, ids ...string) scope { return scope{kind: ids} }
	single := (&HTTPProbe{HTTPRequest: HTTPRequest{URL: "https://x"}}).scope()
	several := (&HTTPProbe{Requests: []HTTPRequest{{ID: "pods"}, {ID: "run"}}}).scope()
	for _, tc := range []struct {
		name, kind string
		scope      scope
		source     string
		want       string // "" compiles; else a part of the problem
	}{
		{"a fact", "http", single, "response.code == 401", ""},
		{"macro over all", "http", several, "responses.all(r, r.code == 401)", ""},
		{"by id", "http", several, "r.pods.code == 401 && r['run'].code == 403", ""},
		{"misspelt fact", "http", single, "response.cod == 401", "undefined field 'cod'"},
		{"wrong type", "http", single, `response.code == "401"`, "no matching overload"},
		{"unknown variable", "http", single, "respons.code == 401", "undeclared reference to 'respons'"},
		{"unknown id", "http", several, "r.pod.code == 401", `nothing here has the id "pod": there is pods, run`},
		{"unknown id by index", "http", several, "r['pod'].code == 401", `nothing here has the id "pod"`},
		{"optional of unknown id", "http", several, "r.?pod.?code.orValue(0) == 401", `nothing here has the id "pod"`},
		{"variable of the other form", "http", several, "response.code == 401", `"response" is not there with what this probe asks: use r, responses`},
		{"no bool", "http", single, "response.code", "it is of type int, and must be true or false"},
		{"perhaps no bool", "configz", (&ConfigzProbe{}).scope(), "config.authentication.anonymous.enabled", "compare it with something"},
		{"compared", "configz", (&ConfigzProbe{}).scope(), "config.authentication.anonymous.enabled == false", ""},
		{"syntax", "http", single, "response.code ==", "mismatched input"},
		{"another kind's fact", "http", single, "exec.code == 0", "undeclared reference to 'exec'"},
		{"objects", "objects", ids("objects", "web"), "has(objects.web) && objects.web.status.readyReplicas >= 1", ""},
		{"objects optional", "objects", ids("objects", "web"), "objects.?web.?status.?readyReplicas.orValue(0) >= 1", ""},
		{"quantity", "objects", ids("objects", "web"), "quantity(objects.web.spec.size).isGreaterThan(quantity('1Gi'))", ""},
		{"ip and cidr", "objects", ids("objects", "web"), "cidr('10.0.0.0/8').containsIP(ip(objects.web.status.podIP))", ""},
		{"semver", "objects", ids("objects", "node"), "semver('1.37.1').isGreaterThan(semver('1.36.0')) && has(objects.node)", ""},
		{"two variables", "objects", ids("objects", "node"), "objects.node.metadata.labels.all(k, v, k != v)", ""},
		{"sets", "token", scope{"token": nil}, "sets.equivalent(token.groups, ['a'])", ""},
		{"lists of records", "tls", (&TLSProbe{}).scope(), "tls.chain.exists(c, c.isCA && c.days > 300)", ""},
		{"misspelt in a list", "tls", (&TLSProbe{}).scope(), "tls.chain.exists(c, c.isCa)", "undefined field 'isCa'"},
		{"audit events", "audit", scope{"events": nil, "e": {"exec"}, "audit": nil}, "e.exec.exists(x, x.user.username == 'bot') && audit.words.secret == 0", ""},
		{"canary", "exec", scope{"exec": nil}, "exec.stdout.contains(canary.word)", ""},
		{"vars", "exec", scope{"exec": nil}, "exec.stdout.contains(vars['node.address'])", ""},
		{"a missing one is null never", "http", single, "response.json.items.size() > 0", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := compile(tc.kind, tc.scope, tc.source)
			switch {
			case err == nil && tc.want != "":
				t.Fatalf("%s compiles, and should not: want %q", tc.source, tc.want)
			case err != nil && tc.want == "":
				t.Fatalf("%s: %v", tc.source, err)
			case err != nil && !strings.Contains(err.Error(), tc.want):
				t.Fatalf("%s:\n got %q\nwant %q", tc.source, err, tc.want)
			}
		})
	}
}

func TestEval(t *testing.T) {
	response := func(code int64) map[string]any { return map[string]any{"id": "x", "code": code, "error": ""} }
	single := (&HTTPProbe{HTTPRequest: HTTPRequest{URL: "https://x"}}).scope()
	several := (&HTTPProbe{Requests: []HTTPRequest{{ID: "pods"}, {ID: "run"}}}).scope()
	for _, tc := range []struct {
		name, kind string
		scope      scope
		source     string
		facts      map[string]any
		want       bool
		err        string
	}{
		{"true", "http", single, "response.code == 401", map[string]any{"response": response(401)}, true, ""},
		{"false", "http", single, "response.code == 401", map[string]any{"response": response(200)}, false, ""},
		{"shadowed r", "http", several, "responses.all(r, r.code == 401)", map[string]any{"responses": []any{response(401), response(401)}, "r": map[string]any{}}, true, ""},
		{"by id", "http", several, "r.run.code == 403", map[string]any{"r": map[string]any{"run": response(403)}}, true, ""},
		{"a missing key is no verdict", "access", scope{"access": {"x"}}, "access.x.code == 403", map[string]any{"access": map[string]any{"x": map[string]any{"allowed": true}}}, false, "no such key: code"},
		{"nor is its negation", "access", scope{"access": {"x"}}, "access.x.code != 403", map[string]any{"access": map[string]any{"x": map[string]any{"allowed": true}}}, false, "no such key: code"},
		{"a missing variable is no verdict", "configz", scope{"config": nil, "configz": nil}, "config.readOnlyPort == 0", map[string]any{"configz": map[string]any{}}, false, "no such attribute"},
		{"has tells", "exec", scope{"exec": nil}, "has(exec.code) && exec.code == 0", map[string]any{"exec": map[string]any{"ran": false}}, false, ""},
		{"an optional object", "objects", scope{"objects": {"web"}}, "has(objects.web.status)", map[string]any{"objects": map[string]any{"web": map[string]any{}}}, false, ""},
		{"numbers of both kinds", "objects", scope{"objects": {"web"}}, "objects.web.n == 3 && objects.web.f < 4", map[string]any{"objects": map[string]any{"web": map[string]any{"n": int64(3), "f": 3.5}}}, true, ""},
		{"a type mistake is no verdict", "objects", scope{"objects": {"web"}}, "objects.web.n < 'x'", map[string]any{"objects": map[string]any{"web": map[string]any{"n": int64(3)}}}, false, "no such overload"},
		{"maps of strings", "http", single, `response.headers["content-type"].startsWith("text/")`, map[string]any{"response": map[string]any{"headers": map[string]string{"content-type": "text/plain"}}}, true, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e, err := compile(tc.kind, tc.scope, tc.source)
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.eval(t.Context(), tc.facts)
			if tc.err != "" {
				if err == nil || !strings.Contains(err.Error(), tc.err) {
					t.Fatalf("got %v, %v; want the error %q", got, err, tc.err)
				}
				return
			}
			if err != nil || got != tc.want {
				t.Fatalf("got %v, %v; want %v", got, err, tc.want)
			}
		})
	}
}

// A check cannot be made to run for long, by its author or by a body an attacker sends.
func TestEvalIsBounded(t *testing.T) {
	e, err := compile("http", (&HTTPProbe{HTTPRequest: HTTPRequest{URL: "https://x"}}).scope(),
		"response.json.l.all(a, response.json.l.all(b, response.json.l.all(c, response.json.l.all(d, a + b + c + d >= 0))))")
	if err != nil {
		t.Fatal(err)
	}
	list := make([]any, 1000)
	for i := range list {
		list[i] = int64(i)
	}
	began := time.Now()
	_, err = e.eval(t.Context(), map[string]any{"response": map[string]any{"json": map[string]any{"l": list}}})
	if err == nil || !strings.Contains(err.Error(), "cost limit") {
		t.Fatalf("got %v, want the cost limit after %s", err, time.Since(began))
	}
}

func TestEveryKindHasAnEnvironment(t *testing.T) {
	for _, k := range Kinds() {
		if _, err := environmentOf(k.Name); err != nil {
			t.Errorf("%s: %v", k.Name, err)
		}
	}
}
