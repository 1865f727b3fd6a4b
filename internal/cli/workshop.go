package cli

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/workshop"
	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/banks"
	"github.com/hardenway/hardenway/scenarios"
	"github.com/hardenway/hardenway/site"
	"github.com/hardenway/hardenway/site/catalogue"
)

func newWorkshop(f *Factory) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "workshop",
		Short: "Take part in a workshop, or give one",
		Long: `A workshop is a room of learners on their own machines and an instructor who sees who is stuck on what. The instructor serves an event; learners join it, and from then on each check of the event's scenarios is reported.

Where laptops are not enough, the workshop is put on a Kubernetes cluster, with a lab for each learner.

docs/workshop.md goes with an instructor through the day before, the room, and afterwards.`,
		Example: `harden workshop serve event.yaml
			harden workshop join https://192.0.2.7:7443 blue-harbour --name Ada`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			writeHelp(f.out(), cmd)
			return nil
		},
	}
	cmd.AddCommand(newWorkshopJoin(f), newWorkshopStatus(f), newWorkshopOpen(f), newWorkshopQuiz(f), newWorkshopSolution(f), newWorkshopTranscript(f),
		newWorkshopLeave(f), newWorkshopServe(f), newWorkshopExport(f), newWorkshopLab(f), newWorkshopLabCertificates(f), newWorkshopForward(f))
	cmd.AddCommand(newWorkshopDeploy(f), newWorkshopUndeploy(f), newWorkshopImage(f))
	return cmd
}

// eventLibrary looks up what an event names.
type eventLibrary struct {
	catalogue *scenarios.Catalogue
	lessons   []*content.Lesson
	pool      *quiz.Pool
}

var _ workshop.Library = (*eventLibrary)(nil)

// Scenario loads one, for its checks and the titles of its hints.
func (l *eventLibrary) Scenario(id string) (workshop.Scenario, error) {
	s, err := l.catalogue.Get(scenarios.ID(id))
	if err != nil {
		return workshop.Scenario{}, err
	}
	out := workshop.Scenario{ID: id, Title: s.Title, Minutes: s.Minutes}
	for _, c := range s.Checks {
		out.Checks = append(out.Checks, workshop.Check{ID: c.ID, Title: c.Title, Role: workshop.Role(c.Role)})
	}
	for _, h := range s.Hints {
		out.Hints = append(out.Hints, h.Title)
	}
	return out, nil
}

// Lesson finds one.
func (l *eventLibrary) Lesson(id string) (workshop.Lesson, error) {
	lesson := content.ByID(l.lessons, id)
	if lesson == nil {
		return workshop.Lesson{}, unknownLesson(l.lessons, id)
	}
	return workshop.Lesson{ID: id, Title: lesson.Title, Minutes: lesson.Minutes}, nil
}

// Questions finds those of a quiz.
func (l *eventLibrary) Questions(module string, count int, ids []quiz.ID) (string, []quiz.Question, error) {
	title := module
	if m, ok := vocabulary.ModuleOf(module); ok {
		title = m.Title
	}
	if len(ids) == 0 {
		// The same ones whenever the event is served.
		ids = quiz.Draw(l.pool.Select(quiz.Filter{Modules: []string{module}, FactsOnly: true, Kubernetes: quizKubernetes}), count, 1)
	}
	var list []quiz.Question
	for _, id := range ids {
		q, ok := l.pool.Question(id)
		if !ok {
			return "", nil, fmt.Errorf("there is no question %q", string(id))
		}
		list = append(list, *q)
	}
	return title, list, nil
}

// plan reads an event file and looks up what it names.
func (f *Factory) plan(path string) (*workshop.Plan, error) {
	from, err := f.Catalogue()
	if err != nil {
		return nil, err
	}
	lessons, err := content.Lessons()
	if err != nil {
		return nil, err
	}
	library := &eventLibrary{from, lessons, quiz.NewPool(banks.All()...)}
	metas, _ := from.All() // a scenario that cannot be read is told of when it is looked up
	known := workshop.Known{Questions: library.pool.IDs()}
	for _, m := range metas {
		known.Scenarios = append(known.Scenarios, string(m.ID))
	}
	for _, l := range lessons {
		known.Lessons = append(known.Lessons, l.ID)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, &labs.Problem{Err: fmt.Errorf("opening the event: %w", err), Try: "docs/workshop.md, which shows how an event is written"}
	}
	event, err := workshop.Read(file, path, known)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	return workshop.Resolve(event, library)
}

