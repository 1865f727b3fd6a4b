# None of the three verbs. The lead holds both roles itself, so it may hand them out.
set -e
kubectl -n team-a create rolebinding lead-deployer --clusterrole=deployer --serviceaccount=team-a:lead
kubectl patch clusterrole team-lead --type=merge -p '{"rules": [
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings"], "verbs": ["get", "list", "watch", "create", "update", "patch", "delete"]}
]}'
kubectl delete clusterrolebinding team-lead-extras
kubectl delete clusterrole team-lead-extras
