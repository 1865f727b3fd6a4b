package scenarios

import (
	"errors"
	"io/fs"

	"github.com/hardenway/hardenway/internal/strictyaml"
)

// Problem is one thing wrong with a scenario, told so that it can be mended.
type Problem = strictyaml.Problem

// Problems is the error of a load: everything that is wrong, in the order of the
// files' lines.
type Problems = strictyaml.Problems

// format is what the decoder is told of scenario.yaml.
var format = strictyaml.Format{
	APIVersion: APIVersion, Kind: Kind, Noun: "scenario", Article: "a", Holder: "folder",
	IfEmpty: "fill it in; `harden new` writes one to start from",
}

func newDecoder(path string) *strictyaml.Decoder { return strictyaml.New(path, &format) }

func newProblems(of string, list []Problem) *Problems {
	return &Problems{Noun: format.Noun, Of: of, List: strictyaml.Sort(list)}
}

// refusal is an error that knows what to do about it.
type refusal struct {
	what string
	why  error
	mend string
}

// Error says what was wanted and why it was not done.
func (r *refusal) Error() string { return r.what + ": " + r.why.Error() }

// Unwrap is why.
func (r *refusal) Unwrap() error { return r.why }

// Mend is what to do about it, fit to follow "try:".
func (r *refusal) Mend() string { return r.mend }

// bare is the reason without the operation and the path, for messages that have them.
func bare(err error) error {
	if pathError, is := errors.AsType[*fs.PathError](err); is {
		return pathError.Err
	}
	return err
}