// workshopData is where an event's results are kept when nobody says where.
func (f *Factory) workshopData(event, dir string) (string, error) {
	if dir != "" {
		return dir, nil
	}
	home, err := f.Home()
	if err != nil {
		return "", err
	}
	name := strings.TrimSuffix(filepath.Base(event), filepath.Ext(event))
	return filepath.Join(string(home), "workshops", name), nil
}

type serveOptions struct {
	Event    string
	Listen   string
	TLS      string
	Cert     string
	Key      string
	Data     string
	URL      string
	Log      string
	NewToken bool
	NoCourse bool
	Labs     labsOptions
	// Instructor is a file with the hash of a token that somebody else made and told: harden workshop deploy.
	Instructor string
}

func newWorkshopServe(f *Factory) *cobra.Command {
	o := &serveOptions{}
	cmd := &cobra.Command{
		Use:   "serve <event.yaml>",
		Short: "Serve an event to a room, until Ctrl-C",
		Long: `Shows how learners join, and once a link that opens the instructor's page. Only this machine can reach it unless --listen names an address that others can; there it speaks TLS, with your certificate or one that it makes itself and whose fingerprint it shows.

Everything that was reported is on the disk before it is acknowledged. Served again, the event goes on where it was.`,
		Example: `harden workshop serve event.yaml
			harden workshop serve event.yaml --listen 0.0.0.0:7443
			harden workshop serve event.yaml --listen 0.0.0.0:443 --tls-cert room.crt --tls-key room.key --url https://room.example.org`,
		Args: exactlyOne("an event", "harden workshop serve event.yaml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Event = args[0]
			return runWorkshopServe(cmd.Context(), f, o)
		},
	}
	cmd.Flags().StringVar(&o.Listen, "listen", "127.0.0.1:7080", "`address` to listen on; port 0 is any that is free")
	cmd.Flags().StringVar(&o.TLS, "tls", "auto", "auto, or generated for TLS on this machine's own address too")
	cmd.Flags().StringVar(&o.Cert, "tls-cert", "", "certificate `file`, in PEM")
	cmd.Flags().StringVar(&o.Key, "tls-key", "", "the certificate's key `file`")
	cmd.Flags().StringVar(&o.Data, "data", "", "`directory` of the event's results; otherwise below HARDEN_HOME, by the event's file name")
	cmd.Flags().StringVar(&o.URL, "url", "", "`address` by which learners reach it, when that is another")
	cmd.Flags().StringVar(&o.Log, "log", "", "write a line for each request to this `file`")
	cmd.Flags().BoolVar(&o.NewToken, "new-token", false, "make another link for the instructor; the one before opens nothing any more")
	cmd.Flags().BoolVar(&o.NoCourse, "no-course", false, "do not serve the lessons along")
	cmd.Flags().StringVar(&o.Instructor, "instructor", "", "`file` with the SHA-256 of the instructor's token, for a server that does not make one")
	o.Labs.flags(cmd)
	mustComplete(cmd, "tls", fixed("auto", "generated"))
	return cmd
}

// instructor reads the hash of the instructor's token, where somebody else made it.
func (o *serveOptions) instructor() (*workshop.InstructorHash, error) {
	if o.Instructor == "" {
		return nil, nil //nolint:nilnil // nobody brings one
	}
	data, err := os.ReadFile(o.Instructor)
	if err != nil {
		return nil, fmt.Errorf("reading the instructor's token: %w", err)
	}
	hash, err := workshop.ParseInstructor(string(data))
	if err != nil {
		return nil, &labs.Problem{Err: fmt.Errorf("--instructor %s: %w", o.Instructor, err), Try: "without --instructor a token is made, and shown once"}
	}
	return &hash, nil
}

// check says what cannot be meant.
func (o *serveOptions) check() (host string, err error) {
	const help = "harden workshop serve --help"
	host, _, err = net.SplitHostPort(o.Listen)
	switch {
	case err != nil:
		return "", usagef("harden workshop serve "+o.Event+" --listen 0.0.0.0:7443", "--listen %s is no address with a port", o.Listen)
	case (o.Cert == "") != (o.Key == ""):
		return "", usagef(help, "--tls-cert and --tls-key go together")
	case o.TLS != "auto" && o.TLS != "generated":
		return "", usagef(help, "--tls %s: use auto or generated", o.TLS)
	case o.Instructor != "" && o.NewToken:
		return "", usagef(help, "--instructor and --new-token are two wishes: give one of them")
	case o.Cert != "" && o.TLS == "generated":
		return "", usagef(help, "--tls generated and --tls-cert are two wishes: give one of them")
	}
	if o.URL != "" {
		if o.URL, err = workshop.ParseURL(o.URL); err != nil {
			return "", usagef(help, "--url: %v", err)
		}
	}
	return host, nil
}

