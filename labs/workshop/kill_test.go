package workshop

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// serverChild serves the test's event from WORKSHOP_DIR until it is killed, and prints its address and, the first
// time, the instructor's token.
func serverChild() int {
	ctx := context.Background()
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	store, err := OpenStore(ctx, os.Getenv("WORKSHOP_DIR"))
	if err != nil {
		return fail(err)
	}
	o := Options{Plan: testPlan(), Store: store}
	unlimited(&o)
	s, err := New(ctx, o)
	if err != nil {
		return fail(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fail(err)
	}
	fmt.Println("http://"+l.Addr().String(), s.Token())
	return fail(s.Serve(ctx, l))
}

// A server that is killed in the middle of everything has all that it acknowledged, each thing once.
func TestServerKilled(t *testing.T) {
	dir := t.TempDir()
	const learners, rounds = 6, 5
	type seat struct {
		token        string
		client       string
		next         int64
		acknowledged map[int64]bool
		batch        []Report // sent, and not acknowledged
	}
	var seats []*seat
	total := 0
	for round := range rounds {
		cmd := child(t, "server", "WORKSHOP_DIR="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatalf("round %d: the server does not start: %v", round, err)
		}
		base, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		for i := len(seats); i < learners; i++ {
			data, err := json.Marshal(joinRequest{"blue-harbour", fmt.Sprintf("Learner %d", i)})
			if err != nil {
				t.Fatal(err)
			}
			var j Joined
			if status, err := post(base+"/api/v1/join", "", data, &j); err != nil || status != 201 {
				t.Fatal(status, err)
			}
			seats = append(seats, &seat{token: j.Token, client: fmt.Sprintf("%032x", i+1), next: 1, acknowledged: map[int64]bool{}})
		}
		killed := sync.OnceFunc(func() { // some time after the first acknowledgement
			time.AfterFunc(time.Duration(100+90*round)*time.Millisecond, func() { _ = cmd.Process.Kill() })
		})
		var wg sync.WaitGroup
		for _, s := range seats {
			wg.Go(func() {
				for {
					// What was not acknowledged is sent again, with more behind it.
					for len(s.batch) < 3 {
						s.batch = append(s.batch, Report{Client: s.client, Number: s.next, Kind: ReportGraded, Time: noon, Scenario: "weak-rbac", Results: []Result{{"others-cut-off", Fail, ""}}})
						s.next++
					}
					data, err := json.Marshal(batch{s.batch})
					if err != nil {
						t.Error(err)
						return
					}
					var a Accepted
					status, err := post(base+"/api/v1/reports", s.token, data, &a)
					if err != nil {
						return // it was killed
					}
					if status != 200 {
						t.Errorf("status %d", status)
						return
					}
					for _, r := range s.batch {
						s.acknowledged[r.Number] = true
					}
					s.batch = nil
					killed()
				}
			})
		}
		wg.Wait()
		_ = cmd.Process.Kill() // where nothing was acknowledged
		_ = cmd.Wait()
		total = 0
		reader, err := ReadStore(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		have := map[string]int{}
		for _, e := range entriesOf(t, reader) {
			if e.Kind == EntryReport {
				have[fmt.Sprint(e.Client, " ", e.Number)]++
			}
		}
		if err := reader.Close(); err != nil {
			t.Fatal(err)
		}
		for _, s := range seats {
			total += len(s.acknowledged)
			for number := range s.acknowledged {
				if n := have[fmt.Sprint(s.client, " ", number)]; n != 1 {
					t.Errorf("round %d: report %d of %s was acknowledged and is there %d times", round, number, s.client, n)
				}
			}
		}
		for key, n := range have {
			if n > 1 {
				t.Errorf("round %d: report %s is there %d times", round, key, n)
			}
		}
	}
	t.Logf("%d rounds, %d reports acknowledged", rounds, total)
	if total == 0 {
		t.Error("nothing was acknowledged, so nothing was tried")
	}
}

func post(url, token string, data []byte, into any) (int, error) {
	r, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, json.Unmarshal(body, into)
}

func FuzzBatch(f *testing.F) {
	f.Add([]byte(`{"reports":[{"client":"` + clientA + `","number":1,"kind":"graded","time":"2026-03-04T12:00:00Z","scenario":"weak-rbac","results":[{"check":"a","outcome":"pass","said":"x"}]}]}`))
	f.Add([]byte(`{"reports":[{"client":"` + clientA + `","number":1,"kind":"answer","time":"2026-03-04T12:00:00Z","question":"a"}]} `))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := parseBatch(data)
		if err != nil {
			return
		}
		room := NewRoom(testPlan())
		body := []byte(`{"name":"Ada"}`)
		if err := room.apply(Entry{Seq: 1, Kind: EntryJoined, Learner: "a", Body: body}); err != nil {
			t.Fatal(err)
		}
		for i := range list {
			if err := list[i].check(); err != nil {
				t.Errorf("what was taken is refused: %v", err)
			}
			e, err := reportEntry("a", SelfReported, list[i])
			if err != nil {
				t.Fatalf("what was taken cannot be kept: %v", err)
			}
			e.Time = noon
			if err := room.apply(e); err != nil {
				t.Errorf("what was kept cannot be read: %v", err)
			}
		}
	})
}

