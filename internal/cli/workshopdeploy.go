package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/hardenway/hardenway/internal/rollout"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/workshop"
	"github.com/hardenway/hardenway/labs/workshop/deploy"
)

const (
	// defaultSpace is the namespace of a workshop where nobody says otherwise.
	defaultSpace = "hardenway-workshop"
	// labHours is how long labs live when neither the event nor a flag says so.
	labHours = 8
	// lookTime is how long the questions before a deployment may take.
	lookTime = 30 * time.Second
)

type targetOptions struct {
	Context   string
	Namespace string
	Yes       bool
	Timeout   time.Duration
}

func (o *targetOptions) flags(cmd *cobra.Command, timeout time.Duration) {
	cmd.Flags().StringVar(&o.Context, "context", "", "`name` of the kubeconfig's context, the current one if not given")
	cmd.Flags().StringVarP(&o.Namespace, "namespace", "n", defaultSpace, "the `namespace` of the workshop, which is its own")
	cmd.Flags().BoolVarP(&o.Yes, "yes", "y", false, "do not ask; the cluster has to be named by --context")
	cmd.Flags().DurationVar(&o.Timeout, "timeout", timeout, "how long to wait")
}

type deployOptions struct {
	targetOptions

	Event        string
	Learners     int
	Image        string
	StorageClass string
	Storage      string
	Expose       string
	Hours        int
	URL          string
	DryRun       bool
	NewToken     bool
}

func newWorkshopDeploy(f *Factory) *cobra.Command {
	o := &deployOptions{}
	cmd := &cobra.Command{
		Use:   "deploy <event.yaml>",
		Short: "Put a workshop on a Kubernetes cluster",
		Long: `For learners whose laptops are not enough: a lab for each of them. The workshop's server and a lab for each learner run in a namespace of their own, as ordinary users under the restricted level of Pod Security; learners use their lab by harden start --on workshop, and the server grades.

It goes through a context of your kubeconfig. What is to be made and where is shown first, and is to be confirmed by typing the context's name. Nothing is made in a namespace that it did not make itself. Deployed again, with the same flags but for what is to change, a workshop keeps its results and its learners, and labs that need not change keep running.

The cluster needs the image that harden workshop image writes.`,
		Example: `harden workshop deploy event.yaml --learners 30
			harden workshop deploy event.yaml --learners 30 --expose load-balancer --hours 10
			harden workshop deploy event.yaml --learners 30 --yes --context training
			harden workshop deploy event.yaml --learners 30 --dry-run > workshop.yaml`,
		Args: exactlyOne("an event", "harden workshop deploy event.yaml --learners 30"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Event = args[0]
			return runWorkshopDeploy(cmd.Context(), f, o)
		},
	}
	o.flags(cmd, 10*time.Minute)
	cmd.Flags().IntVar(&o.Learners, "learners", 0, "how many labs there are to be")
	cmd.Flags().StringVar(&o.Image, "image", "", "`name` of the image; "+imageRepository+" with this version if not given")
	cmd.Flags().StringVar(&o.Storage, "storage", "1Gi", "`size` of the volume for results, or "+deploy.NoStorage+", which loses them with the server's pod")
	cmd.Flags().StringVar(&o.StorageClass, "storage-class", "", "storage `class` of that volume, the cluster's default if not given")
	cmd.Flags().StringVar(&o.Expose, "expose", string(deploy.ClusterIP), "how learners reach the server: "+or(exposes()))
	cmd.Flags().IntVar(&o.Hours, "hours", 0, fmt.Sprintf("labs end after that many hours; otherwise when the event ends, or after %d", labHours))
	cmd.Flags().StringVar(&o.URL, "url", "", "`address` by which learners reach the server, when that is another")
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, "print the manifests, secrets included, and ask no cluster")
	cmd.Flags().BoolVar(&o.NewToken, "new-token", false, "make another link for the instructor; the one before opens nothing any more")
	mustComplete(cmd, "expose", fixed(exposes()...))
	return cmd
}

func exposes() []string {
	var words []string
	for _, e := range deploy.Exposes() {
		words = append(words, string(e))
	}
	return words
}

