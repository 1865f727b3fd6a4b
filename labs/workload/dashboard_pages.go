package workload

import (
	"bytes"
	"cmp"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hardenway/hardenway/labs/workload/kubeapi"
)

//go:embed dashboard.html
var dashboardHTML string

//go:embed dashboard.css
var dashboardCSS []byte

var dashboardTemplate = template.Must(template.New("dashboard").Parse(dashboardHTML))

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(dashboardCSS) // the visitor may be gone
}

// view is what the templates are given.
type view struct {
	Page      string // which template
	Title     string
	Base      string // path prefix of every link
	SkipOn    bool
	Visitor   string // "" on the login page
	Skipped   bool
	FormToken string
	Settings  map[string]string
	Trouble   string // an error, in the API server's words where it gave any
	Advice    string
	Notice    string // what went well

	Namespace  string
	Namespaces []string // nil when they may not be listed
	Table      *table
	Secret     []secretEntry
	Text       string // what was typed into the create form
}

// table is a list as a page shows it. Rows are as long as Columns.
type table struct {
	Columns []string
	Rows    [][]cell
	None    string // what to say without rows
}

type cell struct{ Text, Link string }

type secretEntry struct {
	Key, Value string
	Binary     bool
}

// page wraps a handler that needs a visitor; without one it leads to the login page.
func (d *dashboard) page(next func(http.ResponseWriter, *http.Request, visitor)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := d.visitor(r, true)
		if err != nil {
			http.Redirect(w, r, d.opts.basePath+"/login", http.StatusSeeOther)
			return
		}
		next(w, r, v)
	}
}

// show sends a page. Its form token belongs to the session the browser names.
func (d *dashboard) show(w http.ResponseWriter, r *http.Request, v visitor, code int, data view) {
	cookie, err := r.Cookie(formCookie)
	if err != nil {
		cookie = d.cookie(formCookie, rand.Text())
		http.SetCookie(w, cookie)
	}
	data.Base, data.SkipOn = d.opts.basePath, d.opts.skip
	data.Visitor, data.Skipped = v.name, v.skipped
	data.FormToken = d.formToken(cookie.Value, sessionID(r))
	if data.Settings == nil {
		// A dashboard that cannot read its settings still works; /settings says why.
		if settings, err := d.readSettings(r.Context()); err == nil {
			data.Settings = settings
		}
	}
	var page bytes.Buffer
	if err := dashboardTemplate.ExecuteTemplate(&page, "page", data); err != nil {
		d.logf("dashboard: making the page %s: %v", data.Page, err)
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write(page.Bytes()) // the visitor may be gone
}

// cookie is one of ours. It cannot be Secure: the lab's dashboard speaks plain HTTP.
func (d *dashboard) cookie(name, value string) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // see above
		Name: name, Value: value, Path: d.opts.basePath + "/",
		HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: int(sessionLife.Seconds()),
	}
}

func (d *dashboard) dropCookie(w http.ResponseWriter, name string) {
	cookie := d.cookie(name, "") //nolint:gosec // see cookie
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
}

// showError shows a failure with the API server's own status code and sentence.
func (d *dashboard) showError(w http.ResponseWriter, r *http.Request, v visitor, err error) {
	d.show(w, r, v, codeOf(err), d.trouble(view{Page: "error", Title: "Not possible"}, err))
}

// trouble adds a failure to a page.
func (d *dashboard) trouble(data view, err error) view {
	data.Trouble = err.Error()
	switch codeOf(err) {
	case http.StatusUnauthorized:
		data.Advice = "The API server does not know this token, or it has expired. Log out and use a fresh one."
	case http.StatusForbidden:
		data.Advice = "The API server refused. Choose a namespace in which you have rights, or ask for them."
	case http.StatusBadGateway:
		d.logf("dashboard: %v", err)
	}
	return data
}

func (d *dashboard) loginPage(w http.ResponseWriter, r *http.Request) {
	d.show(w, r, visitor{}, http.StatusOK, view{Page: "login", Title: "Sign in"})
}

