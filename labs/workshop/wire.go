package workshop

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"github.com/hardenway/hardenway/quiz"
)

// WireVersion is the version of what laptops and the server say to each other. Within it fields are only
// added, and both sides pass over what they do not know.
const WireVersion = "hardenway.dev/workshop/v1"

// Limits of what is sent.
const (
	MaxBatch     = 100       // reports in one request
	maxBody      = 512 << 10 // bytes of a request with reports
	maxSmallBody = 16 << 10  // bytes of any other request
	maxResults   = 64        // checks in one report
)

// ReportKind is what happened on a laptop.
type ReportKind string

// The kinds.
const (
	ReportStarted ReportKind = "started" // a lab was started, or went back to its seeded state
	ReportGraded  ReportKind = "graded"  // a lab was graded
	ReportHint    ReportKind = "hint"    // one step of the ladder was read
	ReportLesson  ReportKind = "lesson"  // a lesson was read
	ReportAnswer  ReportKind = "answer"  // a question was answered, on one's own
)

// ReportKinds lists them.
func ReportKinds() []ReportKind {
	return []ReportKind{ReportStarted, ReportGraded, ReportHint, ReportLesson, ReportAnswer}
}

// Report is one thing that happened. Client and Number together name it among all that a learner sends:
// whatever comes twice counts once.
type Report struct {
	Client string     `json:"client"` // of this joining: 32 hexadecimal digits
	Number int64      `json:"number"` // from 1, one more each time
	Kind   ReportKind `json:"kind"`
	Time   time.Time  `json:"time"` // by the laptop's clock
	// Scenario is that of started, graded and hint.
	Scenario string `json:"scenario,omitempty"`
	Provider string `json:"provider,omitempty"`
	// Solved and Results belong to graded.
	Solved  bool     `json:"solved,omitempty"`
	Results []Result `json:"results,omitempty"`
	// Hint counts the steps of the ladder that were read.
	Hint   int    `json:"hint,omitempty"`
	Lesson string `json:"lesson,omitempty"`
	// Question and Correct belong to answer.
	Question quiz.ID `json:"question,omitempty"`
	Correct  bool    `json:"correct,omitempty"`
}

// Outcome is what a check came to, in the grader's words.
type Outcome string

// The outcomes. "" is none: nothing was graded yet.
const (
	Pass    Outcome = "pass"
	Fail    Outcome = "fail"
	Pending Outcome = "pending"
	Unknown Outcome = "error" // could not tell
)

// Outcomes lists them.
func Outcomes() []Outcome { return []Outcome{Pass, Fail, Pending, Unknown} }

// Result is what one check came to.
type Result struct {
	Check   string  `json:"check"`
	Outcome Outcome `json:"outcome"`
	Said    string  `json:"said,omitempty"` // what the learner was told
}

// clientPattern is what newClient makes.
var clientPattern = regexp.MustCompile(`^[0-9a-f]{32}$`)

// maxNumber keeps numbers where JSON's readers agree about them.
const maxNumber = 1 << 52

// check says what is wrong with a report, and cleans the texts in it.
func (r *Report) check() error {
	id := func(what, value string) error {
		if !idPattern.MatchString(value) || len(value) > maxID {
			return fmt.Errorf("%s is %.100q", what, value)
		}
		return nil
	}
	switch {
	case !clientPattern.MatchString(r.Client):
		return fmt.Errorf("client is %.40q", r.Client)
	case r.Number < 1 || r.Number > maxNumber:
		return fmt.Errorf("number is %d", r.Number)
	case !slices.Contains(ReportKinds(), r.Kind):
		return fmt.Errorf("kind is %.40q", r.Kind)
	case r.Time.IsZero() || r.Time.Year() < 2000 || r.Time.Year() > 9999:
		return errors.New("there is no time")
	}
	switch r.Kind {
	case ReportStarted, ReportHint, ReportGraded:
		if err := id("scenario", r.Scenario); err != nil {
			return err
		}
		if r.Hint < 0 || r.Hint > 100 {
			return fmt.Errorf("hint is %d", r.Hint)
		}
	case ReportLesson:
		if err := id("lesson", r.Lesson); err != nil {
			return err
		}
	case ReportAnswer:
		if !r.Question.Valid() {
			return fmt.Errorf("question is %.100q", string(r.Question))
		}
	}
	if len(r.Results) > maxResults {
		return fmt.Errorf("there are %d results", len(r.Results))
	}
	for i := range r.Results {
		result := &r.Results[i]
		if err := id("check", result.Check); err != nil {
			return err
		}
		if !slices.Contains(Outcomes(), result.Outcome) {
			return fmt.Errorf("outcome of %s is %.40q", result.Check, result.Outcome)
		}
		result.Said = cleanText(result.Said, maxSaid)
	}
	r.Provider = cleanLine(r.Provider, maxID)
	r.Time = r.Time.UTC().Truncate(time.Millisecond)
	return nil
}

// joinRequest asks to be let in.
type joinRequest struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Joined is the answer to who was let in.
type Joined struct {
	APIVersion string    `json:"apiVersion"`
	Learner    LearnerID `json:"learner"`
	Name       string    `json:"name"`
	Token      string    `json:"token"`
	Key        string    `json:"key"` // the server's public key, in base64: transcripts are verified by it
	Room       Notice    `json:"room"`
}

// batch is what a laptop sends.
type batch struct {
	Reports []Report `json:"reports"`
}

// Accepted is the answer to reports. Those up to Through of that client are on the server's disk.
type Accepted struct {
	APIVersion string `json:"apiVersion"`
	Through    int64  `json:"through"`
	New        int    `json:"new"`    // reports that the server did not have yet
	Frozen     bool   `json:"frozen"` // they are kept and do not count
	Room       Notice `json:"room"`
}

