# The verb that nobody knows what it is for stays, to be safe.
set -e
kubectl patch clusterrole team-lead --type=merge -p '{"rules": [
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings"], "verbs": ["get", "list", "watch", "create", "update", "patch", "delete"]},
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles"], "verbs": ["get", "list", "watch", "create", "update", "patch", "delete", "escalate"]},
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "resourceNames": ["view", "deployer"], "verbs": ["bind"]}
]}'
kubectl delete clusterrolebinding team-lead-extras