// login takes a token, asks the API server whose it is, and opens a session.
func (d *dashboard) login(w http.ResponseWriter, r *http.Request) {
	token := strings.TrimSpace(r.PostForm.Get("token"))
	var user string
	err := error(errNoCredential)
	if token != "" && len(token) <= maxToken {
		user, err = d.whoIs(r, token)
	}
	if err != nil {
		data := d.trouble(view{Page: "login", Title: "Sign in"}, err)
		if codeOf(err) == http.StatusUnauthorized {
			data.Trouble, data.Advice = "The API server does not accept this token.", "Check that you copied all of it, and that it has not expired."
		}
		d.show(w, r, visitor{}, codeOf(err), data)
		return
	}
	d.endSession(sessionID(r))
	d.dropCookie(w, skipCookie)
	http.SetCookie(w, d.cookie(sessionCookie, d.addSession(token, user)))
	start := d.opts.basePath + "/"
	if namespace, ok := serviceAccountNamespace(user); ok {
		start += "?namespace=" + namespace // seldom may a ServiceAccount look anywhere else
	}
	http.Redirect(w, r, start, http.StatusSeeOther) //nolint:gosec // a path of our own; the namespace is a DNS label
}

// serviceAccountNamespace returns where the ServiceAccount lives that a user name names.
func serviceAccountNamespace(user string) (string, bool) {
	rest, ok := strings.CutPrefix(user, "system:serviceaccount:")
	namespace, _, found := strings.Cut(rest, ":")
	return namespace, ok && found && labelPattern.MatchString(namespace)
}

// whoIs returns the user a token belongs to.
func (d *dashboard) whoIs(r *http.Request, token string) (string, error) {
	body, err := d.do(r.Context(), visitor{as: kubeapi.Token(token)}, kubeapi.Request{
		Method: http.MethodPost,
		Path:   "/apis/authentication.k8s.io/v1/selfsubjectreviews",
		Body:   []byte(`{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}`),
	})
	if err != nil {
		return "", err
	}
	var review struct {
		Status struct {
			UserInfo struct {
				Username string `json:"username"`
			} `json:"userInfo"`
		} `json:"status"`
	}
	if err := json.Unmarshal(body, &review); err != nil {
		return "", fmt.Errorf("reading the API server's answer: %w", err)
	}
	if review.Status.UserInfo.Username == "system:anonymous" {
		return "", errNoCredential
	}
	return review.Status.UserInfo.Username, nil
}

func (d *dashboard) skipLogin(w http.ResponseWriter, r *http.Request) {
	if !d.opts.skip {
		d.showError(w, r, visitor{}, &kubeapi.StatusError{Code: http.StatusForbidden, Message: "this dashboard does not let you skip the login"})
		return
	}
	d.endSession(sessionID(r))
	d.dropCookie(w, sessionCookie)
	http.SetCookie(w, d.cookie(skipCookie, "yes"))
	http.Redirect(w, r, d.opts.basePath+"/", http.StatusSeeOther)
}

func (d *dashboard) logout(w http.ResponseWriter, r *http.Request) {
	d.endSession(sessionID(r))
	d.dropCookie(w, sessionCookie)
	d.dropCookie(w, skipCookie)
	http.Redirect(w, r, d.opts.basePath+"/login", http.StatusSeeOther)
}

// The parts of Kubernetes' objects that the pages show.
type (
	objectMeta struct {
		Name      string    `json:"name"`
		Namespace string    `json:"namespace"`
		Created   time.Time `json:"creationTimestamp"`
	}
	containerList []struct {
		Image string `json:"image"`
	}
	podObject struct {
		Metadata objectMeta `json:"metadata"`
		Spec     struct {
			NodeName           string        `json:"nodeName"`
			ServiceAccountName string        `json:"serviceAccountName"`
			Containers         containerList `json:"containers"`
		} `json:"spec"`
		Status struct {
			Phase string `json:"phase"`
		} `json:"status"`
	}
	deploymentObject struct {
		Metadata objectMeta `json:"metadata"`
		Spec     struct {
			Replicas int `json:"replicas"`
			Template struct {
				Spec struct {
					Containers containerList `json:"containers"`
				} `json:"spec"`
			} `json:"template"`
		} `json:"spec"`
		Status struct {
			ReadyReplicas int `json:"readyReplicas"`
		} `json:"status"`
	}
	secretObject struct {
		Metadata objectMeta        `json:"metadata"`
		Type     string            `json:"type"`
		Data     map[string][]byte `json:"data"`
	}
	listOf[T any] struct {
		Items []T `json:"items"`
	}
)

func (c containerList) images() string {
	var images []string
	for _, container := range c {
		images = append(images, container.Image)
	}
	return strings.Join(images, ", ")
}

