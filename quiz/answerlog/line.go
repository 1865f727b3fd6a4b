package answerlog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"

	"github.com/hardenway/hardenway/quiz"
)

// Version is the version of the lines that this build writes. It rises when an older build would
// misread one; within it, fields are only added.
const Version = 1

// record is a line as it is written.
type record struct {
	V      int             `json:"v"`
	Sum    string          `json:"sum"`
	Answer json.RawMessage `json:"answer"`
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(answer []byte) string { return fmt.Sprintf("%08x", crc32.Checksum(answer, castagnoli)) }

// Encode is an event as a line, with its end.
func Encode(e quiz.Event) ([]byte, error) {
	if e.ID == "" || e.Question == "" || e.Time.IsZero() {
		return nil, fmt.Errorf("an answer has no id, question or time: %+v", e)
	}
	answer, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("the answer to %q: %w", string(e.Question), err)
	}
	return fmt.Appendf(nil, `{"v":%d,"sum":%q,"answer":%s}`+"\n", Version, checksum(answer), answer), nil
}

// Note is something about the file that its owner should know. It is not an error: everything
// else was read.
type Note struct {
	Line int    `json:"line"` // 1 is the first
	Text string `json:"text"`
}

// String is the note on one line.
func (n Note) String() string { return fmt.Sprintf("line %d: %s", n.Line, n.Text) }

// Log is what stands in a file.
type Log struct {
	// Events are those that could be read, each once, in the order of the file.
	Events []quiz.Event
	Notes  []Note
	// Newer is the highest version of a line that this build cannot read, or 0.
	Newer     int
	NewerLine int // the first such line
	// Torn says that the last line was cut short, or is being written at this moment.
	Torn bool
}

// Decode reads everything that can be read.
func Decode(data []byte) Log {
	var log Log
	seen := map[string]bool{}
	for number := 1; len(data) > 0; number++ {
		line, rest, ended := bytes.Cut(data, []byte("\n"))
		data = rest
		line = bytes.TrimPrefix(bytes.TrimSpace(line), []byte("\ufeff")) // an editor or a sync tool may add these
		if len(line) == 0 {
			continue
		}
		e, version, ok := decodeLine(line)
		if !ok && version == 0 {
			// A process that died in the middle of a write, and another that wrote at the same
			// moment, may have left a whole line behind a torn one.
			if at := bytes.LastIndex(line, []byte(`{"v":`)); at > 0 {
				e, version, ok = decodeLine(line[at:])
			}
		}
		switch {
		case ok && !seen[e.ID]:
			seen[e.ID] = true
			log.Events = append(log.Events, e)
		case ok: // the same event once more
		case version > Version:
			log.Newer = max(log.Newer, version)
			if log.NewerLine == 0 {
				log.NewerLine = number
			}
			log.Notes = append(log.Notes, Note{number, fmt.Sprintf("version %d, and this harden knows version %d; it was passed over", version, Version)})
		case !ended:
			log.Torn = true
			log.Notes = append(log.Notes, Note{number, "cut short, as when harden is killed while it writes; it was passed over and left where it is"})
		default:
			log.Notes = append(log.Notes, Note{number, "not as harden wrote it; it was passed over and left where it is"})
		}
	}
	return log
}

// decodeLine reads one line. Without ok, version is that of a line from a newer build, or 0.
func decodeLine(line []byte) (e quiz.Event, version int, ok bool) {
	var r record
	if json.Unmarshal(line, &r) != nil {
		return e, 0, false
	}
	if r.V > Version && r.Sum != "" {
		return e, r.V, false
	}
	if r.V != Version || r.Sum != checksum(r.Answer) || json.Unmarshal(r.Answer, &e) != nil || e.ID == "" || e.Question == "" || e.Time.IsZero() {
		return quiz.Event{}, 0, false
	}
	return e, r.V, true
}
