package workshop

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Store is the journal of one event and what else its server has to remember, in one SQLite file of a
// directory. One process at a time serves it; others may read meanwhile.
//
// What Append acknowledges is on the disk: the file is written ahead and synced at each commit.
type Store struct {
	dir  string
	db   *sql.DB
	lock *fileLock // nil for a reader

	requests chan *appendRequest
	stop     chan struct{}
	stopped  chan struct{}
	once     sync.Once

	// commit is told of entries once they are on the disk, in their order, before their Append returns.
	commit func([]Entry)
}

const databaseFile = "workshop.db"

// migrations bring a file from one version to the next; user_version says how many it has had. What is
// here once stays as it is.
var migrations = []string{
	`CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
	CREATE TABLE journal (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		time INTEGER NOT NULL,
		kind TEXT NOT NULL,
		learner TEXT NOT NULL,
		client TEXT,
		number INTEGER,
		body TEXT NOT NULL
	) STRICT;
	CREATE UNIQUE INDEX once ON journal (learner, client, number) WHERE client IS NOT NULL;
	CREATE TABLE browsers (token BLOB PRIMARY KEY, learner TEXT NOT NULL, expires INTEGER NOT NULL) STRICT;`,
}

// NewerStoreError: a newer harden has written the file. It was not touched.
type NewerStoreError struct {
	Path           string
	Version, Known int
}

// Error says which versions there are.
func (e *NewerStoreError) Error() string {
	return fmt.Sprintf("%s has version %d, and this harden knows version %d", e.Path, e.Version, e.Known)
}

// Mend is what to do about it.
func (e *NewerStoreError) Mend() string {
	return "serve it with the harden that made it, or a newer one"
}

// ServedError: another process serves the event.
type ServedError struct{ Dir string }

// Error says where.
func (e *ServedError) Error() string {
	return fmt.Sprintf("the event in %s is being served already", e.Dir)
}

// Mend is what to do about it.
func (e *ServedError) Mend() string {
	return "end the other harden workshop serve, or name another directory with --data"
}

// OpenStore opens the store of a directory for serving, and makes it where it is not there yet. Errors:
// *ServedError, *NewerStoreError, and what the disk says.
func OpenStore(ctx context.Context, dir string) (_ *Store, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("opening the workshop's data: %w", err)
	}
	lock, err := tryLockFile(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, fmt.Errorf("opening the workshop's data: %w", err)
	}
	if lock == nil {
		return nil, &ServedError{dir}
	}
	s := &Store{dir: dir, lock: lock, requests: make(chan *appendRequest, 256), stop: make(chan struct{}), stopped: make(chan struct{})}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.closeFiles())
		}
	}()
	path := filepath.Join(dir, databaseFile)
	// SQLite would make it readable for everybody.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the workshop's data: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	if err := s.open(ctx, path, "rwc"); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, err
	}
	go s.write()
	return s, nil
}

// ReadStore opens the store of a directory for reading, while somebody may serve it. Errors: one that is
// fs.ErrNotExist when nothing is there, *NewerStoreError.
func ReadStore(ctx context.Context, dir string) (_ *Store, err error) {
	path := filepath.Join(dir, databaseFile)
	if _, err := os.Stat(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("no workshop was served from %s: %w", dir, fs.ErrNotExist)
		}
		return nil, err
	}
	s := &Store{dir: dir}
	if err := s.open(ctx, path, "ro"); err != nil {
		return nil, err
	}
	version, err := s.version(ctx)
	if err == nil && version > len(migrations) {
		err = &NewerStoreError{path, version, len(migrations)}
	}
	if err != nil {
		return nil, errors.Join(err, s.closeFiles())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path, mode string) error {
	query := url.Values{"mode": {mode}, "_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "trusted_schema(0)",
	}}
	if mode == "ro" {
		query["_pragma"] = []string{"busy_timeout(5000)", "query_only(1)", "trusted_schema(0)"}
	}
	path, err := filepath.Abs(path) // what is relative would be taken for a host
	if err != nil {
		return err
	}
	at := filepath.ToSlash(path)
	if !strings.HasPrefix(at, "/") {
		at = "/" + at // C:/…
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: at, RawQuery: query.Encode()}).String())
	if err == nil {
		db.SetMaxOpenConns(1) // one writer, and its reads see what it wrote
		err = db.PingContext(ctx)
	}
	if err != nil {
		return fmt.Errorf("opening %s: %w", path, err)
	}
	s.db = db
	return nil
}