func runWorkshopServe(ctx context.Context, f *Factory, o *serveOptions) (err error) {
	host, err := o.check()
	if err != nil {
		return err
	}
	plan, err := f.plan(o.Event)
	if err != nil {
		return err
	}
	instructor, err := o.instructor()
	if err != nil {
		return err
	}
	dir, err := f.workshopData(o.Event, o.Data)
	if err != nil {
		return err
	}
	store, err := workshop.OpenStore(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	certificate, fingerprint, err := o.certificate(host, dir)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return &labs.Problem{Err: fmt.Errorf("cannot listen on %s: %w", o.Listen, err), Try: "--listen with another port"}
	}
	defer listener.Close()
	base := o.URL
	if base == "" {
		base = reachable(listener.Addr(), host, certificate != nil)
	}
	log, closeLog, err := o.log()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeLog()) }()
	options := workshop.Options{
		Plan: plan, Store: store, Now: time.Now, Log: log, URL: base, Fingerprint: fingerprint, Secure: certificate != nil, Harden: f.Build,
	}
	if !o.NoCourse {
		if options.Course, err = f.courseBeside(plan); err != nil {
			return err
		}
		options.LessonPage = func(id string) string { return "lessons/" + id + ".html" }
	}
	hosting, err := o.Labs.house(f, plan, dir, log)
	if err != nil {
		return err
	}
	if hosting != nil {
		options.Hosting = hosting
		defer hosting.Close() // after the server, which uses it
	}
	server, err := workshop.New(ctx, options)
	if err != nil {
		return err
	}
	defer server.Close()
	if hosting != nil {
		hosting.Open(server)
	}
	if instructor != nil {
		if err := server.KnowInstructor(ctx, *instructor); err != nil {
			return err
		}
	}
	token := server.Token()
	if o.NewToken && token == "" {
		if token, err = server.NewInstructor(ctx); err != nil {
			return err
		}
	}
	o.tell(f, server, plan, base, fingerprint, token, dir)
	if certificate != nil {
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS13, NextProtos: []string{"http/1.1"}})
	}
	if err := server.Serve(ctx, listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the workshop: %w", err)
	}
	f.note("Ended. The results are in ", dir, "; harden workshop export ", o.Event, " writes them.")
	return nil
}

// certificate is what the server shows, or nil without TLS. The fingerprint is that of one that it made itself.
func (o *serveOptions) certificate(host, dir string) (*tls.Certificate, string, error) {
	if o.Cert != "" {
		pair, err := tls.LoadX509KeyPair(o.Cert, o.Key)
		if err != nil {
			return nil, "", &labs.Problem{Err: fmt.Errorf("the certificate in %s: %w", o.Cert, err), Try: "without --tls-cert one is made"}
		}
		if pair.Leaf != nil && bytes.Equal(pair.Leaf.RawIssuer, pair.Leaf.RawSubject) { // nobody else vouches for it
			return &pair, workshop.Fingerprint(pair.Certificate[0]), nil
		}
		return &pair, "", nil
	}
	if workshop.Loopback(host) && o.TLS == "auto" {
		return nil, "", nil
	}
	hosts := append([]string{host, "localhost", "127.0.0.1", "::1"}, workshop.Addresses()...)
	if name, err := os.Hostname(); err == nil {
		hosts = append(hosts, name)
	}
	pair, err := workshop.OwnCertificate(dir, hosts, time.Now())
	if err != nil {
		return nil, "", err
	}
	return &pair, workshop.Fingerprint(pair.Certificate[0]), nil
}

