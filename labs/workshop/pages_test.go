package workshop

import (
	"context"
	"regexp"
	"strings"
	"testing"
)

// oneLab is where labs are all the same.
type oneLab struct {
	Hosting

	lab *Hosted
}

func (o *oneLab) Lab(context.Context, LearnerID) (*Hosted, error) { return o.lab, nil }

// The learner and the instructor are told how the hosted lab is, and what to type for it.
func TestHostedOnPages(t *testing.T) {
	for name, tt := range map[string]struct {
		lab             *Hosted
		learner, start  string
		instructor, not string
	}{
		"none":    {nil, "", "harden start weak-rbac<", "", "osted lab"},
		"to come": {&Hosted{Ready: true, Expires: noon.AddDate(0, 0, 1)}, "There is a hosted lab for you: harden start … --on workshop; it ends", "harden start weak-rbac --on workshop<", "No hosted lab yet", "None"},
		"runs": {
			&Hosted{Name: "lab-3.labs:7444", Ready: true, Scenario: "weak-rbac", Lab: "weak-rbac"}, "Your hosted lab runs weak-rbac.", "harden start weak-rbac --on workshop<",
			"Hosted lab lab-3.labs:7444: runs weak-rbac", "None",
		},
		"is away": {&Hosted{Name: "lab-3.labs:7444"}, "Your hosted lab does not answer just now.", "harden start weak-rbac --on workshop<", "Hosted lab lab-3.labs:7444: does not answer", "None"},
		"broken": {
			&Hosted{Name: "lab-3.labs:7444", Ready: true, Scenario: "weak-rbac", Problem: "it <broke>"}, "Your hosted lab cannot be used: it &lt;broke&gt;. It is made anew", "--on workshop<",
			"Hosted lab lab-3.labs:7444: it &lt;broke&gt;", "<broke>",
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, func(o *Options) { o.Hosting = &oneLab{lab: tt.lab} })
			ada := h.join("Ada")
			_, me, _ := h.ask(h.browser(h.s.gate.link(ada.Learner, h.now())), "GET", "/me", "", nil)
			_, page, _ := h.ask(h.browser(h.s.Token()), "GET", "/instructor/learners/"+string(ada.Learner), "", nil)
			plain := func(html string) string { return regexp.MustCompile(`</?(code|b)>`).ReplaceAllString(html, "") }
			if !strings.Contains(plain(me), tt.learner) || !strings.Contains(me, tt.start) || strings.Contains(me, tt.not) {
				t.Errorf("the learner sees\n%s", me)
			}
			if !strings.Contains(plain(page), tt.instructor) || strings.Contains(page, tt.not) {
				t.Errorf("the instructor sees\n%s", page)
			}
		})
	}
}

// A page that was begun before a report came, and is made after it, leaves nothing behind for the pages made later.
func TestRowOfBefore(t *testing.T) {
	h := newHouse(t)
	ada := h.join("Ada")
	age := h.s.pages.age()
	before := h.s.Room(false).Learners[0]
	now := before
	now.Name = "Grace"
	h.s.pages.forget(map[LearnerID]bool{ada.Learner: true})
	for _, tt := range []struct {
		l    LearnerView
		age  int
		want string
	}{{before, age, "Ada"}, {now, h.s.pages.age(), "Grace"}} {
		row, err := h.s.pages.row(&tt.l, tt.age)
		if err != nil || !strings.Contains(row, ">"+tt.want+"<") {
			t.Errorf("the row has no %s: %s, %v", tt.want, row, err)
		}
	}
}