// until is when labs end.
func (o *deployOptions) until(plan *workshop.Plan, now time.Time) (time.Time, error) {
	if o.Hours < 0 || o.Hours > 24*31 {
		return time.Time{}, usagef("--hours 9", "--hours %d: labs live for an hour up to a month", o.Hours)
	}
	if o.Hours > 0 {
		return now.Add(time.Duration(o.Hours) * time.Hour), nil
	}
	end := plan.End()
	switch {
	case end.IsZero():
		return now.Add(labHours * time.Hour), nil
	case !end.After(now):
		return time.Time{}, usagef("--hours 9, or another end in the event", "the event ended at %s, and labs end with it", end.Local().Format("2 January 15:04"))
	}
	return end, nil
}

// deployment is what is going to be applied, and what is told of it.
type deployment struct {
	order rollout.Order
	code  string
	token string // the instructor's, when it was made just now
	kept  int    // labs that run and stay
}

func runWorkshopDeploy(ctx context.Context, f *Factory, o *deployOptions) error {
	if o.Learners == 0 {
		return usagef("harden workshop deploy "+shellQuote(o.Event)+" --learners 30", "harden workshop deploy needs to know for how many: --learners")
	}
	if o.DryRun && o.Yes {
		return usagef("--dry-run alone", "--dry-run applies nothing, so there is nothing to say --yes to")
	}
	plan, err := f.plan(o.Event)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(o.Event)
	if err != nil {
		return err
	}
	now := f.Now().Truncate(time.Second) // labs live for whole seconds
	until, err := o.until(plan, now)
	if err != nil {
		return err
	}
	config := deploy.Config{
		Namespace: o.Namespace, Title: plan.Title, Event: text, Image: o.Image, Learners: o.Learners, Now: now, Until: until, Expose: deploy.Expose(o.Expose),
		StorageSize: o.Storage, StorageClass: o.StorageClass,
	}
	if config.Image == "" {
		config.Image = imageName(f.Build)
	}
	if o.URL != "" {
		if config.URL, err = workshop.ParseURL(o.URL); err != nil || !strings.HasPrefix(config.URL, "https://") {
			return usagef("--url https://workshop.example.org", "--url %s: %v", o.URL, because(err, "the server speaks TLS, so its address begins with https://"))
		}
	}
	if err := config.Check(); err != nil {
		return usagef("harden workshop deploy --help", "%v", err)
	}
	if o.DryRun {
		return f.dryDeploy(o, plan, config, now)
	}
	to, facts, present, err := f.lookAt(ctx, &o.targetOptions)
	if err != nil {
		return err
	}
	if err := f.storageThere(o, facts, present); err != nil {
		return err
	}
	d, err := prepare(o, plan, config, present, now)
	if err != nil {
		return err
	}
	f.tellDeployment(to, facts, present, d, now)
	if err := f.confirm(ctx, &o.targetOptions, to.Context); err != nil {
		return err
	}
	return f.deploy(ctx, o, to, d)
}

// because is an error's text, or else another.
func because(err error, otherwise string) string {
	if err != nil {
		return err.Error()
	}
	return otherwise
}

// lookAt opens the context and asks what is there. One of harden's own labs is refused.
func (f *Factory) lookAt(ctx context.Context, o *targetOptions) (*rollout.Target, *rollout.Facts, *rollout.Present, error) {
	if o.Yes && o.Context == "" {
		return nil, nil, nil, usagef("--yes --context with its name", "--yes does not ask, so the cluster has to be named: --context")
	}
	if !o.Yes && (!f.IO.InTTY || !f.IO.Err.TTY) {
		return nil, nil, nil, usagef("--yes --context with its name; or --dry-run, where there is one", "which cluster is meant has to be confirmed, and nobody is at this terminal")
	}
	to, err := rollout.Open(o.Context)
	if err != nil {
		return nil, nil, nil, err
	}
	home, err := f.Home()
	if err != nil {
		return nil, nil, nil, err
	}
	own := func(why string) error {
		return usagef("--context with a cluster that is not harden's", "the context %q is one of harden's own labs (%s), which is no place for a workshop", to.Context, why)
	}
	if inside(string(home), to.File) {
		return nil, nil, nil, own("its kubeconfig is " + to.File)
	}
	limited, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	facts, err := to.Look(limited)
	if err != nil {
		return nil, nil, nil, err
	}
	if facts.Lab != "" {
		return nil, nil, nil, own(facts.Lab)
	}
	present, err := to.Present(limited, o.Namespace)
	if err != nil {
		return nil, nil, nil, err
	}
	return to, facts, present, nil
}