// reachable is the address by which others reach the listener, as far as this machine can tell.
func reachable(at net.Addr, host string, secure bool) string {
	scheme := "http"
	if secure {
		scheme = "https"
	}
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return scheme + "://" + at.String()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
		if own := workshop.Addresses(); len(own) > 0 {
			host = own[0]
		}
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// log is where requests are told of; nowhere without a file.
func (o *serveOptions) log() (*slog.Logger, func() error, error) {
	if o.Log == "" {
		return slog.New(slog.DiscardHandler), func() error { return nil }, nil
	}
	file, err := os.OpenFile(o.Log, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the log: %w", err)
	}
	return slog.New(slog.NewJSONHandler(file, nil)), file.Close, nil
}

// courseBeside is the site for learners of a workshop. Where hints are held, it has neither them nor the debrief, which tells
// the answer.
func (f *Factory) courseBeside(plan *workshop.Plan) (http.Handler, error) {
	from, err := f.Catalogue()
	if err != nil {
		return nil, err
	}
	course, err := catalogue.Course(from, f.Build, kubernetesVersion())
	if err != nil {
		return nil, err
	}
	for i := range course.Scenarios {
		if item := plan.Scenario(course.Scenarios[i].ID); item != nil && item.Held {
			course.Scenarios[i].Hints, course.Scenarios[i].Debrief = nil, ""
		}
	}
	built, err := site.Build(course)
	if err != nil {
		return nil, err
	}
	return built.Handler(), nil
}

// tell says how learners and the instructor get in.
func (o *serveOptions) tell(f *Factory, server *workshop.Server, plan *workshop.Plan, base, fingerprint, token, dir string) {
	out := f.out()
	out.Line(out.Style(term.CleanLine(plan.Title), term.Bold))
	field := func(name, value string) { out.Line("  ", out.Style(fmt.Sprintf("%-12s", name), term.Dim), value) }
	field("learners", fmt.Sprintf("harden workshop join %s %s --name \"…\"", base, server.Code()))
	if fingerprint != "" {
		field("fingerprint", fingerprint)
	}
	if token != "" {
		field("instructor", base+"/login#"+token)
	} else {
		field("instructor", base+"/instructor")
	}
	field("results", dir)
	if token != "" {
		f.wrapped("The instructor's link is shown this once. Whoever has it can do everything in this workshop.")
	} else {
		f.wrapped("The instructor's link was shown before; --new-token makes another.")
	}
	f.note("Ctrl-C ends it.")
}

type joinOptions struct {
	URL, Code, Name, Fingerprint string
}

func newWorkshopJoin(f *Factory) *cobra.Command {
	o := &joinOptions{}
	cmd := &cobra.Command{
		Use:   "join <address> <code>",
		Short: "Join a workshop: its checks are reported from now on",
		Long: `From then on the instructor sees what your checks of the event's scenarios came to, which of its lessons you read and which of its questions you answered, and nothing else. Offline, reports wait on your disk and are sent later.

A server with a certificate that it made itself is known by a fingerprint. Compare it with the one on the board.`,
		Example: `harden workshop join https://192.0.2.7:7443 blue-harbour --name Ada
			harden workshop join http://127.0.0.1:7080 blue-harbour --name Ada`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("harden workshop join https://192.0.2.7:7443 blue-harbour --name Ada", "%s needs an address and a code", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.URL, o.Code = args[0], args[1]
			return runWorkshopJoin(cmd.Context(), f, o)
		},
	}
	cmd.Flags().StringVar(&o.Name, "name", "", "your `name`, as the room is to see it")
	cmd.Flags().StringVar(&o.Fingerprint, "fingerprint", "", "SHA-256 `fingerprint` that the server's certificate has to have")
	return cmd
}

// answerTime is how long one request of a command may take that is about the workshop itself.
const answerTime = 15 * time.Second

func runWorkshopJoin(ctx context.Context, f *Factory, o *joinOptions) error {
	base, err := workshop.ParseURL(o.URL)
	if err != nil {
		return usagef("harden workshop join https://192.0.2.7:7443 blue-harbour --name Ada", "%v", err)
	}
	if o.Name == "" {
		return usagef(fmt.Sprintf("harden workshop join %s %s --name Ada", o.URL, o.Code), "the room has to call you something")
	}
	name, err := workshop.CleanName(o.Name)
	if err != nil {
		return usagef("--name with another one", "the name cannot be used: %v", err)
	}
	desk, err := f.desk()
	if err != nil {
		return err
	}
	if m, err := desk.Member(); err == nil {
		return usagef("harden workshop leave", "you have joined the workshop at %s already, as %s", m.URL, m.Name)
	} else if !errors.Is(err, workshop.ErrNotJoined) {
		return err
	}
	pin, err := f.pin(ctx, base, o.Fingerprint) // a person takes their time to compare
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	m, err := desk.Join(ctx, base, pin, o.Code, name, f.Now())
	if err != nil {
		return workshopError(err)
	}
	room, err := desk.Room()
	if err != nil {
		return err
	}
	f.out().Line(fmt.Sprintf("You are in %q as %s.", room.Title, m.Name))
	for _, item := range room.Items {
		f.out().Line("  ", itemCommand(item))
	}
	f.note("Checks of these are reported from now on; harden workshop leave ends that.")
	f.note("harden workshop open  shows your page.")
	return nil
}

// itemCommand is what a learner types for an item.
func itemCommand(item workshop.NoticeItem) string {
	command := map[workshop.ItemKind]string{
		workshop.KindScenario: "harden start " + item.Name, workshop.KindLesson: "harden lesson " + item.Name, workshop.KindQuiz: "harden workshop quiz",
	}[item.Kind]
	return fmt.Sprintf("%-36s  %s", command, term.CleanLine(item.Title))
}

// pin is the fingerprint that the server has to show from now on; "" when this machine trusts its certificate anyway, or
// there is none.
func (f *Factory) pin(ctx context.Context, base, given string) (string, error) {
	if strings.HasPrefix(base, "http://") {
		if given != "" {
			return "", usagef("harden workshop join https://…", "%s has no certificate, so it has no fingerprint", base)
		}
		return "", nil
	}
	if given != "" {
		pin, err := workshop.ParseFingerprint(given)
		if err != nil {
			return "", usagef("the fingerprint that harden workshop serve shows", "%v", err)
		}
		return pin, nil
	}
	limited, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	fingerprint, trusted, err := workshop.Certificate(limited, base)
	if err != nil || trusted {
		return "", err
	}
	refused := &labs.Problem{
		Err: fmt.Errorf("the certificate of %s has the fingerprint %s, which nobody on this machine vouches for", base, fingerprint),
		Try: "compare it with the board, and join again with --fingerprint " + fingerprint,
	}
	if !f.IO.InTTY || !f.IO.Err.TTY {
		return "", refused
	}
	f.note("The server's certificate has the fingerprint")
	f.note()
	f.note("  ", f.IO.Err.Style(grouped(fingerprint), term.Bold))
	f.note()
	f.IO.Err.Print("Is it the one on the board? [y/N] ")
	line, _ := bufio.NewReader(f.IO.In).ReadString('\n') // the end of input is a no
	if answer := strings.ToLower(strings.TrimSpace(line)); answer != "y" && answer != "yes" {
		return "", refused
	}
	return fingerprint, nil
}

// grouped is a fingerprint for people to compare.
func grouped(fingerprint string) string {
	var groups []string
	for len(fingerprint) > 8 {
		groups, fingerprint = append(groups, fingerprint[:8]), fingerprint[8:]
	}
	return strings.Join(append(groups, fingerprint), " ")
}

// workshopError puts what a workshop's server said into what it means for a command.
func workshopError(err error) error {
	if errors.Is(err, workshop.ErrNotJoined) {
		return &usageError{what: err.Error(), try: "harden workshop join <address> <code> --name …", err: err}
	}
	fault, ok := errors.AsType[*workshop.Fault](err)
	if !ok {
		if _, unreachable := errors.AsType[*workshop.UnreachableError](err); unreachable {
			if other, ok := errors.AsType[*workshop.OtherCertificateError](err); ok {
				return other
			}
			return &labs.Problem{Err: err, Try: "look at the address, and whether the instructor's machine can be reached"}
		}
		return err
	}
	what := "the workshop: " + fault.Message
	switch fault.Code {
	case workshop.FaultCodeNo, workshop.FaultName, workshop.FaultState, workshop.FaultRequest, workshop.FaultRemoved, workshop.FaultRole, workshop.FaultSignIn, workshop.FaultNotFound:
		return &usageError{what: what, try: fault.Mend, err: err}
	case workshop.FaultBusy, workshop.FaultStorage, workshop.FaultInternal, workshop.FaultLab:
	}
	return &labs.Problem{Err: fmt.Errorf("%s: %w", "the workshop", err), Try: fault.Mend}
}

// workshopStatusVersion is the version of `harden workshop status -o json`. Within it fields are only added.
const workshopStatusVersion = "hardenway.dev/workshop-status/v1"

type workshopStatus struct {
	APIVersion string          `json:"apiVersion"`
	URL        string          `json:"url"`
	Name       string          `json:"name"`
	Joined     time.Time       `json:"joined"`
	Waiting    int             `json:"waiting"` // reports that the server does not have yet
	Reached    bool            `json:"reached"` // the server answered just now
	Room       workshop.Notice `json:"room"`
	Problem    string          `json:"problem,omitempty"`
}

func newWorkshopStatus(f *Factory) *cobra.Command {
	var as format
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show the workshop you joined, and send what waits",
		Example: `harden workshop status
			harden workshop status -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runWorkshopStatus(cmd.Context(), f, as) },
	}
	formatFlag(cmd, &as, formatJSON)
	return cmd
}

func runWorkshopStatus(ctx context.Context, f *Factory, as format) error {
	desk, err := f.desk()
	if err != nil {
		return err
	}
	m, err := desk.Member()
	if err != nil {
		return workshopError(err)
	}
	limited, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	_, sendErr := desk.Deliver(limited, time.Now())
	if fault, ok := errors.AsType[*workshop.Fault](sendErr); ok && fault.Code == workshop.FaultRemoved {
		return errors.Join(workshopError(sendErr), desk.Forget(ctx))
	}
	waiting, err := desk.Waiting(m)
	if err != nil {
		return err
	}
	room, err := desk.Room()
	if err != nil {
		return err
	}
	status := workshopStatus{workshopStatusVersion, m.URL, m.Name, m.Joined, len(waiting), sendErr == nil, room, ""}
	if sendErr != nil {
		status.Problem = workshopError(sendErr).Error()
	}
	if as == formatJSON {
		return writeJSON(f.out(), status)
	}
	status.write(f)
	return nil
}

func (s *workshopStatus) write(f *Factory) {
	o := f.out()
	o.Line(o.Style(term.CleanLine(s.Room.Title), term.Bold))
	field := func(name, value string) {
		o.Line("  ", o.Style(fmt.Sprintf("%-10s", name), term.Dim), term.CleanLine(value))
	}
	field("at", s.URL)
	field("as", s.Name)
	if !s.Room.End.IsZero() {
		field("until", s.Room.End.Local().Format("15:04"))
	}
	if s.Room.Frozen {
		field("frozen", "what you report does not count now")
	}
	if s.Waiting > 0 {
		field("waiting", count(s.Waiting, "report")+" to be sent")
	}
	for _, item := range s.Room.Items {
		o.Line("  ", itemCommand(item))
	}
	for _, m := range s.Room.Messages {
		o.Line("  ", o.Style(m.Time.Local().Format("15:04"), term.Dim), "  ", term.Wrap(term.Clean(m.Text), o.TextWidth()-9, "         "))
	}
	if s.Problem != "" {
		f.note(term.Clean(s.Problem))
	}
}

func newWorkshopOpen(f *Factory) *cobra.Command {
	return &cobra.Command{
		Use:     "open",
		Short:   "Show a link that opens your page in a browser, once",
		Long:    "The link opens one browser, within five minutes. With a certificate that the server made itself the browser warns: compare the fingerprint it shows with the one on the board.",
		Example: "harden workshop open",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			desk, err := f.desk()
			if err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), answerTime)
			defer cancel()
			link, expires, err := desk.Link(ctx)
			if err != nil {
				return workshopError(err)
			}
			f.out().Line(link)
			f.note("It opens one browser, until ", expires.Local().Format("15:04"), ".")
			return nil
		},
	}
}

func newWorkshopLeave(f *Factory) *cobra.Command {
	return &cobra.Command{
		Use:     "leave",
		Short:   "Leave the workshop, and remove its token",
		Long:    "What was reported stays with the instructor; what was not sent yet is sent if the server answers. Your own progress stays.",
		Example: "harden workshop leave",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			desk, err := f.desk()
			if err != nil {
				return err
			}
			m, err := desk.Member()
			if err != nil {
				return workshopError(err)
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), answerTime)
			defer cancel()
			_, _ = desk.Deliver(ctx, time.Now()) // whatever can still be told; what cannot is counted
			lost, unread := desk.Waiting(m)
			if err := desk.Leave(ctx); err != nil {
				if _, unreachable := errors.AsType[*workshop.UnreachableError](err); !unreachable {
					return workshopError(err)
				}
				f.note("The server did not answer, so it still lists you; the token is removed from this machine.")
			}
			if len(lost) > 0 {
				f.note(count(len(lost), "report"), " could not be sent, and will not be.")
			}
			f.out().Line("You left the workshop. Nothing is reported any more.")
			return errors.Join(unread, f.forgetHosted(cmd.Context()))
		},
	}
}

func newWorkshopQuiz(f *Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "quiz [answer]",
		Short: "Show the question that the room answers, or answer it",
		Long:  "Without an answer the question is shown. An answer is typed as in harden quiz: b, or a,c, or true, or 2 1 3, or 1=c 2=a, or a word. Until the instructor closes the question, another answer replaces the one before.",
		Example: `harden workshop quiz
			harden workshop quiz b`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runWorkshopQuiz(cmd.Context(), f, strings.Join(args, " "))
		},
	}
}

func runWorkshopQuiz(ctx context.Context, f *Factory, answer string) error {
	desk, err := f.desk()
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	if _, err := desk.Deliver(limited, time.Now()); err != nil {
		return workshopError(err)
	}
	room, err := desk.Room()
	if err != nil {
		return err
	}
	q := room.Question
	if q == nil {
		if answer != "" {
			return usagef("harden workshop quiz, once the instructor asks one", "no question is open")
		}
		f.note("No question is asked just now.")
		return nil
	}
	if answer != "" {
		if room, err = desk.Answer(limited, q.Round, answer); err != nil {
			return workshopError(err)
		}
		f.out().Line("Your answer: ", term.CleanLine(room.Question.Answer))
		return nil
	}
	f.out().Print(term.Markdown(f.out(), questionText(q)))
	return nil
}

// questionText is a question as markdown.
func questionText(q *workshop.QuestionShown) string {
	var b strings.Builder
	b.WriteString(q.Text + "\n\n")
	for _, given := range q.Given {
		b.WriteString("```\n" + strings.ReplaceAll(given, "```", "'''") + "\n```\n\n")
	}
	for i, item := range append(q.Lefts, q.Items...) {
		fmt.Fprintf(&b, "%d. %s\n", i+1, item)
	}
	b.WriteString("\n")
	for i, option := range q.Options {
		fmt.Fprintf(&b, "- **%s** %s\n", quiz.Presented{}.Letter(i), option)
	}
	switch {
	case q.Open && q.Answer == "":
		b.WriteString("\n`harden workshop quiz ANSWER` answers it.\n")
	case q.Open:
		fmt.Fprintf(&b, "\nYour answer: **%s**. Another one replaces it.\n", q.Answer)
	case q.Key != "":
		fmt.Fprintf(&b, "\nThe answer is **%s**.", q.Key)
		if q.Answer != "" {
			fmt.Fprintf(&b, " You answered %s.", q.Answer)
		}
		b.WriteString("\n\n" + q.Why + "\n")
	default:
		b.WriteString("\nNo more answers are taken.\n")
	}
	return b.String()
}

