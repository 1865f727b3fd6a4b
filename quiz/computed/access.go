package computed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/authentication/serviceaccount"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	rbacinternal "k8s.io/kubernetes/pkg/apis/rbac"
	rbacvalidation "k8s.io/kubernetes/pkg/apis/rbac/validation"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"

	"github.com/hardenway/hardenway/quiz"
)

// access is a cluster's RBAC objects: what the authorizer reads from its informers.
type access struct {
	roles               map[string]map[string]*rbacv1.Role // by namespace and name
	clusterRoles        map[string]*rbacv1.ClusterRole
	roleBindings        map[string][]*rbacv1.RoleBinding // by namespace
	clusterRoleBindings []*rbacv1.ClusterRoleBinding
}

// bornWith are the roles and bindings that every cluster has from its first start.
var bornWith = sync.OnceValue(func() *access {
	a := &access{roles: map[string]map[string]*rbacv1.Role{}, clusterRoles: map[string]*rbacv1.ClusterRole{}, roleBindings: map[string][]*rbacv1.RoleBinding{}}
	for _, roles := range [][]rbacv1.ClusterRole{bootstrappolicy.ClusterRoles(), bootstrappolicy.ControllerRoles()} {
		for i := range roles {
			a.addClusterRole(&roles[i])
		}
	}
	for _, bindings := range [][]rbacv1.ClusterRoleBinding{bootstrappolicy.ClusterRoleBindings(), bootstrappolicy.ControllerRoleBindings()} {
		for i := range bindings {
			a.addClusterRoleBinding(&bindings[i])
		}
	}
	for _, roles := range bootstrappolicy.NamespaceRoles() {
		for i := range roles {
			a.addRole(&roles[i])
		}
	}
	for _, bindings := range bootstrappolicy.NamespaceRoleBindings() {
		for i := range bindings {
			a.addRoleBinding(&bindings[i])
		}
	}
	return a
})

// bornAggregated is bornWith after the controller manager has been there.
var bornAggregated = sync.OnceValues(func() (*access, error) {
	a := bornWith().clone()
	return a, a.aggregate(a.clusterRoleNames())
})

// newAccess is a cluster as it was born and then given these objects, as YAML documents.
// What the API server would refuse is an error.
func newAccess(documents string) (*access, error) {
	objects, err := decodeObjects(documents)
	if err != nil {
		return nil, fmt.Errorf("access: objects: %w", err)
	}
	born, err := bornAggregated()
	if err != nil {
		return nil, err
	}
	a, added := born.clone(), map[string]bool{}
	for i, object := range objects {
		if err := validateRBAC(object); err != nil {
			return nil, fmt.Errorf("access: objects: document %d: %w", i+1, err)
		}
		switch object := object.(type) {
		case *rbacv1.Role:
			a.addRole(object)
		case *rbacv1.ClusterRole:
			if _, ok := a.clusterRoles[object.Name]; ok { // its labels may have brought its rules somewhere
				added = a.clusterRoleNames()
			}
			a.addClusterRole(object)
			added[object.Name] = true
		case *rbacv1.RoleBinding:
			a.addRoleBinding(object)
		case *rbacv1.ClusterRoleBinding:
			a.addClusterRoleBinding(object)
		default:
			return nil, fmt.Errorf("access: objects: document %d is a %T: only roles, cluster roles and their bindings decide", i+1, object)
		}
	}
	return a, a.aggregate(added)
}

// validateRBAC says what the API server would say to the object.
func validateRBAC(object runtime.Object) error {
	var errs field.ErrorList
	switch object := object.(type) {
	case *rbacv1.Role:
		errs = validated(object, &rbacinternal.Role{}, rbacvalidation.ValidateRole)
	case *rbacv1.ClusterRole:
		errs = validated(object, &rbacinternal.ClusterRole{}, func(role *rbacinternal.ClusterRole) field.ErrorList {
			return rbacvalidation.ValidateClusterRole(role, rbacvalidation.ClusterRoleValidationOptions{})
		})
	case *rbacv1.RoleBinding:
		errs = validated(object, &rbacinternal.RoleBinding{}, rbacvalidation.ValidateRoleBinding)
	case *rbacv1.ClusterRoleBinding:
		errs = validated(object, &rbacinternal.ClusterRoleBinding{}, rbacvalidation.ValidateClusterRoleBinding)
	}
	return errs.ToAggregate()
}