// inside says whether a file is below a directory.
func inside(dir, file string) bool {
	if dir == "" || file == "" {
		return false
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	if file, err = filepath.Abs(file); err != nil {
		return false
	}
	below, err := filepath.Rel(dir, file)
	return err == nil && filepath.IsLocal(below)
}

// storageThere refuses what would wait for a volume that nobody makes.
func (f *Factory) storageThere(o *deployOptions, facts *rollout.Facts, present *rollout.Present) error {
	if o.Storage == deploy.NoStorage || o.StorageClass != "" || !facts.StorageKnown || facts.Storage != "" || present != nil {
		return nil
	}
	return &labs.Problem{
		Err: errors.New("the cluster has no default storage class, so nothing would make the volume for the results"),
		Try: "--storage-class with one of kubectl get storageclass; or --storage " + deploy.NoStorage + ", which loses the results with the server's pod",
	}
}

// prepare decides what stays of what is there, and makes what is missing.
func prepare(o *deployOptions, plan *workshop.Plan, config deploy.Config, present *rollout.Present, now time.Time) (*deployment, error) {
	d := &deployment{order: rollout.Order{Config: config}, code: plan.Event.Code}
	c := &d.order.Config
	if present != nil {
		switch {
		case present.Leaving:
			return nil, &rollout.LeavingError{Namespace: o.Namespace}
		case present.Title != "" && present.Title != plan.Title:
			return nil, usagef("--namespace with another name, or harden workshop undeploy", "the workshop %q is in the namespace %q, and this is %q", present.Title, o.Namespace, plan.Title)
		}
		if d.code == "" {
			d.code = codeOf(present.Event)
		}
	}
	if d.code == "" {
		d.code = workshop.NewCode()
	}
	if plan.Event.Code == "" {
		c.Event = append(bytes.TrimRight(bytes.Clone(c.Event), "\n"), "\ncode: "+d.code+"\n"...)
	}
	hash := ""
	if present != nil && present.Keys != nil {
		hash = present.Keys.Instructor
	}
	if hash == "" || o.NewToken {
		d.token, hash = workshop.NewInstructorToken()
	}
	var err error
	fresh := present == nil || present.Keys == nil || !present.Hold.After(c.Until)
	if fresh {
		d.order.Keys, err = rollout.MakeKeys(c, urlHosts(c.URL), hash, now)
		if err == nil && present != nil && present.Keys != nil {
			d.order.Keys.Serving = present.Keys.Serving // learners know the server by it
		}
	} else {
		d.order.Keys, err = rollout.MoreKeys(c, present.Keys, now)
	}
	if err != nil {
		return nil, err
	}
	d.order.Keys.Instructor = hash
	if present != nil && present.Job {
		d.order.Anew = fresh || present.Over || present.Template != c.Job().Annotations[deploy.TemplateNote]
		if !d.order.Anew {
			c.Now = present.Started // their time is counted from then
			d.kept = min(present.Labs, c.Learners)
		}
	}
	return d, nil
}

// codeOf is the join code of an event that is deployed; "" when it has none.
func codeOf(event []byte) string {
	for line := range strings.SplitSeq(string(event), "\n") {
		if code, ok := strings.CutPrefix(line, "code:"); ok {
			return strings.Trim(strings.TrimSpace(code), `"'`)
		}
	}
	return ""
}

// urlHosts is the host of an address, as a certificate names it.
func urlHosts(url string) []string {
	host := strings.TrimPrefix(url, "https://")
	host, _, _ = strings.Cut(host, "/")
	if at := strings.LastIndex(host, ":"); at > 0 && !strings.HasSuffix(host, "]") {
		host = host[:at]
	}
	if host = strings.Trim(host, "[]"); host == "" {
		return nil
	}
	return []string{host}
}

func memory(q resource.Quantity) string { return fmt.Sprintf("%.1f GiB", float64(q.Value())/(1<<30)) }

func processors(q resource.Quantity) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(q.MilliValue())/1000), ".0")
}