func newWorkshopSolution(f *Factory) *cobra.Command {
	return &cobra.Command{
		Use:               "solution <scenario>",
		Short:             "Show a scenario's solutions, once released",
		Long:              "The solutions come from this machine's own harden; the workshop's server only says whether they are released.",
		Example:           "harden workshop solution weak-rbac",
		Args:              exactlyOne("a scenario", "harden workshop solution weak-rbac"),
		ValidArgsFunction: f.completeScenarios(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			scenario, err := f.pickScenario(cmd.Context(), args[0], "workshop solution")
			if err != nil {
				return err
			}
			if f.joined() == nil {
				return workshopError(workshop.ErrNotJoined)
			}
			item := f.workshopItem(cmd.Context(), scenario, true)
			if item == nil {
				return usagef("harden workshop status, which lists what is", "%q is not part of the workshop", scenario.ID)
			}
			if !item.Solution {
				return usagef("ask the instructor", "the solution of %q is not released yet", scenario.ID)
			}
			for _, s := range scenario.Proof.Solutions {
				f.out().Line(f.out().Style(term.CleanLine(s.Title), term.Bold))
				f.out().Line()
				f.out().Line(term.Indent(strings.TrimRight(term.Clean(s.Script.Text), "\n"), "    "))
				f.out().Line()
			}
			return nil
		},
	}
}