func FuzzJoin(f *testing.F) {
	f.Add([]byte(`{"code":"blue-harbour","name":"Ada"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		j, err := parseJoin(data)
		if err != nil {
			return
		}
		name, err := CleanName(j.Name)
		if err != nil {
			return
		}
		if again, err := CleanName(name); err != nil || again != name || !printable(name, MaxName) {
			t.Errorf("%q became %q, which became %q, %v", j.Name, name, again, err)
		}
	})
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"round":1,"answer":"a,c"}`), "round=1&answer=a&answer=b")
	f.Add([]byte(`{"round":1,"answer":"1=a 2=b"}`), "round=x")
	plan := testPlan()
	f.Fuzz(func(t *testing.T, data []byte, form string) {
		check := func(a answerRequest, err error) {
			if err != nil {
				return
			}
			if a.Round < 1 || a.Answer == "" || len([]rune(a.Answer)) > maxAnswer+1 {
				t.Errorf("%+v was taken", a)
			}
			r := NewRoom(plan)
			r.question(Entry{}, questionBody{1, "exec-verb", PhaseOpen})
			if parsed, err := r.current().Shown.Parse(a.Answer); err == nil {
				r.current().Shown.Grade(parsed)
			}
		}
		check(parseAnswer(data))
		if values, err := url.ParseQuery(form); err == nil {
			check(formAnswer(values))
		}
	})
}

func FuzzAct(f *testing.F) {
	for _, d := range deeds() {
		f.Add("do=" + string(d) + "&text=x&scenario=weak-rbac&check=bot-works&learner=0123456789abcdef&hints=1&solution=yes&outcome=pass&question=exec-verb&phase=open")
	}
	f.Fuzz(func(t *testing.T, form string) {
		values, err := url.ParseQuery(form)
		if err != nil {
			return
		}
		a, err := parseAct(values)
		if err != nil {
			return
		}
		if !strings.HasPrefix(a.back, "/instructor") || strings.ContainsAny(a.back, "\r\n\\:") {
			t.Errorf("it leads to %q", a.back)
		}
		room := NewRoom(testPlan())
		if err := room.apply(Entry{Seq: 1, Kind: EntryJoined, Learner: "0123456789abcdef", Body: []byte(`{"name":"Ada"}`)}); err != nil {
			t.Fatal(err)
		}
		e, err := room.deed(a)
		if err == nil {
			err = room.apply(e)
			if err != nil {
				t.Errorf("%s: what was done cannot be read: %v", e.Kind, err)
			}
			room.view(noon, true)
		}
	})
}

func FuzzTranscript(f *testing.F) {
	f.Add([]byte(`{"apiVersion":"hardenway.dev/transcript/v1","transcript":{"name":"Ada"},"signature":{"algorithm":"ed25519","key":"","value":""}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if said, err := VerifyTranscript(data, strings.Repeat("A", 43)+"="); err == nil {
			t.Errorf("forged: %+v", said)
		}
	})
}