// tellDeployment says what is going to happen, and where.
func (f *Factory) tellDeployment(to *rollout.Target, facts *rollout.Facts, present *rollout.Present, d *deployment, now time.Time) {
	c := &d.order.Config
	o := f.IO.Err
	field := func(name, value string) {
		const column = 14
		text := strings.ReplaceAll(term.Wrap(term.CleanLine(value), o.TextWidth()-column, ""), "\n", "\n"+strings.Repeat(" ", column))
		o.Line("  ", o.Style(fmt.Sprintf("%-12s", name), term.Dim), text)
	}
	o.Line(o.Style(term.CleanLine(c.Title), term.Bold), ", for ", count(c.Learners, "learner"))
	field("context", to.Context)
	field("cluster", to.Server+", Kubernetes "+facts.Version)
	user := to.Account
	if facts.User != "" {
		user = facts.User
	}
	field("user", user)
	switch {
	case present == nil:
		field("namespace", c.Namespace+", which is made")
	case present.Title == "":
		field("namespace", c.Namespace+", which is there")
	default:
		field("namespace", fmt.Sprintf("%s, which has this workshop with %s", c.Namespace, count(present.Labs, "lab")))
	}
	field("makes", fmt.Sprintf("a server and %s with the image %s; network policies, a quota, secrets and services", count(c.Learners, "lab"), c.Image))
	sum := c.Totals()
	field("asks for", fmt.Sprintf("memory %s, processors %s; at most %s and %s", memory(sum.Memory), processors(sum.CPU), memory(sum.MostMemory), processors(sum.MostCPU)))
	if facts.Nodes > 0 {
		text := fmt.Sprintf("memory %s, processors %s for pods, on %s", memory(facts.Memory), processors(facts.CPU), count(facts.Nodes, "node"))
		if fit := deploy.Fit(facts.CPU, facts.Memory); fit < c.Learners {
			text += fmt.Sprintf(": empty, that is enough for %s", count(fit, "lab"))
		}
		field("there are", text)
	}
	end := c.Until.Local().Format("Monday, 2 January 2006, 15:04")
	field("labs end", end+", in "+term.Elapsed(c.Until.Sub(now).Truncate(time.Minute)))
	switch {
	case c.StorageSize == deploy.NoStorage:
		field("results", "in the server's pod: they are LOST when it ends, for whatever reason")
	case c.StorageClass != "":
		field("results", fmt.Sprintf("on a volume of %s, of the class %s", c.StorageSize, c.StorageClass))
	default:
		field("results", fmt.Sprintf("on a volume of %s, of the cluster's default class", c.StorageSize))
	}
	if present != nil && present.Job {
		switch {
		case d.order.Anew:
			field("labs there", fmt.Sprintf("%s: they END, with what learners have in them, and are made anew. Results stay.", count(present.Labs, "lab")))
		case c.Learners < present.Labs:
			field("labs there", fmt.Sprintf("the first %d stay; %d more END, with what learners have in them. Results stay.", d.kept, present.Labs-c.Learners))
		default:
			field("labs there", fmt.Sprintf("%s go on running", count(d.kept, "lab")))
		}
	}
}

// confirm has a person type the context's name. Nothing else will do.
func (f *Factory) confirm(ctx context.Context, o *targetOptions, name string) error {
	if o.Yes {
		return nil
	}
	f.note()
	f.IO.Err.Print("Type the name of the context to go on: ")
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(f.IO.In).ReadString('\n') // the end of input is another name
		typed <- strings.TrimSpace(line)
	}()
	select {
	case <-ctx.Done():
		f.note()
		return context.Cause(ctx)
	case line := <-typed:
		if line != name {
			return usagef("the same again, and "+name, "that is not the context's name, so nothing was done")
		}
	}
	return nil
}

// dryDeploy prints what would be applied.
func (f *Factory) dryDeploy(o *deployOptions, plan *workshop.Plan, config deploy.Config, now time.Time) error {
	if config.URL == "" && config.Expose == deploy.ClusterIP {
		config.URL = fmt.Sprintf("https://127.0.0.1:%d", deploy.ServerPort)
	}
	d, err := prepare(o, plan, config, nil, now)
	if err != nil {
		return err
	}
	text, err := deploy.YAML(d.order.Config.Objects(d.order.Keys))
	if err != nil {
		return err
	}
	if _, err := f.out().Write(text); err != nil {
		return err
	}
	f.wrapped("What was printed has secrets in it: the keys of the server and of the labs. Whoever has it can be the workshop.")
	if config.URL == "" {
		f.wrapped("Where learners reach it was not known, so its pages do not say: --url tells them.")
	}
	f.wrapped("Another time makes other secrets; what learners have joined by is then no more.")
	f.note(fmt.Sprintf("The labs are given %s, counted from when they are made.", term.Elapsed(time.Duration(config.Seconds())*time.Second)))
	f.note("  join code    ", d.code)
	f.note("  fingerprint  ", fingerprintOf(d.order.Keys.Serving))
	address := config.URL
	if address == "" {
		address = "<address>"
	}
	f.note("  instructor   ", address, "/login#", d.token)
	return nil
}