type transcriptOptions struct {
	Verify string
	Key    string
	Format format
}

func newWorkshopTranscript(f *Factory) *cobra.Command {
	o := &transcriptOptions{}
	cmd := &cobra.Command{
		Use:   "transcript",
		Short: "Show what you did, or verify a transcript",
		Long: `What a server graded itself is signed by it. What your own machine reported is not: nobody but you vouches for it.

-o json writes the transcript as the server issued it, which is what --verify reads.`,
		Example: `harden workshop transcript
			harden workshop transcript -o json > transcript.json
			harden workshop transcript --verify transcript.json --key nb6Oa…=`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runWorkshopTranscript(cmd.Context(), f, o)
		},
	}
	cmd.Flags().StringVar(&o.Verify, "verify", "", "verify this `file`, and do not ask the server")
	cmd.Flags().StringVar(&o.Key, "key", "", "the server's `key`; without it that of the workshop you joined")
	formatFlag(cmd, &o.Format, formatJSON)
	return cmd
}

func runWorkshopTranscript(ctx context.Context, f *Factory, o *transcriptOptions) error {
	desk, err := f.desk()
	if err != nil {
		return err
	}
	m, err := desk.Member()
	if err != nil && (o.Key == "" || o.Verify == "") {
		return workshopError(err)
	}
	key := o.Key
	if key == "" {
		key = m.Key
	}
	var data []byte
	if o.Verify != "" {
		file, err := os.Open(o.Verify)
		if err != nil {
			return fmt.Errorf("opening the transcript: %w", err)
		}
		data, err = io.ReadAll(io.LimitReader(file, 2<<20))
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
	} else {
		limited, cancel := context.WithTimeout(ctx, answerTime)
		defer cancel()
		if data, err = desk.Transcript(limited); err != nil {
			return workshopError(err)
		}
	}
	said, err := workshop.VerifyTranscript(data, key)
	switch {
	case errors.Is(err, workshop.ErrForged):
		f.note("harden: ", err.Error())
		return &codeError{ExitFailed}
	case err != nil && !errors.Is(err, workshop.ErrUnsigned):
		return err
	case o.Format == formatJSON:
		return writeJSON(f.out(), json.RawMessage(data))
	}
	writeTranscript(f, said)
	if err != nil {
		f.note("Not signed: everything in it is what the learner's own machine reported.")
		if o.Verify != "" {
			return &codeError{ExitUnknown}
		}
		return nil
	}
	f.out().Line("The signature holds.")
	return nil
}

