# escalate and impersonate are gone; bind is needed, so bind stays.
set -e
kubectl patch clusterrole team-lead --type=merge -p '{"rules": [
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings"], "verbs": ["get", "list", "watch", "create", "update", "patch", "delete"]}
]}'
kubectl patch clusterrole team-lead-extras --type=merge -p '{"rules": [
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["bind"]}
]}'