func fingerprintOf(p deploy.Pair) string {
	block, _ := pem.Decode(p.Cert)
	if block == nil {
		return ""
	}
	return workshop.Fingerprint(block.Bytes)
}

// deploy applies and waits.
func (f *Factory) deploy(ctx context.Context, o *deployOptions, to *rollout.Target, d *deployment) error {
	c := &d.order.Config
	again := fmt.Sprintf("the same command again, which goes on from there; or harden workshop undeploy --context %s -n %s", shellQuote(to.Context), c.Namespace)
	f.note()
	err := f.withProgress(ctx, false, func(report labs.Reporter) error { return to.Apply(ctx, &d.order, report) })
	if err != nil {
		if labs.Advice(err) == "" {
			err = &labs.Problem{Err: err, Try: again}
		}
		return err
	}
	// From here on there is a server with these, whatever becomes of the labs.
	f.tellDeployed(to, d)
	limited, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	state, err := to.Wait(limited, c, func(s rollout.State) {
		text := fmt.Sprintf("%d of %s ready", s.Ready, count(s.Labs, "lab"))
		if s.Server {
			text = "server ready, " + text
		} else {
			text = "server not ready yet, " + text
		}
		if s.Trouble != "" {
			text += " (" + term.CleanLine(s.Trouble) + ")"
		}
		f.note("  ", f.IO.Err.Style(f.Now().Local().Format("15:04:05"), term.Dim), "  ", text)
	})
	switch {
	case err == nil && state.Done():
		f.note("All of it is ready.")
		return nil
	case err == nil: // an image that cannot be had
		f.note()
		f.wrapped("The cluster has to have the image. On this machine harden workshop image -f harden.tar writes it; then, one of:")
		pairs(f.IO.Err, imageWays("harden.tar", c.Image), f.IO.Err.TextWidth())
		return &labs.Problem{Err: fmt.Errorf("the cluster cannot get the image %s", c.Image), Try: "bring it there, and " + again}
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		what := fmt.Sprintf("after %s, %d of %s are ready", o.Timeout, state.Ready, count(state.Labs, "lab"))
		if !state.Server {
			what += " and the server is not"
		}
		if state.Trouble != "" {
			what += ": " + term.CleanLine(state.Trouble)
		}
		return &labs.Problem{Err: errors.New(what), Try: "kubectl -n " + c.Namespace + " get pods, to see why; then " + again}
	case ctx.Err() != nil:
		f.wrapped("What was made goes on coming up. To look at it: " + again)
	}
	return err
}

// tellDeployed says how to get in.
func (f *Factory) tellDeployed(to *rollout.Target, d *deployment) {
	c, out := &d.order.Config, f.out()
	out.Line(out.Style(term.CleanLine(c.Title), term.Bold))
	field := func(name, value string) { out.Line("  ", out.Style(fmt.Sprintf("%-12s", name), term.Dim), value) }
	field("learners", fmt.Sprintf("harden workshop join %s %s --name \"…\"", c.URL, d.code))
	field("fingerprint", fingerprintOf(d.order.Keys.Serving))
	if d.token != "" {
		field("instructor", c.URL+"/login#"+d.token)
	} else {
		field("instructor", c.URL+"/instructor")
	}
	if c.Expose == deploy.ClusterIP {
		field("reached by", fmt.Sprintf("kubectl --context %s -n %s port-forward service/%s %d:%d", shellQuote(to.Context), c.Namespace, deploy.ServerName, deploy.ServerPort, deploy.ServerPort))
		f.wrapped("Only this machine reaches it so. For a room: --address 0.0.0.0 with that, and --url with this machine's address here; or --expose.")
	}
	if d.token != "" {
		f.wrapped("The instructor's link is shown this once. Whoever has it can do everything in this workshop.")
	} else {
		f.wrapped("The instructor's link was shown before; --new-token makes another.")
	}
	f.wrapped(fmt.Sprintf("harden workshop undeploy --context %s -n %s fetches the results and removes all of it.", shellQuote(to.Context), c.Namespace))
	f.note()
}

