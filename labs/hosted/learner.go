package hosted

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"

	"github.com/hardenway/hardenway/labs"
)

// LearnerHandler passes on to the agent what a learner may do with one cluster, and nothing else. lab says which
// cluster that is now, or why there is none; it is asked at each call.
func (a *AgentClient) LearnerHandler(lab func(context.Context) (labs.ID, error)) http.Handler {
	proxy := &httputil.ReverseProxy{
		Transport: a.transport, FlushInterval: -1, // streams
		Rewrite: func(r *httputil.ProxyRequest) {
			// Only what belongs to the calls goes on.
			header := http.Header{}
			for _, name := range []string{"Content-Type", HeaderDial} {
				if value := r.In.Header.Get(name); value != "" {
					header.Set(name, value)
				}
			}
			r.Out.Header = header
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			refuseLearner(w, http.StatusServiceUnavailable, a.unreachable(err))
		},
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+learnerPath("{call}"), func(w http.ResponseWriter, r *http.Request) {
		call := Call(r.PathValue("call"))
		if !slices.Contains(LearnerCalls(), call) {
			refuseLearner(w, http.StatusForbidden, &labs.Problem{Err: errForbidden, Try: "harden check, reset or stop, which the workshop's server does"})
			return
		}
		id, err := lab(r.Context())
		if err != nil {
			t := troubleOf(err)
			refuseLearner(w, t.status(), err)
			return
		}
		out := r.WithContext(r.Context())
		out.URL = &url.URL{Scheme: "https", Host: a.Address, Path: Path(id, call)}
		out.Host = ""
		proxy.ServeHTTP(w, out)
	})
	return mux
}

func refuseLearner(w http.ResponseWriter, status int, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(troubleOf(err)) // who does not hear it has gone
}
