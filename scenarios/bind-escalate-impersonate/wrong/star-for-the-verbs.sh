# The two verbs are not in the list any more. The list is a star.
set -e
kubectl patch clusterrole team-lead --type=merge -p '{"rules": [
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles", "rolebindings"], "verbs": ["*"]},
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "resourceNames": ["view", "deployer"], "verbs": ["bind"]}
]}'
kubectl delete clusterrolebinding team-lead-extras