func writeTranscript(f *Factory, said *workshop.Statement) {
	o := f.out()
	o.Line(o.Style(term.CleanLine(said.Event), term.Bold), "  ", term.CleanLine(said.Name))
	o.Line(fmt.Sprintf("%d of %s pass", said.Passed, count(said.Checks, "check")))
	for _, item := range said.Items {
		o.Line()
		note := ""
		switch {
		case item.Kind == workshop.KindQuiz:
			note = fmt.Sprintf(", %d of %d right", item.Right, item.Questions)
		case item.Kind == workshop.KindLesson && item.Done:
			note = ", read"
		}
		if item.Origin == workshop.Graded {
			note += ", graded by the server"
		}
		o.Line(o.Style(term.CleanLine(item.Title), term.Bold), note)
		for _, c := range item.Cells {
			mark := map[workshop.CellState]string{workshop.Passed: "pass", workshop.Failing: "fail", workshop.Unclear: "error", workshop.Attempted: "pending"}[c.State]
			text := o.Pick("·", "-    ")
			if mark != "" {
				text = verdictMark(o, mark)
			}
			by := ""
			if c.Override != nil {
				if by = ", set by the instructor"; c.Override.Note != "" {
					by += ": " + term.CleanLine(c.Override.Note)
				}
			}
			o.Line("  ", text, " ", term.CleanLine(c.Title), o.Style(by, term.Dim))
		}
	}
	o.Line()
}