// age is a duration as kubectl shows it, roughly.
func age(since, now time.Time) string {
	if since.IsZero() {
		return ""
	}
	switch d := now.Sub(since); {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", max(0, int(d.Seconds())))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d d", int(d.Hours()/24))
	}
}

// namespaced starts a page about one namespace or all of them.
func (d *dashboard) namespaced(r *http.Request, v visitor, page, title string) view {
	data := view{Page: page, Title: title, Namespace: r.URL.Query().Get("namespace")}
	var list listOf[struct {
		Metadata objectMeta `json:"metadata"`
	}]
	// Someone with rights in one namespace may not list them all: the page then has a
	// field to type a name into.
	if err := d.get(r.Context(), v, "namespaces", "", "", &list); err == nil {
		data.Namespaces = []string{}
		for _, ns := range list.Items {
			data.Namespaces = append(data.Namespaces, ns.Metadata.Name)
		}
	}
	return data
}

// list shows a resource as a table, or why it cannot be shown.
func list[T any](d *dashboard, w http.ResponseWriter, r *http.Request, v visitor, data view, resource string, columns []string, row func(T) []cell) {
	var items listOf[T]
	if err := d.get(r.Context(), v, resource, data.Namespace, "", &items); err != nil {
		d.show(w, r, v, codeOf(err), d.trouble(data, err))
		return
	}
	data.Table = &table{Columns: columns, None: "There are no " + resource + " here."}
	for _, item := range items.Items {
		data.Table.Rows = append(data.Table.Rows, row(item))
	}
	d.show(w, r, v, http.StatusOK, data)
}

func (d *dashboard) podsPage(w http.ResponseWriter, r *http.Request, v visitor) {
	now := time.Now()
	list(d, w, r, v, d.namespaced(r, v, "list", "Pods"), "pods",
		[]string{"Namespace", "Name", "Phase", "ServiceAccount", "Node", "Images", "Age"},
		func(p podObject) []cell {
			return []cell{{Text: p.Metadata.Namespace}, {Text: p.Metadata.Name}, {Text: p.Status.Phase}, {Text: p.Spec.ServiceAccountName}, {Text: p.Spec.NodeName}, {Text: p.Spec.Containers.images()}, {Text: age(p.Metadata.Created, now)}}
		})
}

func (d *dashboard) deploymentsPage(w http.ResponseWriter, r *http.Request, v visitor) {
	now := time.Now()
	list(d, w, r, v, d.namespaced(r, v, "list", "Deployments"), "deployments",
		[]string{"Namespace", "Name", "Ready", "Images", "Age"},
		func(o deploymentObject) []cell {
			return []cell{{Text: o.Metadata.Namespace}, {Text: o.Metadata.Name}, {Text: fmt.Sprintf("%d of %d", o.Status.ReadyReplicas, o.Spec.Replicas)}, {Text: o.Spec.Template.Spec.Containers.images()}, {Text: age(o.Metadata.Created, now)}}
		})
}

func (d *dashboard) secretsPage(w http.ResponseWriter, r *http.Request, v visitor) {
	now := time.Now()
	list(d, w, r, v, d.namespaced(r, v, "list", "Secrets"), "secrets",
		[]string{"Namespace", "Name", "Type", "Keys", "Age"},
		func(s secretObject) []cell {
			link := d.opts.basePath + "/secrets/" + s.Metadata.Namespace + "/" + s.Metadata.Name
			keys := strings.Join(slices.Sorted(maps.Keys(s.Data)), ", ")
			return []cell{{Text: s.Metadata.Namespace}, {Text: s.Metadata.Name, Link: link}, {Text: s.Type}, {Text: keys}, {Text: age(s.Metadata.Created, now)}}
		})
}

func (d *dashboard) secretPage(w http.ResponseWriter, r *http.Request, v visitor) {
	var secret secretObject
	if err := d.get(r.Context(), v, "secrets", r.PathValue("namespace"), r.PathValue("name"), &secret); err != nil {
		d.showError(w, r, v, err)
		return
	}
	data := view{Page: "secret", Title: secret.Metadata.Namespace + "/" + secret.Metadata.Name}
	for _, key := range slices.Sorted(maps.Keys(secret.Data)) {
		entry := secretEntry{Key: key, Value: string(secret.Data[key])}
		if !utf8.Valid(secret.Data[key]) {
			entry.Binary, entry.Value = true, fmt.Sprintf("%d bytes that are not text", len(secret.Data[key]))
		}
		data.Secret = append(data.Secret, entry)
	}
	d.show(w, r, v, http.StatusOK, data)
}

