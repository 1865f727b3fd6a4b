package workload

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"time"
)

// shopDoc is the shop's only page. It needs no script and nothing from elsewhere.
const shopDoc = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Name}}</title>
<style>
:root{color-scheme:light dark}
body{font:1.05rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}
li{display:flex;justify-content:space-between;border-bottom:1px solid #8884;padding:.4rem 0}
ul{padding:0;list-style:none}
</style></head>
<body><main><h1>{{.Name}}</h1><p>{{.Motto}}</p>
<ul>{{range .Goods}}<li><span>{{.Name}}</span><span>{{.Price}}</span></li>{{end}}</ul>
</main></body></html>
`

type good struct {
	Name  string `json:"name"`
	Price string `json:"price"`
}

func goods() []good {
	return []good{
		{"Storm lantern", "39.00"},
		{"Wool socks, grey", "12.50"},
		{"Enamel mug", "9.00"},
		{"Rope, 20 m", "24.00"},
	}
}

// shop is the application that most scenarios must not break.
type shop struct {
	*pod
	name    string
	config  string // path of a mounted directory or file; "" for none
	debug   bool
	secrets []string // names of variables that /debug/env shows
	orders  string   // path of the file with the orders; "" when it takes none
}

// runShop serves the shop.
//
//	/           the page
//	/api/goods  what it sells, as JSON
//	/healthz    for probes
//	/config     the settings it runs with: files mounted at --config, or $SHOP_MOTTO
//	/api/orders only with --orders: GET lists what was ordered, POST {"item": "…"} adds to it
//	/debug/env  only with --debug: the container's variables named by --debug-env, the
//	            way a forgotten debug page leaks them
func runShop(ctx context.Context, p *pod, args []string) error {
	set := p.flags("shop")
	port := set.Int("port", 8080, "port to listen on")
	name := set.String("name", "", "name of the shop (default $SHOP_NAME, or Nordwind Outfitters)")
	config := set.String("config", "", "mounted file or directory with settings, shown at /config")
	debug := set.Bool("debug", false, "serve /debug/env")
	debugEnv := set.String("debug-env", "", "variables /debug/env shows, comma-separated")
	orders := set.String("orders", "", "file in which orders are kept, one a line; its directory must be there")
	if err := parse(set, args); err != nil {
		return err
	}
	s := &shop{
		pod:    p,
		name:   cmp.Or(*name, p.env.Getenv("SHOP_NAME"), "Nordwind Outfitters"),
		config: *config,
		debug:  *debug,
		orders: *orders,
	}
	if *debugEnv != "" {
		s.secrets = strings.Split(*debugEnv, ",")
	}
	p.logf("%s opens", s.name)
	return p.serve(ctx, *port, s.handler())
}

func (s *shop) handler() http.Handler {
	page := template.Must(template.New("shop").Parse(shopDoc))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		data := struct {
			Name, Motto string
			Goods       []good
		}{s.name, s.motto(), goods()}
		if err := page.Execute(w, data); err != nil {
			s.logf("sending the page: %v", err)
		}
	})
	mux.HandleFunc("GET /api/goods", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, goods())
	})
	mux.HandleFunc("GET /config", s.serveConfig)
	if s.orders != "" {
		mux.HandleFunc("GET /api/orders", s.listOrders)
		mux.HandleFunc("POST /api/orders", s.takeOrder)
	}
	if s.debug {
		mux.HandleFunc("GET /debug/env", s.serveEnv)
	}
	return s.logRequests(mux, nil)
}

func (s *shop) motto() string {
	return cmp.Or(s.env.Getenv("SHOP_MOTTO"), "Things that last.")
}

// serveConfig shows the settings. A directory gives each file as a key, which is how
// a ConfigMap or Secret is mounted.
func (s *shop) serveConfig(w http.ResponseWriter, _ *http.Request) {
	if s.config == "" {
		writeJSON(w, http.StatusOK, map[string]string{"motto": s.motto()})
		return
	}
	settings, err := s.readSettings()
	if err != nil {
		s.logf("reading settings: %v", err)
		writeJSON(w, http.StatusInternalServerError, map[string]string{"error": "the settings cannot be read: " + err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, settings)
}

func (s *shop) readSettings() (map[string]string, error) {
	settings := map[string]string{}
	entries, err := s.files.ReadDir(s.config)
	if err != nil { // not a directory, then: one file
		data, fileErr := s.files.ReadFile(s.config)
		if fileErr != nil {
			return nil, fileErr
		}
		settings["config"] = string(data)
		return settings, nil
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), "..") { // the kubelet's own links
			continue
		}
		data, err := s.files.ReadFile(s.config + "/" + entry.Name())
		if err != nil {
			return nil, err
		}
		settings[entry.Name()] = strings.TrimRight(string(data), "\n")
	}
	return settings, nil
}

// maxOrder is the largest order, in bytes.
const maxOrder = 4 << 10

type order struct {
	Item string `json:"item"`
}

// takeOrder answers 201 only when the order is on the disk.
func (s *shop) takeOrder(w http.ResponseWriter, r *http.Request) {
	var o order
	if err := json.NewDecoder(io.LimitReader(r.Body, maxOrder)).Decode(&o); err != nil || o.Item == "" {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": `want {"item": "…"}`})
		return
	}
	line, err := json.Marshal(o)
	if err == nil {
		err = s.files.AppendLine(s.orders, string(line))
	}
	if err != nil {
		s.logf("keeping an order: %v", err)
		writeJSON(w, http.StatusInternalServerError, map[string]string{"error": "the order cannot be kept: " + err.Error()})
		return
	}
	writeJSON(w, http.StatusCreated, o)
}

// listOrders tells what is in the file. That there is none means that nobody ordered yet.
func (s *shop) listOrders(w http.ResponseWriter, _ *http.Request) {
	orders := []order{}
	data, err := s.files.ReadFile(s.orders)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.logf("reading the orders: %v", err)
		writeJSON(w, http.StatusInternalServerError, map[string]string{"error": "the orders cannot be read: " + err.Error()})
		return
	}
	for line := range strings.Lines(string(data)) {
		var o order
		if json.Unmarshal([]byte(line), &o) == nil { // a line that somebody broke is no order
			orders = append(orders, o)
		}
	}
	writeJSON(w, http.StatusOK, orders)
}

func (s *shop) serveEnv(w http.ResponseWriter, _ *http.Request) {
	env := map[string]string{}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(s.secrets))) {
		env[name] = s.env.Getenv(name)
	}
	writeJSON(w, http.StatusOK, env)
}

// logRequests writes a line for each request but the kubelet's. The query is left out,
// for people put secrets there; describe, if any, adds a word about the caller.
func (p *pod) logRequests(next http.Handler, describe func(*http.Request) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := &codeRecorder{ResponseWriter: w, code: http.StatusOK}
		began := time.Now()
		next.ServeHTTP(recorder, r)
		if r.URL.Path != "/healthz" {
			about := ""
			if describe != nil {
				about = ", " + describe(r)
			}
			p.logf("%s %s %d in %s%s", r.Method, r.URL.EscapedPath(), recorder.code, time.Since(began).Round(time.Millisecond), about)
		}
	})
}

type codeRecorder struct {
	http.ResponseWriter
	code int
}

func (c *codeRecorder) WriteHeader(code int) {
	c.code = code
	c.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the writer below.
func (c *codeRecorder) Unwrap() http.ResponseWriter { return c.ResponseWriter }
