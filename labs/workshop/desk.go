package workshop

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/hardenway/hardenway/internal/disk"
)

// Desk is the learner's side of a workshop, in a directory of their own machine: where they joined, what is
// still to be reported, and what the room said last.
//
//	member.json   where, as whom, and with which token
//	queue.jsonl   reports that were not acknowledged yet; it only grows until all of them are
//	sent.json     up to which number they were
//	room.json     what the server said last
//
// Several processes may use one desk at once. A report that Add took is on the disk, and is sent at least
// once; the server counts it once.
type Desk struct{ dir string }

// OpenDesk names the directory. It touches nothing.
func OpenDesk(dir string) *Desk { return &Desk{dir} }

// Member is where somebody joined, and as whom.
type Member struct {
	Version     int       `json:"version"`
	URL         string    `json:"url"`
	Fingerprint string    `json:"fingerprint,omitempty"` // of the server's certificate, when it is pinned
	Learner     LearnerID `json:"learner"`
	Name        string    `json:"name"`
	Token       string    `json:"token"`
	Key         string    `json:"key"` // that verifies the server's transcripts
	Client      string    `json:"client"`
	Joined      time.Time `json:"joined"`
}

const memberVersion = 1

// heard is what the server said last, and how it went.
type heard struct {
	Room Notice `json:"room"`
	// Told is the number of the last message that was shown.
	Told int64 `json:"told"`
	// Quiet is until when nobody tries again by themself, after the server did not answer.
	Quiet time.Time `json:"quiet,omitzero"`
}

type sentFile struct {
	Client  string `json:"client"`
	Through int64  `json:"through"`
}

// MaxQueue is how large the queue may become, in bytes: thousands of reports.
const MaxQueue = 4 << 20

// ErrNotJoined: there is no workshop to speak of.
var ErrNotJoined = errors.New("you have joined no workshop")

// QueueFullError: too much waits to be sent. The report was not taken; what is in the queue stays.
type QueueFullError struct{ Path string }

// Error says where.
func (e *QueueFullError) Error() string {
	return fmt.Sprintf("the workshop's server was away for so long that %s is full", e.Path)
}

// Mend is what to do about it.
func (e *QueueFullError) Mend() string {
	return "harden workshop status, once the server can be reached"
}

func (d *Desk) path(name string) string { return filepath.Join(d.dir, name) }

// Member says where the learner joined. Error: ErrNotJoined, and what the disk says.
func (d *Desk) Member() (*Member, error) {
	m := &Member{}
	err := readFile(d.path("member.json"), m)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotJoined
	}
	if err != nil {
		return nil, err
	}
	if m.Version != memberVersion || !clientPattern.MatchString(m.Client) || m.Token == "" {
		return nil, fmt.Errorf("%s is of another version, or damaged", d.path("member.json"))
	}
	return m, nil
}

// sit writes down that somebody joined. What another workshop left in the queue is gone.
func (d *Desk) sit(ctx context.Context, m *Member, room Notice) error {
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return err
	}
	return d.locked(ctx, func() error {
		if err := d.clear(); err != nil {
			return err
		}
		if err := d.write("room.json", heard{Room: room}); err != nil {
			return err
		}
		return d.write("member.json", m)
	})
}

// Forget removes everything of the workshop from this machine, the token first.
func (d *Desk) Forget(ctx context.Context) error {
	return d.locked(ctx, d.clear)
}

func (d *Desk) clear() error {
	for _, name := range []string{"member.json", "queue.jsonl", "sent.json", "room.json"} {
		if err := os.Remove(d.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return disk.SyncDir(d.dir)
}

// locked keeps other processes from writing meanwhile.
func (d *Desk) locked(ctx context.Context, do func() error) error {
	lock, err := lockFile(ctx, d.path("lock"))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return ErrNotJoined
		}
		return fmt.Errorf("locking %s: %w", d.dir, err)
	}
	return errors.Join(do(), lock.release())
}

// queued is one line of the queue.
type queued struct {
	V      int             `json:"v"`
	Sum    string          `json:"sum"`
	Report json.RawMessage `json:"report"`
}

const queueVersion = 1

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(data []byte) string { return fmt.Sprintf("%08x", crc32.Checksum(data, castagnoli)) }

