package computed

import (
	"context"
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	rbacresolver "k8s.io/kubernetes/pkg/registry/rbac/validation"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"

	"github.com/hardenway/hardenway/quiz"
)

// rbacQuestion draws a question on a world of roles. One without a type is a draw that came
// to nothing.
func rbacQuestion(c *chance) (quiz.Question, error) {
	q, err := formOf(c, mayThey, mayThey, whoMay, whichBinding, whatMayThey)(c)
	if err != nil || q.Type == "" {
		return quiz.Question{}, err
	}
	q.Tags = []string{"rbac", "authz"}
	q.Sources = []quiz.Source{
		{Title: "The RBAC authorizer", Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/rbac.go#RBACAuthorizer"},
		{Title: "Using RBAC authorization", URL: "https://kubernetes.io/docs/reference/access-authn-authz/rbac/"},
	}
	q.Practice = quiz.Practice{Scenario: "rbac-repair", Lesson: "M07"}
	return q, nil
}

const newCluster = "This is all the RBAC that was added to a new cluster."

// scene is a request that a grant allows, and who sends it.
type scene struct {
	who   caller
	r     request
	grant grant
}

// newScene draws somebody, something to do, and a grant that allows it.
func newScene(c *chance) scene {
	t := pick(c, things...)
	for c.difficulty == quiz.Easy && (t.cluster || t.subresource != "") {
		t = pick(c, things...)
	}
	s := scene{r: request{thing: t, verb: pick(c, t.verbs...)}}
	home := pick(c, teams...)
	if !t.cluster {
		s.r.namespace = home
	}
	if s.r.verb == "get" || s.r.verb == "patch" || s.r.verb == "update" || s.r.verb == "delete" || (t.subresource != "" && s.r.verb == "create") {
		s.r.name = pick(c, objectNames(t)...)
	}
	if c.coin() {
		s.who = robot(home, pick(c, robots...))
		if c.difficulty != quiz.Easy && c.IntN(3) == 0 {
			s.who = robot(otherNamespace(c, home), s.who.robot)
		}
	} else {
		s.who = person(pick(c, people...), home+"-developers")
	}
	s.grant = grantFor(c, s.who, s.r)
	return s
}

// grantFor draws a grant that allows a request.
func grantFor(c *chance, who caller, r request) grant {
	word := strings.ReplaceAll(r.full(), "/", "-")
	g := grant{
		role: word + "-" + pick(c, "role", "access", "rights"), namespace: r.namespace, roleNamespace: r.namespace,
		rule: rule{groups: []string{r.group}, resources: []string{r.full()}, verbs: sortVerbs(append(companions(c, r.thing, r.verb), r.verb))},
	}
	g.subject = subjectFor(c, who)
	g.binding = bindingNameFor(who, word)
	if r.cluster {
		g.clusterRole, g.refersCluster, g.everywhere = true, true, true
	} else if c.IntN(byDifficulty(c, 6, 2, 2)) == 0 {
		g.clusterRole, g.refersCluster = true, true
		g.everywhere = c.IntN(4) == 0
	}
	if r.name != "" && c.IntN(byDifficulty(c, 8, 4, 4)) == 0 {
		g.rule.names = []string{r.name}
	}
	if r.subresource != "" && c.IntN(5) == 0 && c.difficulty == quiz.Hard {
		g.rule.resources = []string{"*/" + r.subresource}
	}
	if c.difficulty == quiz.Hard && g.clusterRole && c.IntN(3) > 0 {
		g.part = "custom-" + word
		g.selector = fmt.Sprintf("example.com/aggregate-to-%s", g.role)
		g.label = g.selector
	}
	return g
}

// subjectFor is a subject that means the caller: itself, or a group that it is in.
func subjectFor(c *chance, who caller) subject {
	byGroup := c.IntN(byDifficulty(c, 5, 2, 2)) == 0
	switch {
	case who.robot != "" && byGroup:
		return subject{kind: "Group", name: "system:serviceaccounts:" + who.home}
	case who.robot != "" && c.difficulty == quiz.Hard && c.IntN(4) == 0:
		return subject{kind: "User", name: who.user}
	case who.robot != "":
		return subject{kind: "ServiceAccount", name: who.robot, namespace: who.home}
	case byGroup && len(who.groups) > 0:
		return subject{kind: "Group", name: who.groups[0]}
	default:
		return subject{kind: "User", name: who.user}
	}
}

func bindingNameFor(who caller, word string) string {
	name := who.user
	if who.robot != "" {
		name = who.robot
	}
	return name + "-" + word
}

// truth asks about the scene's caller and a request in a world.
func (s scene) truth(objects string, r request, ask string) quiz.AccessTruth {
	return accessTruth(objects, s.who, r, ask)
}

func accessTruth(objects string, who caller, r request, ask string) quiz.AccessTruth {
	return quiz.AccessTruth{
		Objects: objects, User: who.user, Groups: who.groups, Verb: r.verb, Group: r.group, Resource: r.resource, Subresource: r.subresource,
		Namespace: r.namespace, Name: r.name, Ask: ask,
	}
}

// answer is what the authorizer says to a truth. If it allows the request, the deciding rule
// is told in a sentence.
func answer(objects string, truth quiz.AccessTruth) (ok bool, by string, err error) {
	cluster, err := newAccess(objects)
	if err != nil {
		return false, "", err
	}
	return cluster.answer(truth)
}

func (a *access) answer(truth quiz.AccessTruth) (ok bool, by string, err error) {
	attributes, err := attributes(truth)
	if err != nil {
		return false, "", err
	}
	ok, reason, err := a.authorize(attributes)
	if err != nil || !ok {
		return false, "", err
	}
	// The authorizer names binding and role. The rule is the first that its resolver visits
	// and that allows the request.
	rbacresolver.NewDefaultRuleResolver(a, a, a, a).VisitRulesFor(context.Background(), attributes.GetUser(), attributes.GetNamespace(),
		func(_ fmt.Stringer, rule *rbacv1.PolicyRule, _ error) bool {
			if rule == nil || !rbac.RuleAllows(attributes, rule) {
				return true
			}
			by = fmt.Sprintf("The API server's own reason is: %s. The rule is %s.", code(reason), code(ruleText(rule)))
			return false
		})
	return true, by, nil
}

func ruleText(r *rbacv1.PolicyRule) string {
	return rule{groups: r.APIGroups, resources: r.Resources, names: r.ResourceNames, verbs: r.Verbs}.yaml()
}

// given shows a world.
func given(w world) []quiz.Given {
	return []quiz.Given{{Title: "rbac.yaml", Language: "yaml", Text: w.yaml()}}
}

// noise names the grants that a world has next to the one that matters.
func noise(c *chance) []string {
	return byDifficulty(c, []string{"old"}, []string{"old", "extra"}, []string{"old", "extra", "temp"})
}

// mayThey asks whether a request is allowed. A denied one is one that was allowed before a
// trap was put into the grant, so the trap is the reason.
func mayThey(c *chance) (quiz.Question, error) {
	want := wanted(c, true, false)
	s := newScene(c)
	near := nearly(c, s.grant, s.who, s.r, append([]string{""}, noise(c)...))
	if len(near) < 2 {
		return quiz.Question{}, nil
	}
	shown, twin := world{s.grant}, world{near[0].grant}
	for _, other := range near[1:] {
		shown, twin = append(shown, other.grant), append(twin, other.grant)
	}
	if !want {
		shown, twin = twin, shown
	}
	shuffle(c, shown)
	objects := shown.yaml()
	truth := s.truth(objects, s.r, "")
	ok, by, err := answer(objects, truth)
	if err != nil || ok != want || shown.clashes() || twin.clashes() {
		return quiz.Question{}, err
	}
	// The twin has to be decided the other way, or the reason given would be none.
	if other, _, err := answer(twin.yaml(), truth); err != nil || other == want {
		return quiz.Question{}, err
	}
	q := quiz.Question{
		Type: quiz.Verdict, Truth: &quiz.Truth{Access: &truth}, Given: given(shown),
		Text: fmt.Sprintf("%s What does the RBAC authorizer say when %s sends a request to %s?", newCluster, s.who, s.r),
		Options: []quiz.Option{
			{Text: "It is allowed.", Value: allowed, Correct: want},
			{Text: "It is denied.", Value: denied, Correct: !want},
		},
	}
	if want {
		q.Options[0].Why = fmt.Sprintf("%s grants it.", capital(s.grant.bindingName()))
		q.Options[1].Why = "One binding is enough, and nothing in the others can take the right away."
		q.Explanation = fmt.Sprintf("%s %s would not have been enough: %s.", by, capital(near[1].bindingName()), near[1].why)
	} else {
		q.Options[0].Why = fmt.Sprintf("%s looks as if it granted it, but %s.", capital(near[0].bindingName()), near[0].why)
		q.Options[1].Why = "No binding meets the caller, the verb, the resource and the namespace all at once."
		q.Explanation = fmt.Sprintf("RBAC only adds rights, and what no rule allows is denied. %s comes nearest: %s. With that mended, the request would be allowed.", capital(near[0].bindingName()), near[0].why)
	}
	return q, nil
}

// whoMay asks which of four subjects may send a request. Each has a grant, and in three of
// them there is a trap.
func whoMay(c *chance) (quiz.Question, error) {
	s := newScene(c)
	callers := []caller{s.who}
	for _, name := range some(c, 2, without(people, s.who.user)) {
		callers = append(callers, person(name, pick(c, teams...)+"-developers"))
	}
	home := s.r.namespace
	if home == "" {
		home = pick(c, teams...)
	}
	for _, name := range some(c, 2, without(robots, s.who.robot)) {
		callers = append(callers, robot(home, name))
	}
	callers = append(callers[:1], some(c, 3, callers[1:])...)
	labels := []string{"1", "2", "3", "4"} // the names must not tell which it is
	shuffle(c, labels)
	w, whys := world{s.grant.copied(labels[0], true)}, []string{""}
	var used []string
	for i, who := range callers[1:] {
		g := grantFor(c, who, s.r)
		g.rule.names, g.roleSuffix = nil, labels[i+1]
		near := nearly(c, g, who, s.r, labels[i+1:i+2], append(used, "other subject", "group")...)
		if len(near) == 0 {
			return quiz.Question{}, nil
		}
		used = append(used, near[0].trap)
		w, whys = append(w, near[0].grant), append(whys, near[0].why)
	}
	order := c.Perm(len(w))
	shown := make(world, len(w))
	for i, n := range order {
		shown[i] = w[n]
	}
	if shown.clashes() {
		return quiz.Question{}, nil
	}
	q := quiz.Question{
		Type: quiz.Single, Given: given(shown),
		Text: fmt.Sprintf("%s Who may %s?", newCluster, s.r),
	}
	objects := shown.yaml()
	cluster, err := newAccess(objects)
	if err != nil {
		return quiz.Question{}, err
	}
	for i, who := range callers {
		truth := accessTruth(objects, who, s.r, "bool")
		ok, by, err := cluster.answer(truth)
		if err != nil || ok != (i == 0) {
			return quiz.Question{}, err
		}
		option := quiz.Option{Text: capital(who.String()), Correct: ok, Truth: &quiz.Truth{Access: &truth}}
		if ok {
			option.Why = fmt.Sprintf("%s grants it.", capital(w[i].bindingName()))
			q.Explanation = by + " Each of the other bindings misses the request by one thing."
		} else {
			option.Why = fmt.Sprintf("%s does not help: %s.", capital(w[i].bindingName()), whys[i])
		}
		q.Options = append(q.Options, option)
	}
	shuffle(c, q.Options)
	if !distinct(q.Options) {
		return quiz.Question{}, nil
	}
	return q, nil
}

// whichBinding asks which of four bindings lets a request through. The truth of an option is
// the request in a world with that binding alone.
func whichBinding(c *chance) (quiz.Question, error) {
	s := newScene(c)
	labels := []string{"a", "b", "c", "d"} // the names must not tell which it is
	shuffle(c, labels)
	s.grant = s.grant.copied(labels[0], true)
	near := nearly(c, s.grant, s.who, s.r, labels[1:])
	if len(near) < 3 {
		return quiz.Question{}, nil
	}
	w, whys := world{s.grant}, []string{""}
	for _, miss := range near {
		w, whys = append(w, miss.grant), append(whys, miss.why)
	}
	shown := slices.Clone(w)
	slices.SortFunc(shown, func(a, b grant) int {
		return strings.Compare(a.bindingSuffix, b.bindingSuffix)
	})
	if shown.clashes() {
		return quiz.Question{}, nil
	}
	q := quiz.Question{
		Type: quiz.Single, Given: given(shown),
		Text: fmt.Sprintf("%s A request of %s to %s is allowed. Which binding is it that allows it?", newCluster, s.who, s.r),
	}
	ok, by, err := answer(shown.yaml(), s.truth("", s.r, "bool"))
	if err != nil || !ok {
		return quiz.Question{}, err
	}
	for i, g := range w {
		truth := s.truth(world{g}.yaml(), s.r, "bool")
		ok, _, err := answer(truth.Objects, truth)
		if err != nil || ok != (i == 0) {
			return quiz.Question{}, err
		}
		option := quiz.Option{Text: capital(g.bindingName()), Correct: ok, Truth: &quiz.Truth{Access: &truth}}
		if ok {
			option.Why = "Alone it is enough: its rule, its role and its subject all meet the request."
		} else {
			option.Why = fmt.Sprintf("It does not count here: %s.", whys[i])
		}
		q.Options = append(q.Options, option)
	}
	shuffle(c, q.Options)
	if !distinct(q.Options) {
		return quiz.Question{}, nil
	}
	q.Explanation = by + " Without that binding the request is denied."
	return q, nil
}

// whatMayThey asks which of several requests of one caller are allowed. They differ from one
// that is allowed in one thing each.
func whatMayThey(c *chance) (quiz.Question, error) {
	s := newScene(c)
	w := world{s.grant}
	for _, miss := range nearly(c, s.grant, s.who, s.r, noise(c)[1:]) {
		w = append(w, miss.grant)
	}
	shuffle(c, w)
	if w.clashes() {
		return quiz.Question{}, nil
	}
	type variant struct {
		r   request
		why string
	}
	variants := []variant{{s.r, "the verb"}}
	vary := func(why string, change func(*request)) {
		r := s.r
		change(&r)
		variants = append(variants, variant{r, why})
	}
	for _, verb := range s.r.verbs {
		if verb != s.r.verb {
			vary("the verb", func(r *request) { r.verb = verb })
		}
	}
	for _, verb := range otherVerbs(s.r.verb) {
		if s.r.subresource == "" && !slices.Contains(s.r.verbs, verb) {
			vary("the verb", func(r *request) { r.verb = verb })
		}
	}
	if !s.r.cluster {
		vary("the namespace", func(r *request) { r.namespace = otherNamespace(c, s.r.namespace) })
	}
	if s.r.name != "" {
		vary("the name", func(r *request) { r.name = pick(c, without(objectNames(s.r.thing), s.r.name)...) })
	}
	if s.r.subresource != "" {
		vary("the subresource", func(r *request) { r.subresource = "" })
	} else if s.r.resource == "pods" && s.r.verb == "get" {
		vary("the subresource", func(r *request) { r.subresource = "log" })
	}
	objects := w.yaml()
	cluster, err := newAccess(objects)
	if err != nil {
		return quiz.Question{}, err
	}
	var yesses, noes []quiz.Option
	for _, v := range variants {
		// A request for all objects has no name.
		if v.r.verb == "list" || v.r.verb == "watch" || v.r.verb == "deletecollection" || (v.r.verb == "create" && v.r.subresource == "") {
			v.r.name = ""
		} else if v.r.name == "" {
			v.r.name = objectNames(v.r.thing)[0]
		}
		truth := s.truth(objects, v.r, "bool")
		ok, by, err := cluster.answer(truth)
		if err != nil {
			return quiz.Question{}, err
		}
		option := quiz.Option{Text: v.r.String(), Correct: ok, Truth: &quiz.Truth{Access: &truth}}
		if ok {
			option.Why = strings.Replace(by, "The API server's own reason is: ", "The API server says: ", 1)
			yesses = append(yesses, option)
			continue
		}
		if v.why == "the verb" && slices.Contains(s.grant.rule.verbs, v.r.verb) {
			v.why = "the name, since a rule with `resourceNames` meets no request without one"
		}
		option.Why = fmt.Sprintf("No rule meets it: what %s grants differs in %s.", s.grant.bindingName(), v.why)
		noes = append(noes, option)
	}
	shuffle(c, yesses)
	shuffle(c, noes)
	n := 1 + c.IntN(3)
	n = min(n, len(yesses))
	if n == 0 || len(noes) < 4-n {
		return quiz.Question{}, nil
	}
	q := quiz.Question{
		Type: quiz.Multiple, Given: given(w), Options: append(yesses[:n:n], noes[:4-n]...),
		Text:        fmt.Sprintf("%s Which requests of %s are allowed?", newCluster, s.who),
		Explanation: fmt.Sprintf("%s grants the rule %s to %s. RBAC compares the verb, the API group, the resource with its subresource, the name and the namespace, and each has to meet.", capital(s.grant.bindingName()), code(s.grant.rule.yaml()), s.grant.subject),
	}
	shuffle(c, q.Options)
	if !distinct(q.Options) {
		return quiz.Question{}, nil
	}
	return q, nil
}

// capital begins a sentence.
func capital(text string) string {
	return strings.ToUpper(text[:1]) + text[1:]
}
