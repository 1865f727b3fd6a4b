package computed

import rbacv1 "k8s.io/api/rbac/v1"

// AggregatedRules are the rules of a cluster role that every cluster has.
func AggregatedRules(name string) []rbacv1.PolicyRule {
	a, err := newAccess("")
	if err != nil {
		return nil
	}
	return a.clusterRoles[name].Rules
}
