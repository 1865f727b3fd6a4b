# The lead looks on.
set -e
kubectl patch clusterrole team-lead --type=merge -p '{"rules": [
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings", "roles"], "verbs": ["get", "list", "watch"]}
]}'
kubectl delete clusterrolebinding team-lead-extras