type undeployOptions struct {
	targetOptions

	Results string
	Discard bool
}

func newWorkshopUndeploy(f *Factory) *cobra.Command {
	o := &undeployOptions{}
	cmd := &cobra.Command{
		Use:   "undeploy",
		Short: "Fetch a workshop's results, and remove it",
		Long: `Removes what harden workshop deploy made. The results of everybody who ever joined are written to a file first, as JSON; where they cannot be had, nothing is removed unless --discard says so. Then the namespace is removed with everything in it, if harden workshop deploy made it, and it is waited until nothing is left.

What is removed is shown first, and is to be confirmed by typing the context's name.`,
		Example: `harden workshop undeploy
			harden workshop undeploy --context training -n hardenway-workshop --results friday.json
			harden workshop undeploy --yes --context training --discard`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runWorkshopUndeploy(cmd.Context(), f, o) },
	}
	o.flags(cmd, 5*time.Minute)
	cmd.Flags().StringVar(&o.Results, "results", "", "the `file` to write results to; the namespace's name with -results.json if not given")
	cmd.Flags().BoolVar(&o.Discard, "discard", false, "remove the results unseen")
	return cmd
}

func runWorkshopUndeploy(ctx context.Context, f *Factory, o *undeployOptions) error {
	if o.Discard && o.Results != "" {
		return usagef("one of them", "--results and --discard are two wishes")
	}
	to, facts, present, err := f.lookAt(ctx, &o.targetOptions)
	if err != nil {
		return err
	}
	if present == nil {
		f.note("There is no namespace ", o.Namespace, " at ", to.Context, ", so there is nothing to remove.")
		return nil
	}
	file := o.Results
	if file == "" {
		file = o.Namespace + "-results.json"
	}
	fetch := !o.Discard && !present.Leaving && present.Server
	if fetch {
		if _, err := os.Stat(file); err == nil {
			return usagef("--results with another file", "%s is there already", file)
		}
	}
	e := f.IO.Err
	field := func(name, value string) { e.Line("  ", e.Style(fmt.Sprintf("%-12s", name), term.Dim), value) }
	e.Line(e.Style(term.CleanLine(present.Title), term.Bold), " is removed")
	field("context", to.Context)
	field("cluster", to.Server+", Kubernetes "+facts.Version)
	field("namespace", fmt.Sprintf("%s, with everything in it: the server and %s", o.Namespace, count(present.Labs, "lab")))
	switch {
	case fetch:
		field("results", "are written to "+file+" first")
	case o.Discard:
		field("results", "are LOST")
	default:
		field("results", "there is no server to have any")
	}
	if err := f.confirm(ctx, &o.targetOptions, to.Context); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	if fetch {
		if err := fetchResults(limited, to, o.Namespace, file); err != nil {
			return err
		}
		f.out().Line("The results are in ", file, ".")
	}
	var kept []string
	err = f.withProgress(ctx, false, func(report labs.Reporter) (err error) {
		const step = "everything in the namespace ends"
		report(labs.Event{Step: step})
		if kept, err = to.Remove(limited, o.Namespace, present); err == nil {
			report(labs.Event{Step: step, Done: true})
		}
		return err
	})
	if err != nil {
		return err
	}
	f.out().Line("Nothing of it is left at ", to.Context, ".")
	for _, name := range kept {
		f.note("The volume ", name, " is kept by its storage class. It has the results on it: kubectl delete pv ", name)
	}
	return nil
}

// fetchResults writes what the server has, if that is whole.
func fetchResults(ctx context.Context, to *rollout.Target, namespace, file string) error {
	return writeWhole(ctx, file, func(w io.Writer) error {
		var data bytes.Buffer
		if err := to.Results(ctx, namespace, &data); err != nil {
			return err
		}
		if !json.Valid(data.Bytes()) {
			return &labs.Problem{Err: errors.New("the results did not come whole, so nothing was removed"), Try: "the same again; or --discard, which removes the results unseen"}
		}
		_, err := w.Write(data.Bytes())
		return err
	})
}
