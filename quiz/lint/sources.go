package lint

import (
	"fmt"
	"strings"

	"github.com/hardenway/hardenway/internal/editorial"
	"github.com/hardenway/hardenway/quiz"
)

// sources: a fact says where it stands, and an opinion does not pretend to stand anywhere.
func sources(l *linter) {
	l.each(func(b *quiz.Bank, q *quiz.Question) {
		switch {
		case q.Opinion && len(q.Sources) > 0:
			l.question(b, q, "an opinion has a source", "then it is a fact, or somebody's opinion passes for one", "remove `opinion` or the sources")
		case !q.Opinion && len(q.Sources) == 0:
			l.question(b, q, "there is no source", "a fact says where it stands", "add one, or set `opinion: true` where experienced people disagree")
		}
		for _, s := range q.Sources {
			if s.URL != "" {
				if wrong := editorial.BadURL(s.URL); wrong != "" {
					l.question(b, q, fmt.Sprintf("the source %s cannot be followed", s.URL), wrong, "")
				}
			}
			if s.Module != "" && l.options.Module != nil {
				name, symbol, _ := strings.Cut(s.Module, "#")
				if err := l.options.Module(name, symbol); err != nil {
					l.question(b, q, fmt.Sprintf("the source %s cannot be followed", s.Module), err.Error(), "look at it, and name what is there")
				}
			}
		}
	})
}