func (s *Store) version(ctx context.Context) (version int, err error) {
	if err := s.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, fmt.Errorf("%s cannot be read: %w", filepath.Join(s.dir, databaseFile), err)
	}
	return version, nil
}

func (s *Store) migrate(ctx context.Context) error {
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	if version > len(migrations) {
		return &NewerStoreError{filepath.Join(s.dir, databaseFile), version, len(migrations)}
	}
	for ; version < len(migrations); version++ {
		err := s.inTransaction(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, migrations[version]); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1))
			return err
		})
		if err != nil {
			return fmt.Errorf("bringing %s to version %d: %w", s.dir, version+1, err)
		}
	}
	return nil
}

// inTransaction commits what do did, or nothing of it.
func (s *Store) inTransaction(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// Close ends the store. What was acknowledged is on the disk whether it is called or not.
func (s *Store) Close() error {
	if s.requests != nil {
		s.once.Do(func() { close(s.stop) })
		<-s.stopped
	}
	return s.closeFiles()
}

func (s *Store) closeFiles() error {
	var err error
	if s.db != nil {
		err = s.db.Close()
	}
	return errors.Join(err, s.lock.release())
}

// appendRequest wants entries added: those given, or those that decide returns. It is decided
// when everything before it is on the disk and was told to commit.
type appendRequest struct {
	entries []Entry
	decide  func() ([]Entry, error)
	result  chan appendResult
}

type appendResult struct {
	entries []Entry
	err     error
}

// ErrClosed: the store takes no more entries.
var ErrClosed = errors.New("the workshop is being ended")

// Append adds entries to the journal, all or none, and returns those that it did not have yet. When it
// returns without an error, all of them are on the disk. When ctx ends before, they may be or not.
func (s *Store) Append(ctx context.Context, entries ...Entry) ([]Entry, error) {
	return s.request(ctx, &appendRequest{entries: entries})
}

// AppendIf is Append of what decide returns. No other entry is added between its look at things
// and its entries.
func (s *Store) AppendIf(ctx context.Context, decide func() ([]Entry, error)) ([]Entry, error) {
	return s.request(ctx, &appendRequest{decide: decide})
}

func (s *Store) request(ctx context.Context, r *appendRequest) ([]Entry, error) {
	r.result = make(chan appendResult, 1)
	select {
	case s.requests <- r:
	case <-s.stop:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	select {
	case result := <-r.result:
		return result.entries, result.err
	case <-s.stopped:
		select {
		case result := <-r.result: // it was the last one
			return result.entries, result.err
		default:
			return nil, ErrClosed
		}
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// mostTogether is how many requests one commit takes: a room that reports at once waits for a few syncs, not
// for one each.
const mostTogether = 256

// write is the one writer.
func (s *Store) write() {
	defer close(s.stopped)
	for {
		var group []*appendRequest
		select {
		case <-s.stop:
			return
		case r := <-s.requests:
			group = append(group, r)
		}
	gather:
		for group[len(group)-1].decide == nil && len(group) < mostTogether {
			select {
			case r := <-s.requests:
				group = append(group, r)
			default:
				break gather
			}
		}
		last := len(group) - 1
		if group[last].decide == nil {
			last++
		}
		s.commitGroup(group[:last])
		for _, r := range group[last:] {
			entries, err := r.decide()
			if err != nil || len(entries) == 0 {
				r.result <- appendResult{nil, err}
				continue
			}
			r.entries = entries
			s.commitGroup([]*appendRequest{r})
		}
	}
}

// writeTime is how long one commit may take before whoever waits is told that it failed.
const writeTime = 20 * time.Second

func (s *Store) commitGroup(group []*appendRequest) {
	if len(group) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTime)
	defer cancel()
	results := make([]appendResult, len(group))
	var fresh []Entry
	err := s.inTransaction(ctx, func(tx *sql.Tx) error {
		insert, err := tx.PrepareContext(ctx, `INSERT INTO journal (time, kind, learner, client, number, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
		if err != nil {
			return err
		}
		for i, r := range group {
			for _, e := range r.entries {
				added, err := insertEntry(ctx, insert, &e)
				if err != nil {
					return err
				}
				if added {
					results[i].entries = append(results[i].entries, e)
				}
			}
			fresh = append(fresh, results[i].entries...)
		}
		return insert.Close()
	})
	if err == nil && s.commit != nil {
		s.commit(fresh)
	}
	for i, r := range group {
		if err != nil {
			results[i] = appendResult{nil, &StorageError{err}}
		}
		r.result <- results[i]
	}
}

// StorageError: entries could not be written, so none of them was accepted.
type StorageError struct{ Err error }

// Error says why.
func (e *StorageError) Error() string {
	return "the workshop's data could not be written: " + e.Err.Error()
}

// Unwrap is why.
func (e *StorageError) Unwrap() error { return e.Err }

func insertEntry(ctx context.Context, insert *sql.Stmt, e *Entry) (added bool, err error) {
	var client, number any
	if e.Client != "" {
		client, number = e.Client, e.Number
	}
	result, err := insert.ExecContext(ctx, e.Time.UnixMilli(), string(e.Kind), string(e.Learner), client, number, string(e.Body))
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	if err != nil || n == 0 {
		return false, err
	}
	e.Seq, err = result.LastInsertId()
	return true, err
}

// Entries gives every entry to each, in their order.
func (s *Store) Entries(ctx context.Context, each func(Entry) error) (err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT seq, time, kind, learner, coalesce(client, ''), coalesce(number, 0), body FROM journal ORDER BY seq`)
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var e Entry
		var ms int64
		var body string
		if err := rows.Scan(&e.Seq, &ms, &e.Kind, &e.Learner, &e.Client, &e.Number, &body); err != nil {
			return fmt.Errorf("reading the journal: %w", err)
		}
		e.Time, e.Body = time.UnixMilli(ms).UTC(), []byte(body)
		if err := each(e); err != nil {
			return err
		}
	}
	return rows.Err()
}

// meta reads a value that the server remembers; "" when there is none.
func (s *Store) meta(ctx context.Context, key string) (value string, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

func (s *Store) setMeta(ctx context.Context, key, value string) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}

// browser is a browser that was let in: as a learner, or with "" as the instructor.
type browser struct {
	token   [32]byte // the hash of what its cookie holds
	learner LearnerID
	expires time.Time
}

func (s *Store) addBrowser(ctx context.Context, b browser) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO browsers (token, learner, expires) VALUES (?, ?, ?)`, b.token[:], string(b.learner), b.expires.UnixMilli())
	return err
}

func (s *Store) removeBrowser(ctx context.Context, token [32]byte) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM browsers WHERE token = ?`, token[:])
	return err
}

// removeInstructors forgets every browser that was let in as the instructor.
func (s *Store) removeInstructors(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM browsers WHERE learner = ''`)
	return err
}

// browsers are those that were let in and may still come; the others are forgotten.
func (s *Store) browsers(ctx context.Context, now time.Time) (list []browser, err error) {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM browsers WHERE expires <= ?`, now.UnixMilli()); err != nil {
		return nil, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT token, learner, expires FROM browsers`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var b browser
		var token []byte
		var ms int64
		if err := rows.Scan(&token, &b.learner, &ms); err != nil {
			return nil, err
		}
		copy(b.token[:], token)
		b.expires = time.UnixMilli(ms)
		list = append(list, b)
	}
	return list, rows.Err()
}
