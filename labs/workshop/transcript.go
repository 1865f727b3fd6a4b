package workshop

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// TranscriptVersion is the version of a transcript. Within it fields are only added.
const TranscriptVersion = "hardenway.dev/transcript/v1"

// Transcript is what a learner takes home. It is signed when the server graded something of it itself:
// what a laptop says of its own learner is no better for a signature.
type Transcript struct {
	APIVersion string `json:"apiVersion"`
	// Transcript is a Statement. It is kept as it came, since the signature is over its bytes.
	Transcript json.RawMessage `json:"transcript"`
	Signature  *Signature      `json:"signature,omitempty"`
}

// Signature is by Ed25519, over the version, a line end, and the statement without any space between its
// tokens.
type Signature struct {
	Algorithm string `json:"algorithm"`
	Key       string `json:"key"`   // the public key, in base64
	Value     string `json:"value"` // in base64
}

// Statement is what a transcript says.
type Statement struct {
	Event   string      `json:"event"`
	Issued  time.Time   `json:"issued"`
	Learner LearnerID   `json:"learner"`
	Name    string      `json:"name"`
	Joined  time.Time   `json:"joined"`
	Passed  int         `json:"passed"` // checks, of Checks
	Checks  int         `json:"checks"`
	Items   []ItemState `json:"items"`
}

const ed25519Name = "ed25519"

// graded says whether a server graded something of it.
func (s *Statement) graded() bool {
	return slices.ContainsFunc(s.Items, func(i ItemState) bool { return i.Origin == Graded })
}

// transcript makes a learner's.
func (s *Server) transcript(v *LearnerView) (*Transcript, *Statement, error) {
	said := &Statement{
		Event: s.o.Plan.Title, Issued: s.o.Now().UTC().Truncate(time.Second), Learner: v.ID, Name: v.Name, Joined: v.Joined,
		Passed: v.Passed, Checks: v.Checks, Items: v.Items,
	}
	data, err := json.Marshal(said)
	if err != nil {
		return nil, nil, err
	}
	t := &Transcript{APIVersion: TranscriptVersion, Transcript: data}
	if said.graded() {
		signed, err := t.signed()
		if err != nil {
			return nil, nil, err
		}
		t.Signature = &Signature{ed25519Name, s.Key(), base64.StdEncoding.EncodeToString(ed25519.Sign(s.key, signed))}
	}
	return t, said, nil
}

// signed is what the signature is over.
func (t *Transcript) signed() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(t.APIVersion + "\n")
	if err := json.Compact(&b, t.Transcript); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Errors of a transcript.
var (
	// ErrUnsigned: nothing in it was graded by a server, so nobody but the learner vouches for it.
	ErrUnsigned = errors.New("the transcript is not signed: everything in it is what the learner's own machine reported")
	// ErrForged: it is not what the server signed, or another key signed it.
	ErrForged = errors.New("the signature does not hold: the transcript was changed, or somebody else signed it")
)

// maxTranscript is how large one may be, in bytes.
const maxTranscript = 1 << 20

// VerifyTranscript reads a transcript and says whether the server with that public key (in base64) signed it.
// The statement is returned with ErrUnsigned and ErrForged too, as what it claims.
func VerifyTranscript(data []byte, key string) (*Statement, error) {
	if len(data) > maxTranscript {
		return nil, fmt.Errorf("this is no transcript: it is larger than %d KiB", maxTranscript>>10)
	}
	var t Transcript
	if err := decodeBody(data, &t); err != nil {
		return nil, fmt.Errorf("this is no transcript: %w", err)
	}
	if t.APIVersion != TranscriptVersion {
		return nil, fmt.Errorf("this is no transcript of %s: its apiVersion is %.80q", TranscriptVersion, t.APIVersion)
	}
	said := &Statement{}
	if err := json.Unmarshal(t.Transcript, said); err != nil {
		return nil, fmt.Errorf("this is no transcript: %w", err)
	}
	if t.Signature == nil {
		return said, ErrUnsigned
	}
	public, keyErr := base64.StdEncoding.DecodeString(key)
	value, valueErr := base64.StdEncoding.DecodeString(t.Signature.Value)
	signed, err := t.signed()
	if err != nil || keyErr != nil || valueErr != nil || len(public) != ed25519.PublicKeySize || t.Signature.Algorithm != ed25519Name ||
		!ed25519.Verify(public, signed, value) {
		return said, ErrForged
	}
	return said, nil
}

func (s *Server) transcriptJSON(x *exchange) error {
	v := s.learnerView(LearnerID(x.r.PathValue("learner")))
	if v == nil {
		return &Fault{FaultNotFound, "there is no such learner", ""}
	}
	t, _, err := s.transcript(v)
	if err != nil {
		return err
	}
	x.Header().Set("Content-Disposition", `attachment; filename="transcript.json"`)
	return x.json(http.StatusOK, t)
}

func (s *Server) transcriptPage(x *exchange) error {
	v := s.learnerView(LearnerID(x.r.PathValue("learner")))
	if v == nil {
		return &Fault{FaultNotFound, "there is no such learner", ""}
	}
	t, said, err := s.transcript(v)
	if err != nil {
		return err
	}
	return s.page(x, http.StatusOK, "transcript", frame{Title: "Transcript of " + v.Name, Data: map[string]any{"Said": said, "Signed": t.Signature != nil, "Key": s.Key()}})
}
