# bind for two roles by their names, in the lead's namespace; the other two verbs go.
set -e
kubectl patch clusterrole team-lead --type=merge -p '{"rules": [
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings"], "verbs": ["get", "list", "watch", "create", "update", "patch", "delete"]},
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "resourceNames": ["view", "deployer"], "verbs": ["bind"]}
]}'
kubectl delete clusterrolebinding team-lead-extras
kubectl delete clusterrole team-lead-extras