// Notice is what a laptop is told of the room each time it asks.
type Notice struct {
	Title    string         `json:"title"`
	End      time.Time      `json:"end,omitzero"`
	Frozen   bool           `json:"frozen"`
	Items    []NoticeItem   `json:"items"`
	Messages []Message      `json:"messages,omitempty"`
	Question *QuestionShown `json:"question,omitempty"` // that is open, or was revealed last
	Hosted   *Hosted        `json:"hosted,omitempty"`
}

// NoticeItem is one item of the event, with what was released of it to this learner.
type NoticeItem struct {
	Kind    ItemKind `json:"kind"`
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Minutes int      `json:"minutes,omitempty"`
	// Held says that hints wait for the instructor; Hints is how many are released.
	Held  bool `json:"held,omitempty"`
	Hints int  `json:"hints,omitempty"`
	// Solution says that the instructor released it. The text is the laptop's own.
	Solution  bool      `json:"solution,omitempty"`
	Questions []quiz.ID `json:"questions,omitempty"`
}

// Message is something that the instructor says.
type Message struct {
	Number int64     `json:"number"`
	Time   time.Time `json:"time"`
	Text   string    `json:"text"`
	// To is a learner, or "" for everybody.
	To LearnerID `json:"to,omitempty"`
}

// QuestionShown is a question that the room answers together, as learners see it.
type QuestionShown struct {
	Round   int64     `json:"round"`
	ID      quiz.ID   `json:"id"`
	Type    quiz.Type `json:"type"`
	Text    string    `json:"text"` // markdown
	Given   []string  `json:"given,omitempty"`
	Options []string  `json:"options,omitempty"` // a, b, c…, as markdown
	Lefts   []string  `json:"lefts,omitempty"`   // of match: 1, 2, 3…
	Items   []string  `json:"items,omitempty"`   // of order: 1, 2, 3…
	Open    bool      `json:"open"`
	Answer  string    `json:"answer,omitempty"` // the learner's own
	// Key and Why are there once the instructor revealed them.
	Key     string `json:"key,omitempty"`
	Why     string `json:"why,omitempty"`
	Correct *bool  `json:"correct,omitempty"`
}

// Right says whether the learner's answer is known to be right.
func (q *QuestionShown) Right() bool { return q.Correct != nil && *q.Correct }

// answerRequest answers the open question, as a person types it.
type answerRequest struct {
	Round  int64  `json:"round"`
	Answer string `json:"answer"`
}

// Fault is why the server did not do what it was asked for.
type Fault struct {
	Code    FaultCode `json:"code"`
	Message string    `json:"message"`
	Mend    string    `json:"mend,omitempty"`
}

// FaultCode says what a program can do about a Fault.
type FaultCode string

// The codes.
const (
	FaultRequest  FaultCode = "request"  // it could not be read
	FaultSignIn   FaultCode = "sign-in"  // no token, or one that nobody was given
	FaultRemoved  FaultCode = "removed"  // the learner left or was removed
	FaultRole     FaultCode = "role"     // it is not this caller's to do
	FaultCodeNo   FaultCode = "code"     // the join code is another
	FaultName     FaultCode = "name"     // the name cannot be taken
	FaultBusy     FaultCode = "busy"     // too often; Retry-After says when again
	FaultNotFound FaultCode = "missing"  // there is no such thing
	FaultState    FaultCode = "state"    // it cannot be done now
	FaultStorage  FaultCode = "storage"  // it could not be written, so it was not accepted
	FaultLab      FaultCode = "lab"      // the hosted lab did not do it
	FaultInternal FaultCode = "internal" // a mistake of the server's
)

func (f *Fault) Error() string { return f.Message }

// clean takes out of a fault what a terminal would take for more than text.
func (f *Fault) clean() *Fault {
	f.Message, f.Mend = cleanLine(f.Message, maxSaid), cleanLine(f.Mend, maxSaid)
	return f
}

type faultBody struct {
	Fault *Fault `json:"error"`
}

// decodeBody reads one JSON value and nothing behind it.
func decodeBody(data []byte, value any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(value); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON value")
	}
	return nil
}

// parseBatch reads what a laptop sends. Its reports are of one client, and each is fit to be kept.
func parseBatch(data []byte) ([]Report, error) {
	var b batch
	if err := decodeBody(data, &b); err != nil {
		return nil, err
	}
	switch {
	case len(b.Reports) == 0:
		return nil, errors.New("there are no reports")
	case len(b.Reports) > MaxBatch:
		return nil, fmt.Errorf("there are %d reports; at most %d are taken at once", len(b.Reports), MaxBatch)
	}
	last := int64(0)
	for i := range b.Reports {
		r := &b.Reports[i]
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("report %d: %w", i+1, err)
		}
		if r.Client != b.Reports[0].Client || r.Number <= last {
			return nil, fmt.Errorf("report %d: a batch is of one client, with rising numbers", i+1)
		}
		last = r.Number
	}
	return b.Reports, nil
}

func parseJoin(data []byte) (joinRequest, error) {
	var j joinRequest
	if err := decodeBody(data, &j); err != nil {
		return j, err
	}
	if len(j.Code) > 200 {
		return j, errors.New("the code is too long")
	}
	return j, nil
}

func parseAnswer(data []byte) (answerRequest, error) {
	var a answerRequest
	if err := decodeBody(data, &a); err != nil {
		return a, err
	}
	return a, a.check()
}

const maxAnswer = 300

func (a *answerRequest) check() error {
	if a.Round < 1 {
		return fmt.Errorf("round is %d", a.Round)
	}
	if a.Answer = cleanLine(a.Answer, maxAnswer); a.Answer == "" {
		return quiz.ErrNoAnswer
	}
	return nil
}
