package files_test

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/hardenway/hardenway/labs/remote"
	"github.com/hardenway/hardenway/labs/remote/files"
)

// elsewhere is a node with one file.
type elsewhere struct {
	content string
	read    int64 // bytes that were asked for
}

func (e *elsewhere) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call remote.FileCall
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var got remote.FileAnswer
	switch call.Op {
	case "read":
		rest := e.content[min(call.Offset, int64(len(e.content))):]
		n := min(len(rest), call.Count)
		got.Data, got.EOF = []byte(rest[:n]), n == len(rest)
		e.read += int64(n)
	default:
		got.Info = &remote.Info{Name: "log", Size: int64(len(e.content)), Mode: 0o600}
	}
	remote.Answer(w, got)
}

// TestSeek holds that what lies before the place sought is not fetched.
func TestSeek(t *testing.T) {
	node := &elsewhere{content: "0123456789"}
	server := httptest.NewServer(node)
	defer server.Close()
	f, err := files.New(remote.Caller{Client: server.Client(), Base: server.URL}, "/file").OpenFile("/log", os.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	seeker, ok := f.(io.ReadSeeker)
	if !ok {
		t.Fatal("the file cannot be sought in")
	}
	for _, c := range []struct {
		offset int64
		whence int
		want   string
	}{
		{7, io.SeekStart, "789"},
		{-2, io.SeekEnd, "89"},
		{20, io.SeekStart, ""},
		{-15, io.SeekCurrent, "56789"},
	} {
		if _, err := seeker.Seek(c.offset, c.whence); err != nil {
			t.Fatal(err)
		}
		node.read = 0
		got, err := io.ReadAll(seeker)
		if err != nil || string(got) != c.want || node.read != int64(len(c.want)) {
			t.Errorf("Seek(%d, %d): %q of %d bytes fetched, %v; want %q", c.offset, c.whence, got, node.read, err, c.want)
		}
	}
	if _, err := seeker.Seek(-1, io.SeekStart); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("before the beginning: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := seeker.Seek(0, io.SeekStart); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("of a closed file: %v", err)
	}
}
