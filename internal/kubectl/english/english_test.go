package english_test

import (
	"testing"

	"github.com/hardenway/hardenway/internal/kubectl/english"
)

func TestTranslationsAreOff(t *testing.T) {
	if !english.Only {
		t.Error("kubectl's translations were loaded before this package was initialised: every start of harden pays for them")
	}
}
