package banks_test

import (
	"flag"
	"os"
	"testing"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/scenarios"
)

var update = flag.Bool("update", false, "write the Go files anew")

// known is what harden's own questions may name.
func known(tb testing.TB) quiz.Known {
	tb.Helper()
	metas, err := scenarios.Builtin().All()
	if err != nil {
		tb.Fatal(err)
	}
	k := quiz.Known{Lessons: []string{}}
	for _, m := range metas {
		k.Scenarios = append(k.Scenarios, string(m.ID))
	}
	topics, err := content.Topics()
	if err != nil {
		tb.Fatal(err)
	}
	for _, topic := range topics {
		k.Topics = append(k.Topics, topic.ID)
	}
	return k
}

// load reads the banks as they are written.
func load(tb testing.TB) []quiz.Bank {
	tb.Helper()
	all, err := quiz.Load(os.DirFS("."), known(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return all
}
