package computed_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/apiserver/pkg/authentication/serviceaccount"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	rbacv1ac "k8s.io/client-go/applyconfigurations/rbac/v1"
	rbacclient "k8s.io/client-go/kubernetes/typed/rbac/v1"
	rbaclisters "k8s.io/client-go/listers/rbac/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/controller/clusterroleaggregation"
	rbacresolver "k8s.io/kubernetes/pkg/registry/rbac/validation"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"
	"sigs.k8s.io/yaml"

	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/computed"
)

// store is RBAC objects as informers keep them.
type store struct {
	roles, roleBindings, clusterRoles, clusterRoleBindings cache.Indexer
}

func newStore() *store {
	indexer := func() cache.Indexer {
		return cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	}
	return &store{indexer(), indexer(), indexer(), indexer()}
}

// read fills a store with YAML documents.
func (s *store) read(documents string) error {
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(documents)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var head metav1.TypeMeta
		if err := yaml.Unmarshal(document, &head); err != nil {
			return err
		}
		var object any
		indexer := s.roles
		switch head.Kind {
		case "Role":
			object = &rbacv1.Role{}
		case "ClusterRole":
			object, indexer = &rbacv1.ClusterRole{}, s.clusterRoles
		case "RoleBinding":
			object, indexer = &rbacv1.RoleBinding{}, s.roleBindings
		case "ClusterRoleBinding":
			object, indexer = &rbacv1.ClusterRoleBinding{}, s.clusterRoleBindings
		default:
			return fmt.Errorf("kind %s", head.Kind)
		}
		if err := yaml.UnmarshalStrict(document, object); err != nil {
			return err
		}
		if err := indexer.Add(object); err != nil {
			return err
		}
	}
}

// rules enumerates every rule that applies to somebody somewhere.
func (s *store) rules(who user.Info, namespace string) ([]rbacv1.PolicyRule, error) {
	resolver := rbacresolver.NewDefaultRuleResolver(
		&rbac.RoleGetter{Lister: rbaclisters.NewRoleLister(s.roles)}, &rbac.RoleBindingLister{Lister: rbaclisters.NewRoleBindingLister(s.roleBindings)},
		&rbac.ClusterRoleGetter{Lister: rbaclisters.NewClusterRoleLister(s.clusterRoles)}, &rbac.ClusterRoleBindingLister{Lister: rbaclisters.NewClusterRoleBindingLister(s.clusterRoleBindings)},
	)
	rules, err := resolver.RulesFor(context.Background(), who, namespace)
	if err != nil && strings.Contains(err.Error(), "not found") { // a binding of a role that is not there
		err = nil
	}
	return rules, err
}

// accessRoute reads the objects into listers, lets the controller manager's own controller
// aggregate cluster roles, enumerates the caller's rules and looks for one that allows the
// request.
func accessRoute(q *quiz.Question) (int, error) {
	truths, words := claims(q)
	stores := map[string]*store{}
	for i, truth := range truths {
		t := truth.Access
		s := stores[t.Objects]
		if s == nil {
			s = newStore()
			stores[t.Objects] = s
			if err := s.read(t.Objects); err != nil {
				return i, err
			}
			if strings.Contains(t.Objects, "aggregationRule") {
				runAggregation(s.clusterRoles)
			}
		}
		groups := append([]string{user.AllAuthenticated}, t.Groups...)
		if namespace, _, err := serviceaccount.SplitUsername(t.User); err == nil {
			groups = append(groups, serviceaccount.AllServiceAccountsGroup, serviceaccount.ServiceAccountGroupPrefix+namespace)
		}
		who := &user.DefaultInfo{Name: t.User, Groups: groups}
		rules, err := s.rules(who, t.Namespace)
		if err != nil {
			return i, err
		}
		ok := rbac.RulesAllow(authorizer.AttributesRecord{
			User: who, Verb: t.Verb, Namespace: t.Namespace, APIGroup: t.Group, Resource: t.Resource, Subresource: t.Subresource, Name: t.Name, ResourceRequest: true,
		}, rules...)
		got := map[bool]string{true: "allowed", false: "denied"}[ok]
		if t.Ask == "bool" {
			got = fmt.Sprint(ok)
		}
		if got != words[i] {
			return i, fmt.Errorf("the enumerated rules say %s, and the key says %s: %+v\n%s", got, words[i], t, t.Objects)
		}
	}
	return len(truths), nil
}

