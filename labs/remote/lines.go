package remote

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// AliveTime is between two lines that only say that something goes on; whoever hears nothing for several times
// that may take the other end for gone.
const AliveTime = 5 * time.Second

// lineTime is how long writing one line may take.
const lineTime = 30 * time.Second

// Lines answers a call that takes its time by JSON, one value a line. do says values as they come, from any
// goroutine; alive is said when nothing else was.
func Lines(w http.ResponseWriter, alive any, do func(say func(any))) {
	w.Header().Set("Content-Type", "application/x-ndjson")
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // the body was read; a server without such deadlines needs none lifted
	var mu sync.Mutex
	say := func(v any) {
		mu.Lock()
		defer mu.Unlock()
		_ = control.SetWriteDeadline(time.Now().Add(lineTime))
		// Who does not hear it has gone, and do is told so by the request's context.
		_ = json.NewEncoder(w).Encode(v)
		_ = control.Flush()
	}
	say(alive)
	ended := make(chan struct{})
	var beat sync.WaitGroup
	beat.Go(func() {
		tick := time.NewTicker(AliveTime)
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
				say(alive)
			}
		}
	})
	defer func() {
		close(ended)
		beat.Wait()
	}()
	do(say)
}

// ErrCutOff: an answer of lines ended without the line that ends it.
var ErrCutOff = errors.New("the connection broke before it was done")

// ReadLines gives each the lines of such an answer, none longer than most bytes, until it says that one was the
// last. Without a last one the error is ErrCutOff.
func ReadLines[T any](body io.Reader, most int, each func(T) (last bool, err error)) error {
	scanner := bufio.NewScanner(body)
	scanner.Buffer(nil, most)
	for scanner.Scan() {
		var value T
		if err := json.Unmarshal(scanner.Bytes(), &value); err != nil {
			return fmt.Errorf("the answer cannot be read: %w", err)
		}
		if last, err := each(value); last || err != nil {
			return err
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrCutOff, err)
	}
	return ErrCutOff
}