// Add puts a report into the queue and gives it its number. When it returns nil the report is on the disk.
// Errors: ErrNotJoined, *QueueFullError, and what the disk says; with each of them nothing was added.
func (d *Desk) Add(ctx context.Context, r Report) error {
	return d.locked(ctx, func() error {
		m, err := d.Member()
		if err != nil {
			return err
		}
		sent, err := d.sent(m)
		if err != nil {
			return err
		}
		f, err := os.OpenFile(d.path("queue.jsonl"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		return errors.Join(d.addTo(f, m, sent, r), f.Close())
	})
}

func (d *Desk) addTo(f *os.File, m *Member, sent int64, r Report) error {
	data, err := io.ReadAll(io.LimitReader(f, MaxQueue+1))
	if err != nil {
		return err
	}
	last := sent
	for _, old := range parseQueue(data, m.Client) {
		last = max(last, old.Number)
	}
	r.Client, r.Number = m.Client, last+1
	if err := r.check(); err != nil {
		return fmt.Errorf("a report cannot be sent: %w", err)
	}
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	line := fmt.Appendf(nil, `{"v":%d,"sum":%q,"report":%s}`+"\n", queueVersion, checksum(body), body)
	if len(data) > 0 && data[len(data)-1] != '\n' {
		line = append([]byte{'\n'}, line...) // what a crash cut short stays a line of its own
	}
	if len(data)+len(line) > MaxQueue {
		return &QueueFullError{f.Name()}
	}
	_, err = f.Write(line)
	if err == nil {
		err = f.Sync()
	}
	if err == nil && len(data) == 0 {
		err = disk.SyncDir(d.dir)
	}
	if err != nil {
		return errors.Join(err, f.Truncate(int64(len(data))))
	}
	return nil
}

// parseQueue reads every whole report of that client, each number once and in rising order. What a crash cut
// short, and what is not as it was written, is passed over.
func parseQueue(data []byte, client string) []Report {
	var list []Report
	for line := range bytes.Lines(data) {
		var q queued
		if json.Unmarshal(line, &q) != nil || q.V != queueVersion || q.Sum != checksum(q.Report) {
			continue
		}
		var r Report
		if json.Unmarshal(q.Report, &r) != nil || r.check() != nil || r.Client != client {
			continue
		}
		if n := len(list); n > 0 && r.Number <= list[n-1].Number {
			continue
		}
		list = append(list, r)
	}
	return list
}

func (d *Desk) sent(m *Member) (int64, error) {
	var s sentFile
	if err := readFile(d.path("sent.json"), &s); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	if s.Client != m.Client {
		return 0, nil
	}
	return s.Through, nil
}

// Waiting are the reports that were not acknowledged yet.
func (d *Desk) Waiting(m *Member) ([]Report, error) {
	sent, err := d.sent(m)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(d.path("queue.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, MaxQueue+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	list := parseQueue(data, m.Client)
	for len(list) > 0 && list[0].Number <= sent {
		list = list[1:]
	}
	return list, nil
}

// acknowledged writes down that reports up to a number are the server's, and empties the queue when these were
// all.
func (d *Desk) acknowledged(ctx context.Context, m *Member, through int64) error {
	return d.locked(ctx, func() error {
		now, err := d.Member()
		if err != nil || now.Client != m.Client {
			return err // they left meanwhile
		}
		sent, err := d.sent(m)
		if err != nil {
			return err
		}
		if through > sent {
			if err := d.write("sent.json", sentFile{m.Client, through}); err != nil {
				return err
			}
		}
		waiting, err := d.Waiting(m)
		if err != nil || len(waiting) > 0 {
			return err
		}
		return os.Truncate(d.path("queue.jsonl"), 0)
	})
}

// hears keeps what the server said.
func (d *Desk) hears(ctx context.Context, m *Member, room *Notice, quiet time.Time) error {
	return d.locked(ctx, func() error {
		now, err := d.Member()
		if err != nil || now.Client != m.Client {
			return err
		}
		h, err := d.heard()
		if err != nil {
			return err
		}
		if room != nil {
			h.Room = *room
		}
		h.Quiet = quiet
		return d.write("room.json", h)
	})
}

func (d *Desk) heard() (heard, error) {
	var h heard
	err := readFile(d.path("room.json"), &h)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return h, err
}

// Room is what the server said last.
func (d *Desk) Room() (Notice, error) {
	h, err := d.heard()
	return h.Room, err
}

// Quiet says whether the server did not answer a moment ago, so that nobody has to wait for it again.
func (d *Desk) Quiet(now time.Time) bool {
	h, err := d.heard()
	return err == nil && now.Before(h.Quiet)
}

// Untold are the messages that were not shown yet. They count as shown from now on.
func (d *Desk) Untold(ctx context.Context) (list []Message, err error) {
	h, err := d.heard()
	if err != nil {
		return nil, err
	}
	if n := len(h.Room.Messages); n == 0 || h.Room.Messages[n-1].Number <= h.Told {
		return nil, nil
	}
	err = d.locked(ctx, func() error {
		if _, err := d.Member(); err != nil {
			return err
		}
		h, err := d.heard()
		if err != nil {
			return err
		}
		for _, m := range h.Room.Messages {
			if m.Number > h.Told {
				list = append(list, m)
				h.Told = m.Number
			}
		}
		return d.write("room.json", h)
	})
	return list, err
}

// write puts a file in place of the one before, whole and on the disk.
func (d *Desk) write(name string, value any) (err error) {
	data, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(d.dir, name+".new-*") // readable by its owner only
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(append(data, '\n'))
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), d.path(name)); err != nil {
		return err
	}
	return disk.SyncDir(d.dir)
}

const maxDeskFile = 4 << 20 // bytes

func readFile(path string, value any) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxDeskFile))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := json.Unmarshal(data, value); err != nil {
		return fmt.Errorf("%s is damaged: %w", path, err)
	}
	return nil
}
