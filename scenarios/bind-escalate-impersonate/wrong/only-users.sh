# No groups, so no system:masters: the tool may go on trying out what a user can do.
set -e
kubectl patch clusterrole team-lead --type=merge -p '{"rules": [
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings"], "verbs": ["get", "list", "watch", "create", "update", "patch", "delete"]},
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "resourceNames": ["view", "deployer"], "verbs": ["bind"]}
]}'
kubectl patch clusterrole team-lead-extras --type=merge -p '{"rules": [
  {"apiGroups": [""], "resources": ["users"], "verbs": ["impersonate"]}
]}'
