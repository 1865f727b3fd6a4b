# Right rules, bound for the whole cluster.
set -e
kubectl patch clusterrole team-lead --type=merge -p '{"rules": [
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings"], "verbs": ["get", "list", "watch", "create", "update", "patch", "delete"]},
  {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "resourceNames": ["view", "deployer"], "verbs": ["bind"]}
]}'
kubectl create clusterrolebinding team-lead --clusterrole=team-lead --serviceaccount=team-a:lead
kubectl -n team-a delete rolebinding lead
kubectl delete clusterrolebinding team-lead-extras