// runAggregation runs the controller on a store until it has nothing left to do: it has looked
// at every role that is aggregated since anything changed, and ended what it was at.
func runAggregation(clusterRoles cache.Indexer) {
	for settled := false; !settled; {
		informer := &aggregationInformer{indexer: clusterRoles}
		controller := clusterroleaggregation.NewClusterRoleAggregation(informer, informer)
		for _, object := range clusterRoles.List() {
			informer.handler.OnAdd(object, true)
		}
		ctx, cancel := context.WithCancel(context.Background())
		var done sync.WaitGroup
		done.Go(func() { controller.Run(ctx, 1) })
		for !informer.sawAll() {
			time.Sleep(time.Millisecond)
		}
		cancel()
		done.Wait()
		settled = informer.sawAll()
	}
}

// aggregationInformer is the informer and the client of the controller, over one store.
type aggregationInformer struct {
	cache.SharedIndexInformer
	rbacclient.ClusterRoleInterface

	indexer cache.Indexer
	handler cache.ResourceEventHandler
	mu      sync.Mutex
	seen    map[string]bool // the roles that were looked at since the last change
}

func (i *aggregationInformer) sawAll() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, object := range i.indexer.List() {
		if role := object.(*rbacv1.ClusterRole); role.AggregationRule != nil && !i.seen[role.Name] {
			return false
		}
	}
	return true
}

func (i *aggregationInformer) Informer() cache.SharedIndexInformer { return i }
func (i *aggregationInformer) HasSynced() bool                     { return true }
func (i *aggregationInformer) Lister() rbaclisters.ClusterRoleLister {
	return watchedLister{rbaclisters.NewClusterRoleLister(i.indexer), i}
}

func (i *aggregationInformer) AddEventHandler(handler cache.ResourceEventHandler) (cache.ResourceEventHandlerRegistration, error) {
	i.handler = handler
	return nil, nil
}

func (i *aggregationInformer) ClusterRoles() rbacclient.ClusterRoleInterface { return i }

// Apply is what the controller writes with.
func (i *aggregationInformer) Apply(_ context.Context, role *rbacv1ac.ClusterRoleApplyConfiguration, _ metav1.ApplyOptions) (*rbacv1.ClusterRole, error) {
	old, err := rbaclisters.NewClusterRoleLister(i.indexer).Get(*role.Name)
	if err != nil {
		return nil, err
	}
	changed := old.DeepCopy()
	changed.Rules = nil
	for _, rule := range role.Rules {
		changed.Rules = append(changed.Rules, rbacv1.PolicyRule{
			Verbs: rule.Verbs, APIGroups: rule.APIGroups, Resources: rule.Resources, ResourceNames: rule.ResourceNames, NonResourceURLs: rule.NonResourceURLs,
		})
	}
	if err := i.indexer.Update(changed); err != nil {
		return nil, err
	}
	i.mu.Lock()
	i.seen = nil
	i.mu.Unlock()
	i.handler.OnUpdate(old, changed)
	return changed, nil
}

// watchedLister tells which roles the controller has looked at.
type watchedLister struct {
	rbaclisters.ClusterRoleLister

	informer *aggregationInformer
}

func (l watchedLister) Get(name string) (*rbacv1.ClusterRole, error) {
	l.informer.mu.Lock()
	defer l.informer.mu.Unlock()
	if l.informer.seen == nil {
		l.informer.seen = map[string]bool{}
	}
	l.informer.seen[name] = true
	return l.ClusterRoleLister.Get(name)
}

// TestAggregation compares the rules that admin, edit and view have in every cluster with
// what the controller makes of them, through what access to a namespace they give.
func TestAggregation(t *testing.T) {
	s := newStore()
	for _, role := range bootstrappolicy.ClusterRoles() {
		if err := s.clusterRoles.Add(role.DeepCopy()); err != nil {
			t.Fatal(err)
		}
	}
	runAggregation(s.clusterRoles)
	for _, name := range []string{"admin", "edit", "view"} {
		role, err := rbaclisters.NewClusterRoleLister(s.clusterRoles).Get(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(role.Rules) == 0 {
			t.Errorf("the controller gave %s no rules", name)
		}
		if got := computed.AggregatedRules(name); !equality.Semantic.DeepEqual(got, role.Rules) {
			t.Errorf("%s has %d rules here, and %d by the controller", name, len(got), len(role.Rules))
		}
	}
}