// validated converts an object to the type that Kubernetes validates, and validates it.
func validated[T runtime.Object](external runtime.Object, internal T, validate func(T) field.ErrorList) field.ErrorList {
	if err := legacyscheme.Scheme.Convert(external, internal, nil); err != nil {
		return field.ErrorList{field.InternalError(nil, err)}
	}
	return validate(internal)
}

// clone is a copy to add to. The objects themselves are shared, and never written to.
func (a *access) clone() *access {
	c := &access{
		roles: make(map[string]map[string]*rbacv1.Role, len(a.roles)), roleBindings: make(map[string][]*rbacv1.RoleBinding, len(a.roleBindings)),
		clusterRoles: make(map[string]*rbacv1.ClusterRole, len(a.clusterRoles)), clusterRoleBindings: slices.Clone(a.clusterRoleBindings),
	}
	for namespace, roles := range a.roles {
		c.roles[namespace] = make(map[string]*rbacv1.Role, len(roles))
		for name, role := range roles {
			c.roles[namespace][name] = role
		}
	}
	for name, role := range a.clusterRoles {
		c.clusterRoles[name] = role
	}
	for namespace, bindings := range a.roleBindings {
		c.roleBindings[namespace] = slices.Clone(bindings)
	}
	return c
}

// The four below add an object, or put it in the place of one with the same name.

func (a *access) addRole(role *rbacv1.Role) {
	if a.roles[role.Namespace] == nil {
		a.roles[role.Namespace] = map[string]*rbacv1.Role{}
	}
	a.roles[role.Namespace][role.Name] = role
}

func (a *access) addClusterRole(role *rbacv1.ClusterRole) { a.clusterRoles[role.Name] = role }

func (a *access) addRoleBinding(binding *rbacv1.RoleBinding) {
	others := slices.DeleteFunc(a.roleBindings[binding.Namespace], func(b *rbacv1.RoleBinding) bool { return b.Name == binding.Name })
	a.roleBindings[binding.Namespace] = append(others, binding)
}

func (a *access) addClusterRoleBinding(binding *rbacv1.ClusterRoleBinding) {
	a.clusterRoleBindings = append(slices.DeleteFunc(a.clusterRoleBindings, func(b *rbacv1.ClusterRoleBinding) bool { return b.Name == binding.Name }), binding)
}

// clusterRoleNames is every cluster role's name.
func (a *access) clusterRoleNames() map[string]bool {
	names := make(map[string]bool, len(a.clusterRoles))
	for name := range a.clusterRoles {
		names[name] = true
	}
	return names
}

// aggregate fills in the rules of the cluster roles that are put together from others, until
// nothing changes, as the controller manager does. Only the ones that are named or find one
// that is are looked at. The controller's own function needs a server to write to; a test
// runs the controller itself and compares.
// See k8s.io/kubernetes/pkg/controller/clusterroleaggregation.
func (a *access) aggregate(changed map[string]bool) error {
	names := slices.Sorted(maps.Keys(a.clusterRoles))
	for len(changed) > 0 {
		next := map[string]bool{}
		for _, name := range names {
			role := a.clusterRoles[name]
			if role.AggregationRule == nil {
				continue
			}
			selectors, err := selectorsOf(role)
			if err != nil {
				return fmt.Errorf("access: ClusterRole %s: %w", name, err)
			}
			if !changed[name] && !a.finds(selectors, changed) {
				continue
			}
			if rules := a.aggregated(role, selectors, names); !equality.Semantic.DeepEqual(rules, role.Rules) {
				role = role.DeepCopy()
				role.Rules = rules
				a.clusterRoles[name], next[name] = role, true
			}
		}
		changed = next
	}
	return nil
}

func selectorsOf(role *rbacv1.ClusterRole) ([]labels.Selector, error) {
	var selectors []labels.Selector
	for i := range role.AggregationRule.ClusterRoleSelectors {
		selector, err := metav1.LabelSelectorAsSelector(&role.AggregationRule.ClusterRoleSelectors[i])
		if err != nil {
			return nil, err
		}
		selectors = append(selectors, selector)
	}
	return selectors, nil
}

// finds says whether a selector matches one of the cluster roles.
func (a *access) finds(selectors []labels.Selector, names map[string]bool) bool {
	for name := range names {
		for _, selector := range selectors {
			if selector.Matches(labels.Set(a.clusterRoles[name].Labels)) {
				return true
			}
		}
	}
	return false
}