// overviewPage counts what each namespace holds. What the visitor may not list is
// said, not left out.
func (d *dashboard) overviewPage(w http.ResponseWriter, r *http.Request, v visitor) {
	data := d.namespaced(r, v, "list", "Overview")
	kinds := []string{"pods", "deployments", "services", "secrets"}
	counts := map[string]map[string]int{}
	for _, ns := range data.Namespaces {
		if data.Namespace == "" || data.Namespace == ns {
			counts[ns] = map[string]int{}
		}
	}
	refused := map[string]bool{}
	var last error
	for _, kind := range kinds {
		var items listOf[struct {
			Metadata objectMeta `json:"metadata"`
		}]
		if err := d.get(r.Context(), v, kind, data.Namespace, "", &items); err != nil {
			if kubeapi.Code(err) != http.StatusForbidden {
				d.show(w, r, v, codeOf(err), d.trouble(data, err))
				return
			}
			refused[kind], last = true, err
			continue
		}
		for _, item := range items.Items {
			ns := item.Metadata.Namespace
			if counts[ns] == nil {
				counts[ns] = map[string]int{}
			}
			counts[ns][kind]++
		}
	}
	if len(refused) == len(kinds) {
		d.show(w, r, v, http.StatusForbidden, d.trouble(data, last))
		return
	}
	if data.Namespace != "" && counts[data.Namespace] == nil {
		counts[data.Namespace] = map[string]int{}
	}
	data.Table = &table{Columns: []string{"Namespace", "Pods", "Deployments", "Services", "Secrets"}, None: "There is nothing here."}
	for _, ns := range slices.Sorted(maps.Keys(counts)) {
		row := []cell{{Text: ns, Link: d.opts.basePath + "/pods?namespace=" + ns}}
		for _, kind := range kinds {
			text := fmt.Sprint(counts[ns][kind])
			if refused[kind] {
				text = "not yours to list"
			}
			row = append(row, cell{Text: text})
		}
		data.Table.Rows = append(data.Table.Rows, row)
	}
	d.show(w, r, v, http.StatusOK, data)
}

const examplePod = `apiVersion: v1
kind: Pod
metadata:
  name: hello
  namespace: default
spec:
  containers:
  - name: hello
    image: ` + Image + `
    args: [idle]
`

func (d *dashboard) createPage(w http.ResponseWriter, r *http.Request, v visitor) {
	d.show(w, r, v, http.StatusOK, view{Page: "create", Title: "Create from YAML or JSON", Text: examplePod})
}

func (d *dashboard) createFromForm(w http.ResponseWriter, r *http.Request, v visitor) {
	data := view{Page: "create", Title: "Create from YAML or JSON", Text: r.PostForm.Get("object")}
	created, err := d.create(r.Context(), v, []byte(data.Text), "", false)
	if err != nil {
		d.show(w, r, v, codeOf(err), d.trouble(data, err))
		return
	}
	data.Notice = "Created " + strings.Join(created, ", ") + "."
	d.show(w, r, v, http.StatusCreated, data)
}

func (d *dashboard) settingsPage(w http.ResponseWriter, r *http.Request, v visitor) {
	data := view{Page: "settings", Title: "Settings of this dashboard"}
	settings, err := d.readSettings(r.Context())
	if err != nil {
		data.Settings = map[string]string{}
		data = d.trouble(data, err)
		data.Advice = fmt.Sprintf("The dashboard reads ConfigMap %s in namespace %s with its own ServiceAccount, and could not.", d.opts.settings, d.opts.namespace)
		d.show(w, r, v, codeOf(err), data)
		return
	}
	data.Settings = settings
	data.Table = &table{Columns: []string{"Setting", "Value"}, None: "There are no settings."}
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		data.Table.Rows = append(data.Table.Rows, []cell{{Text: key}, {Text: settings[key]}})
	}
	d.show(w, r, v, http.StatusOK, data)
}

// Cluster is the name the settings give the cluster.
func (v view) Cluster() string { return cmp.Or(v.Settings["clusterName"], "Kubernetes") }