func newWorkshopExport(f *Factory) *cobra.Command {
	var data, as string
	cmd := &cobra.Command{
		Use:   "export <event.yaml>",
		Short: "Write an event's results as CSV or JSON",
		Long:  "Reads what was kept on this machine and asks no server. JSON is the whole room, CSV one line for each learner and check, lesson or quiz.",
		Example: `harden workshop export event.yaml > results.csv
			harden workshop export event.yaml -o json > results.json`,
		Args: exactlyOne("an event", "harden workshop export event.yaml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if as != "csv" && as != "json" {
				return usagef("harden workshop export event.yaml -o csv", "-o %s: use csv or json", as)
			}
			plan, err := f.plan(args[0])
			if err != nil {
				return err
			}
			dir, err := f.workshopData(args[0], data)
			if err != nil {
				return err
			}
			store, err := workshop.ReadStore(cmd.Context(), dir)
			if err != nil {
				return &labs.Problem{Err: err, Try: "--data with the directory that harden workshop serve named"}
			}
			room, err := workshop.ReadRoom(cmd.Context(), store, plan, f.Now())
			if err := errors.Join(err, store.Close()); err != nil {
				return err
			}
			if as == "json" {
				return room.WriteJSON(f.out())
			}
			return room.WriteCSV(f.out())
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "`directory` of the event's results")
	cmd.Flags().StringVarP(&as, "output", "o", "csv", "`format` of the result: csv or json")
	mustComplete(cmd, "output", fixed("csv", "json"))
	return cmd
}