// aggregated are the rules of every cluster role that the selectors find, by name, each once.
func (a *access) aggregated(role *rbacv1.ClusterRole, selectors []labels.Selector, names []string) []rbacv1.PolicyRule {
	rules := []rbacv1.PolicyRule{}
	for _, selector := range selectors {
		for _, name := range names {
			if name == role.Name || !selector.Matches(labels.Set(a.clusterRoles[name].Labels)) {
				continue
			}
			for _, rule := range a.clusterRoles[name].Rules {
				if !slices.ContainsFunc(rules, func(r rbacv1.PolicyRule) bool { return equality.Semantic.DeepEqual(r, rule) }) {
					rules = append(rules, rule)
				}
			}
		}
	}
	return rules
}

// GetRole is asked by the authorizer.
func (a *access) GetRole(_ context.Context, namespace, name string) (*rbacv1.Role, error) {
	if role, ok := a.roles[namespace][name]; ok {
		return role, nil
	}
	return nil, apierrors.NewNotFound(rbacv1.Resource("roles"), name)
}

// GetClusterRole is asked by the authorizer.
func (a *access) GetClusterRole(_ context.Context, name string) (*rbacv1.ClusterRole, error) {
	if role, ok := a.clusterRoles[name]; ok {
		return role, nil
	}
	return nil, apierrors.NewNotFound(rbacv1.Resource("clusterroles"), name)
}

// ListRoleBindings is asked by the authorizer.
func (a *access) ListRoleBindings(_ context.Context, namespace string) ([]*rbacv1.RoleBinding, error) {
	return a.roleBindings[namespace], nil
}

// ListClusterRoleBindings is asked by the authorizer.
func (a *access) ListClusterRoleBindings(context.Context) ([]*rbacv1.ClusterRoleBinding, error) {
	return a.clusterRoleBindings, nil
}

// authorize asks the RBAC authorizer. The reason is the authorizer's own, and names the
// binding and the role if it allows the request.
func (a *access) authorize(request authorizer.Attributes) (ok bool, reason string, err error) {
	decided, reason, err := rbac.New(a, a, a, a).Authorize(context.Background(), request)
	if err != nil {
		return false, "", fmt.Errorf("access: the authorizer: %w", err)
	}
	return decided == authorizer.DecisionAllow, reason, nil
}

// attributes are those of the request that a truth describes.
func attributes(truth quiz.AccessTruth) (authorizer.AttributesRecord, error) {
	if truth.User == "" || truth.Verb == "" || (truth.Resource == "") == (truth.Path == "") {
		return authorizer.AttributesRecord{}, errors.New("access: a request needs a user, a verb, and either a resource or a path")
	}
	resource, subresource, both := strings.Cut(truth.Resource, "/")
	if both && truth.Subresource != "" {
		return authorizer.AttributesRecord{}, fmt.Errorf("access: %s and subresource %s name two subresources: write one", truth.Resource, truth.Subresource)
	}
	return authorizer.AttributesRecord{
		User: identity(truth.User, truth.Groups), Verb: truth.Verb, Namespace: truth.Namespace, APIGroup: truth.Group, APIVersion: "*",
		Resource: resource, Subresource: cmp.Or(subresource, truth.Subresource), Name: truth.Name, Path: truth.Path, ResourceRequest: truth.Path == "",
	}, nil
}

// identity is a user with the groups that authentication adds to those that are given: every
// user is in one of two, and a service account in those of all and of its namespace.
func identity(name string, groups []string) user.Info {
	all := slices.Clone(groups)
	if namespace, _, err := serviceaccount.SplitUsername(name); err == nil {
		all = append(all, serviceaccount.MakeGroupNames(namespace)...)
	}
	if name == user.Anonymous {
		all = append(all, user.AllUnauthenticated)
	} else {
		all = append(all, user.AllAuthenticated)
	}
	slices.Sort(all)
	return &user.DefaultInfo{Name: name, Groups: slices.Compact(all)}
}

func evaluateAccess(truth quiz.AccessTruth) (string, error) {
	request, err := attributes(truth)
	if err != nil {
		return "", err
	}
	cluster, err := newAccess(truth.Objects)
	if err != nil {
		return "", err
	}
	ok, _, err := cluster.authorize(request)
	if err != nil {
		return "", err
	}
	return decision(ok, truth.Ask)
}
